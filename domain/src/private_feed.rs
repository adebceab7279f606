//! Feeds with a secret address: what one person may read, for a feed reader or calendar that cannot sign in. Who
//! has the address reads as that person does, so it is made by them alone, named after what it is for, shown once
//! and ended by itself when their access is taken away.

use chrono::{DateTime, Utc};

/// The most that one person has at once: one for each device and program, with room to spare.
pub const MOST: usize = 10;

/// The most characters a name may have.
pub const LONGEST_NAME: usize = 80;

/// A private feed, by the database's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PrivateFeedId(pub i64);

/// A private feed as its owner sees it. The secret in its address is nowhere kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateFeed {
    /// Which one.
    pub id: PrivateFeedId,
    /// What its owner called it.
    pub name: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was last fetched, to the hour; `None` for one that never was.
    pub last_fetched_at: Option<DateTime<Utc>>,
}

/// Why one was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrivateFeedRefusal {
    /// It has no name.
    NoName,
    /// Its name is longer than [`LONGEST_NAME`] characters.
    NameTooLong,
    /// Its owner has [`MOST`] already.
    TooMany,
}

/// The name as it is kept: one line without spaces around it.
///
/// # Errors
/// [`PrivateFeedRefusal`] naming what is wrong with it.
pub fn named(text: &str) -> Result<String, PrivateFeedRefusal> {
    let name = text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().to_owned();
    match name.chars().count() {
        0 => Err(PrivateFeedRefusal::NoName),
        length if length > LONGEST_NAME => Err(PrivateFeedRefusal::NameTooLong),
        _ => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_some_length() {
        assert_eq!(named("  Outlook\r\n会社のPC ").unwrap(), "Outlook  会社のPC");
        assert_eq!(named(" \t "), Err(PrivateFeedRefusal::NoName));
        assert_eq!(named(&"あ".repeat(LONGEST_NAME)).unwrap().chars().count(), LONGEST_NAME);
        assert_eq!(named(&"あ".repeat(LONGEST_NAME + 1)), Err(PrivateFeedRefusal::NameTooLong));
    }
}
