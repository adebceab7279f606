//! Which events a publish adds to a timeline, and which of them are told. Pure.
//!
//! An announcement is told when the publication becomes visible, unless that was more than
//! [`BACKFILL_AFTER`] ago: then it is history being filled in, and nobody is told. Of the revisions
//! that come with one publish at most the last that means something else is told: one mail about
//! several. A publication amended before it is visible is not told of the amendment: its
//! announcement, moved to the new hour, is still to come.
//!
//! A revision that moves the planned time adds that to the timeline as well, and then it is the move
//! that is told, whatever the class of the revision: nobody learns of a new date by chance, and still
//! there is one mail about one publish.

use chrono::{DateTime, Utc};
use domain::event::{EventKind, Moved};
use domain::notice::NoticeFacts;
use domain::plan::{BACKFILL_AFTER, Draft, DraftRevision};
use domain::publication::Publication;
use domain::revision::Facts;
use domain::timeline::moved_by_revision;
use domain::zone::start_of_day;

/// One event to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: EventKind,
    /// To which revision.
    pub revision: u32,
    /// When.
    pub at: DateTime<Utc>,
    /// From when to when the planned time moved.
    pub moved: Option<Moved>,
    /// From when it is told; `None` when it is not.
    pub due_at: Option<DateTime<Utc>>,
}

/// The timeline of a publication that was not there before.
pub fn of_new(draft: &Draft, now: DateTime<Utc>) -> Vec<Entry> {
    let publish_at = draft.publish_at;
    let entry = |kind, revision, at| Entry { kind, revision, at, moved: None, due_at: None };
    let mut timeline: Vec<_> = draft
        .revisions
        .first()
        .map(|first| entry(EventKind::Announced, first.number, publish_at))
        .into_iter()
        .collect();
    if let Some(announced) = timeline.first_mut() {
        announced.due_at = (publish_at >= now - BACKFILL_AFTER).then_some(publish_at);
    }
    for pair in draft.revisions.windows(2) {
        let [before, after] = pair else { continue };
        let at = publish_at.max(start_of_day(after.on));
        timeline.push(entry(EventKind::Revised, after.number, at));
        if let Some(moved) = stated_anew(before, after).filter(|_| publish_at <= now) {
            timeline.push(Entry { moved: Some(moved), ..entry(EventKind::Rescheduled, after.number, at) });
        }
    }
    timeline
}

/// What is added when a publication gets revisions. `was_visible`: whether it had appeared before.
pub fn of_revised(
    standing: &Publication,
    revisions: &[DraftRevision],
    publish_at: DateTime<Utc>,
    was_visible: bool,
    now: DateTime<Utc>,
) -> Vec<Entry> {
    let at = now.max(publish_at);
    let moved = if was_visible { moved_since(standing, revisions) } else { None };
    let told = revisions.iter().rev().find(|revision| revision.class.is_told_again()).map(|told| told.number);
    let mut timeline: Vec<_> = revisions
        .iter()
        .map(|revision| Entry {
            kind: EventKind::Revised,
            revision: revision.number,
            at,
            moved: None,
            due_at: (was_visible && moved.is_none() && told == Some(revision.number)).then_some(at),
        })
        .collect();
    if let (Some(moved), Some(last)) = (moved, revisions.last()) {
        let kind = EventKind::Rescheduled;
        timeline.push(Entry { kind, revision: last.number, at, moved: Some(moved), due_at: Some(at) });
    }
    timeline
}

/// Whether the last of the revisions moves the time that is in force.
fn moved_since(standing: &Publication, revisions: &[DraftRevision]) -> Option<Moved> {
    moved_by_revision(standing, standing.notice()?, notice(revisions.last()?)?)
}

/// Whether a revision states another time than the one before it.
fn stated_anew(before: &DraftRevision, after: &DraftRevision) -> Option<Moved> {
    let (from, to) = (notice(before)?.stated(), notice(after)?.stated()?);
    (from != Some(to)).then_some(Moved { from, to })
}

fn notice(revision: &DraftRevision) -> Option<&NoticeFacts> {
    match &revision.facts {
        Facts::Notice(facts) => Some(facts),
        _ => None,
    }
}
