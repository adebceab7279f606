//! The headings of a text, for its table of contents.

use serde::{Deserialize, Serialize};

/// A heading with its anchor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineItem {
    /// 2 for `h2`, 3 for `h3`; in a policy 2 for a part, 3 for a clause, 4 for an item.
    pub level: u8,
    /// The `id` in the page, without `#`.
    pub anchor: String,
    /// The heading as plain text.
    pub text: String,
}
