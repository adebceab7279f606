//! Marks: a word with a shape, never a colour alone.

use domain::notice::{Impact, NoticeState};
use leptos::prelude::*;

/// The impact as a mark.
pub fn impact_mark(impact: Impact, word: String) -> impl IntoView {
    let class = match impact {
        Impact::ActionRequired => "mark mark-act",
        Impact::MayRequireAction => "mark mark-may",
        Impact::Informational => "mark mark-info",
    };
    view! { <span class=class>{word}</span> }
}

/// Where a notice stands, as a tag.
pub fn state_tag(state: NoticeState, word: String) -> impl IntoView {
    let class = match state {
        NoticeState::Cancelled | NoticeState::Withdrawn => "tag tag-off",
        NoticeState::Unreported => "tag tag-open",
        _ => "tag",
    };
    view! { <span class=class>{word}</span> }
}

/// Whether nothing is to be expected any more of what stands there.
pub const fn is_called_off(state: NoticeState) -> bool {
    matches!(state, NoticeState::Cancelled | NoticeState::Withdrawn)
}
