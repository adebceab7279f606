//! A value with its place: what YAML and TOML have in common.

use std::ops::Range;

/// A key and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    /// Bytes of the file's text.
    pub at: Range<usize>,
    /// As written, unquoted.
    pub name: String,
}

/// Keys and values in the order written; a key given twice is there twice.
pub(crate) type Entries = Vec<(Key, Node)>;

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// Bytes of the file's text; of a list or a map at least its beginning.
    pub at: Range<usize>,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A text, or a number, date or truth value as written.
    Scalar(String),
    /// A list.
    List(Vec<Node>),
    /// Keys and values.
    Map(Entries),
    /// The key is there, but nothing after it.
    Nothing,
}

impl Value {
    /// What it is, for messages.
    pub const fn sort(&self) -> &'static str {
        match self {
            Self::Scalar(_) => "a single value",
            Self::List(_) => "a list",
            Self::Map(_) => "a group of keys",
            Self::Nothing => "nothing",
        }
    }
}
