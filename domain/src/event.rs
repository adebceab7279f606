//! Events: the dated facts in a notice's timeline.

use crate::locale::Localized;
use crate::notice::words;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// What happened to a publication.
    EventKind {
        /// It was published for the first time.
        Announced = "announced",
        /// It got a new revision.
        Revised = "revised",
        /// Its planned time moved.
        Rescheduled = "rescheduled",
        /// The change began.
        Started = "started",
        /// The change is done.
        Completed = "completed",
        /// The change will not take place.
        Cancelled = "cancelled",
        /// The publication was taken back.
        Withdrawn = "withdrawn",
    }
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The database's number, rising.
    pub id: i64,
    /// What happened.
    pub kind: EventKind,
    /// When, UTC. An announcement takes place at `publish_at`.
    pub at: DateTime<Utc>,
    /// The revision it is about.
    pub revision: u32,
    /// What staff said about it.
    pub message: Option<Localized<String>>,
}
