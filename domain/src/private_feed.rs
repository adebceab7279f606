//! Feeds with a secret address: what one person may read, for a feed reader or calendar that cannot sign in. Who
//! has the address reads as that person does, so it is made by them alone, named after what it is for, shown once
//! and ended by itself when their access is taken away.

use chrono::{DateTime, Utc};

/// The most that one person has at once: one for each device and program, with room to spare.
pub const MOST: usize = 10;

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
    /// It has no name, or a longer one than may be ([`crate::person::name_of`]).
    Name,
    /// Its owner has [`MOST`] already.
    TooMany,
}
