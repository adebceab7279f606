//! Deliveries: one event for one subscription, with its outcome.

use crate::event::EventKind;
use crate::id::UserId;
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::notice::words;
use crate::publication::PublicationKey;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// How far a delivery is.
    DeliveryState {
        /// To be sent, now or after a pause.
        Pending = "pending",
        /// Accepted by the mail server.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
        /// Not sent, because the reader had switched mail off in the meantime.
        Skipped = "skipped",
    }
}

/// A delivery claimed by a worker, with all it needs to write the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// The database's number; with the portal's name it makes the `Message-ID`, the same on every try.
    pub id: i64,
    /// The subscription, for the address that ends it.
    pub subscription: i64,
    /// What happened.
    pub event: EventKind,
    /// The event itself, by the database's number.
    pub event_id: i64,
    /// To which publication.
    pub publication: PublicationKey,
    /// Which revision of it.
    pub revision: u32,
    /// To whom.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub address: MailAddress,
    /// Their language.
    pub locale: Locale,
    /// How often it has been tried before.
    pub attempts: u32,
}

/// How sending went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The server took it.
    Sent,
    /// It did not, but may later (a 4xx answer, no connection).
    Deferred(String),
    /// It never will (a 5xx answer).
    Rejected(String),
    /// It is no longer wanted, or the publication is no longer visible to the reader.
    NotWanted,
}

/// How often a delivery is tried before it is given up.
pub const MOST_ATTEMPTS: u32 = 8;

/// How long a worker may hold a claimed delivery before another takes it over.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);

/// No lease ends later than this from now, unless a clock has gone back since it was given; the half of it
/// is for clocks that differ.
pub const FURTHEST_LEASE: TimeDelta = TimeDelta::minutes(10);

/// The longest pause between two tries.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(4);

/// No try is later than this from now, unless a clock has gone back since.
pub const FURTHEST_ATTEMPT: TimeDelta = TimeDelta::minutes(4 * 60 + 5);

/// When to try again after the `attempts`-th failure: 1, 5, 15, 60 minutes, then every 4 hours.
/// `None` when it is to be given up.
pub fn next_attempt(attempts: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let minutes = match attempts {
        0 | 1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        n if n < MOST_ATTEMPTS => LONGEST_PAUSE.num_minutes(),
        _ => return None,
    };
    Some(now + TimeDelta::minutes(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_then_it_is_given_up() {
        let now = DateTime::UNIX_EPOCH;
        let pauses: Vec<_> = (1..MOST_ATTEMPTS).map(|n| next_attempt(n, now).unwrap() - now).collect();
        assert!(pauses.is_sorted());
        assert_eq!(pauses.last(), Some(&LONGEST_PAUSE));
        assert!(LEASE < FURTHEST_LEASE && LONGEST_PAUSE < FURTHEST_ATTEMPT, "what is honest is never taken back");
        assert_eq!(next_attempt(MOST_ATTEMPTS, now), None);
    }
}
