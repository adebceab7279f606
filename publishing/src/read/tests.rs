//! Reading whole trees: the portal's own content, and small trees with one mistake each.

mod audiences;
pub(crate) mod content;
mod damage;
mod drafts;
mod kinds;
mod lead_times;
mod mistakes;
mod revisions;
mod speed;
mod trees;
