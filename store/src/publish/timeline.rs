//! Which events a publish adds to a timeline, and which of them are told. Pure.
//!
//! An announcement is told when the publication becomes visible, unless that was more than
//! [`BACKFILL_AFTER`] ago: then it is history being filled in, and nobody is told. Of the revisions
//! that come with one publish at most the last that means something else is told: one mail about
//! several. A publication amended before it is visible is not told of the amendment: its
//! announcement, moved to the new hour, is still to come.

use chrono::{DateTime, TimeDelta, Utc};
use domain::event::EventKind;
use domain::plan::{Draft, DraftRevision};
use domain::zone::end_of_day;

/// How long after its `publish_at` a publication that is new to the store still counts as news.
pub const BACKFILL_AFTER: TimeDelta = TimeDelta::hours(24);

/// One event to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: EventKind,
    /// To which revision.
    pub revision: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// From when it is told; `None` when it is not.
    pub due_at: Option<DateTime<Utc>>,
}

/// The timeline of a publication that was not there before.
pub fn of_new(draft: &Draft, now: DateTime<Utc>) -> Vec<Entry> {
    let publish_at = draft.publish_at;
    let mut revisions = draft.revisions.iter();
    let announced = revisions.next().map(|first| Entry {
        kind: EventKind::Announced,
        revision: first.number,
        at: publish_at,
        due_at: (publish_at >= now - BACKFILL_AFTER).then_some(publish_at),
    });
    let later = revisions.map(|revision| Entry {
        kind: EventKind::Revised,
        revision: revision.number,
        at: publish_at.max(start_of(revision)),
        due_at: None,
    });
    announced.into_iter().chain(later).collect()
}

/// What is added when a publication gets revisions. `was_visible`: whether it had appeared before.
pub fn of_revised(
    revisions: &[DraftRevision],
    publish_at: DateTime<Utc>,
    was_visible: bool,
    now: DateTime<Utc>,
) -> Vec<Entry> {
    let at = now.max(publish_at);
    let told = revisions.iter().rev().find(|revision| revision.class.is_told_again()).map(|told| told.number);
    revisions
        .iter()
        .map(|revision| Entry {
            kind: EventKind::Revised,
            revision: revision.number,
            at,
            due_at: (was_visible && told == Some(revision.number)).then_some(at),
        })
        .collect()
}

/// Midnight in Japan at the beginning of the day the author gave.
fn start_of(revision: &DraftRevision) -> DateTime<Utc> {
    end_of_day(revision.on) - TimeDelta::days(1)
}
