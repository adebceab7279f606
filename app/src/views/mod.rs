//! What the browser may see: plain values, already in the viewer's language. Built in `ssr`.

pub mod notice_row;
pub mod search_row;
