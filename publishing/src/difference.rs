//! What changed between two texts, as a reader sees it: section by section, in a section paragraph by
//! paragraph (or item, or row of a table), and inside a changed one word by word. Pure text in, pieces
//! out; how they are shown is the page's matter. Invariant: what is the same or removed, read in order,
//! is the earlier text, and what is the same or added is the later one.

mod align;
mod blocks;
mod pieces;
mod sections;
mod words;

pub use blocks::{Block, BlockKind, Section};
pub use pieces::{Piece, pieces};
pub use sections::{Change, ComparedBlock, ComparedSection, compare};
