//! Reading whole trees: the portal's own content, and small trees with one mistake each.

mod audiences;
mod content;
mod damage;
mod lead_times;
mod mistakes;
mod revisions;
mod speed;
mod trees;
