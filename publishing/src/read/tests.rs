//! Reading whole trees: the portal's own content, and small trees with one mistake each.

pub(crate) mod content;
mod damage;
mod drafts;
mod kinds;
mod mistakes;
mod revisions;
mod speed;
mod trees;
