//! What a publish would do with each publication that was read: decided before anything is written.

mod amendment;
mod bodies;
mod draft;
mod refusal;
#[cfg(test)]
mod tests;

pub use amendment::{asked_in_silence, check_amendment};
pub use bodies::{DraftBodies, LaidAside};
pub use draft::{Draft, DraftAttachment, DraftRevision};
pub use refusal::Refusal;

use crate::digest::Digest;
use crate::publication::{PublicationKey, PublicationKind};
use crate::revision::RevisionClass;
use crate::zone::civil_date;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What stands in the store for one publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Its stable name.
    pub key: PublicationKey,
    /// When it becomes visible, UTC.
    pub publish_at: DateTime<Utc>,
    /// Number and digest of its revisions, oldest first.
    pub revisions: Vec<(u32, Digest)>,
    /// From when the terms it announces hold, where it announces some.
    pub terms: Option<StandingTerms>,
}

/// From when announced terms hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingTerms {
    /// The day the current revision states.
    pub stated: NaiveDate,
    /// The day in force: that one, or a later one it was moved to since.
    pub in_force: NaiveDate,
}

/// What a draft is judged by besides what stands of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ground {
    /// The current time.
    pub now: DateTime<Utc>,
    /// Whether nothing at all stands: then what is published is history being filled in.
    pub is_empty: bool,
}

/// What a publish does with one publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// It was not there before.
    New,
    /// It gets revisions from this number on; the class is the gravest among them.
    Revised {
        /// The first new revision's number.
        from: u32,
        /// The gravest class among the new revisions.
        class: RevisionClass,
    },
    /// Nothing to do.
    Unchanged,
}

/// How long after its `publish_at` a publication that is new to the store still counts as news; later
/// it is history being filled in, and nobody is told.
pub const BACKFILL_AFTER: TimeDelta = TimeDelta::hours(24);

impl Step {
    /// Whether those concerned are told of this step, when it is taken at `now` for a publication with
    /// this `publish_at`. What is amended before it is visible is not told of: its announcement is
    /// still to come.
    pub fn is_told(self, publish_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        match self {
            Self::New => publish_at >= now - BACKFILL_AFTER,
            Self::Revised { class, .. } => class.is_told_again() && publish_at <= now,
            Self::Unchanged => false,
        }
    }
}

/// Compares a draft with what stands.
///
/// # Errors
/// [`Refusal`] when a published revision would be changed or lost, or changed terms would come too late.
pub fn decide(standing: Option<&Standing>, draft: &Draft, ground: Ground) -> Result<Step, Refusal> {
    let step = match standing {
        Some(standing) => compare(standing, draft)?,
        None => Step::New,
    };
    if step != Step::Unchanged && !ground.is_empty {
        check_publish_at(standing, draft, ground.now)?;
        check_terms(standing, draft, ground.now)?;
    }
    Ok(step)
}

/// Once readers can see something, it stays, and so does the time at which a notice was published. A new
/// version of a policy or a disclosure may have a time of its own, in the past.
fn check_publish_at(standing: Option<&Standing>, draft: &Draft, now: DateTime<Utc>) -> Result<(), Refusal> {
    let Some(standing) = standing.filter(|standing| standing.publish_at <= now) else { return Ok(()) };
    let is_other = draft.key.kind() == PublicationKind::Notice && draft.publish_at != standing.publish_at;
    if is_other || draft.publish_at > now {
        return Err(Refusal::PublishAtMoved { standing: standing.publish_at });
    }
    Ok(())
}

fn compare(standing: &Standing, draft: &Draft) -> Result<Step, Refusal> {
    let published = standing.revisions.last().map_or(0, |(number, _)| *number);
    let given = draft.revisions.last().map_or(0, |revision| revision.number);
    if given < published {
        return Err(Refusal::RevisionRemoved { published, given });
    }
    for revision in &draft.revisions {
        let before = standing.revisions.iter().find(|(number, _)| *number == revision.number);
        if before.is_some_and(|(_, digest)| *digest != revision.digest) {
            return Err(Refusal::SilentEdit { number: revision.number });
        }
    }
    let new = draft.revisions.iter().filter(|revision| revision.number > published);
    Ok(new.fold(Step::Unchanged, |step, revision| match step {
        Step::Revised { from, class } => Step::Revised { from, class: class.max(revision.class) },
        _ => Step::Revised { from: revision.number, class: revision.class },
    }))
}

/// Changed terms are made known before they hold, and the day only moves later. Until they are made known it moves
/// as it likes: nobody plans by it yet.
fn check_terms(standing: Option<&Standing>, draft: &Draft, now: DateTime<Utc>) -> Result<(), Refusal> {
    let current = draft.revisions.last().and_then(|revision| revision.facts.notice());
    let given = current.and_then(|facts| facts.effective_on);
    let standing = standing.filter(|standing| standing.publish_at <= now).and_then(|standing| standing.terms);
    let is_adverse = current.and_then(|facts| facts.adverse).unwrap_or(false);
    let in_force = standing.map(|terms| terms.in_force).or(given);
    if let Some(effective_on) = in_force.filter(|day| *day <= civil_date(now)) {
        return Err(Refusal::TermsTooLate { effective_on, is_adverse });
    }
    match standing.zip(given) {
        // A file that still states the day that was moved moves nothing.
        Some((terms, given)) if given < terms.in_force && given != terms.stated => {
            Err(Refusal::EffectiveDateEarlier { standing: terms.in_force, given })
        }
        _ => Ok(()),
    }
}
