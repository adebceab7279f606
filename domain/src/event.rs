//! Events: the dated facts in a notice's timeline, and who recorded them.

use crate::id::UserId;
use crate::locale::Localized;
use crate::notice::{Planned, words};
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
        /// An incident: something may have happened.
        Suspected = "suspected",
        /// An incident: it has happened.
        Confirmed = "confirmed",
        /// An incident: it spreads no further.
        Contained = "contained",
        /// An incident: it is over and looked into.
        Closed = "closed",
    }
}

impl EventKind {
    /// Whether a timeline can have several of it. Of every other kind there is at most one, and a
    /// unique constraint of the store sees to that.
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Self::Revised | Self::Rescheduled)
    }

    /// Whether it says something that no revision does and nobody could expect: a date moved, a change called
    /// off, a stage of an incident. Who had read or archived the notice before has to learn of it. That a change
    /// began or was done as planned is no news of this sort.
    pub const fn is_news(self) -> bool {
        match self {
            Self::Rescheduled
            | Self::Cancelled
            | Self::Withdrawn
            | Self::Suspected
            | Self::Confirmed
            | Self::Contained
            | Self::Closed => true,
            Self::Announced | Self::Revised | Self::Started | Self::Completed => false,
        }
    }
}

/// Who recorded an event. Readers never learn it; staff do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Recorder {
    /// The publish that brought the text.
    Publish,
    /// Someone of the provider, by the name they had then.
    Staff {
        /// Who.
        user: UserId,
        /// As they were called.
        name: String,
    },
    /// Whoever used the command line.
    CommandLine,
    /// The server, because the notice says `auto: true`.
    Schedule,
}

/// A planned time that moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// What was in force before; `None` where there was no date.
    pub from: Option<Planned>,
    /// What is in force since.
    pub to: Planned,
}

/// One entry of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The database's number, rising.
    pub id: i64,
    /// What happened.
    pub kind: EventKind,
    /// When, UTC. An announcement takes place at `publish_at`, what the server records by itself at the
    /// planned time, also where it came to write it down only later.
    pub at: DateTime<Utc>,
    /// When it was written down.
    pub recorded_at: DateTime<Utc>,
    /// Who wrote it down.
    pub by: Recorder,
    /// The revision it is about.
    pub revision: u32,
    /// What only few events have; in a box, since a catalogue holds tens of thousands of events.
    pub details: Option<Box<EventDetails>>,
}

/// What only few events have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventDetails {
    /// From when to when, of a planned time that moved.
    pub moved: Option<Moved>,
    /// What staff said about it.
    pub message: Option<Localized<String>>,
    /// Why a change was brought forward although that was too soon (see [`crate::lead_time`]). Readers are
    /// told.
    pub lead_time_exception: Option<Localized<String>>,
}

impl EventDetails {
    /// As an event keeps them: `None` where there are none.
    pub fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl Event {
    /// From when to when, of a planned time that moved.
    pub fn moved(&self) -> Option<Moved> {
        self.details.as_ref()?.moved
    }

    /// What staff said about it.
    pub fn message(&self) -> Option<&Localized<String>> {
        self.details.as_ref()?.message.as_ref()
    }

    /// Why a change was brought forward although that was too soon.
    pub fn lead_time_exception(&self) -> Option<&Localized<String>> {
        self.details.as_ref()?.lead_time_exception.as_ref()
    }
}
