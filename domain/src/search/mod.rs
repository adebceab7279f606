//! Search: finding words in publications, by what is written and not by how. Pure; the store keeps
//! the index.
//!
//! A query is words with spaces between them, and finds the publications with an edition that
//! contains every one of them, anywhere, also in the middle of a word: Japanese has no spaces, and a
//! reader who types 回線 or API wants what a scan of the text would find. So the index is of pairs of
//! neighbouring characters with their places, from which any word can be put together exactly, and of
//! single characters. Text and query are folded alike before ([`fold()`]).

mod document;
mod excerpt;
mod find;
mod fold;
mod index;
mod query;
mod request;
mod results;

pub use document::Document;
pub use excerpt::{Excerpt, Piece, excerpt, marked};
pub use find::{Hit, find};
pub use fold::fold;
pub use index::{FORMAT, Gram, Indexer, appended};
pub use query::{LONGEST_QUERY, MOST_WORDS, Query};
pub use request::Search;
pub use results::{Found, Place, SearchHit, SearchPage};
