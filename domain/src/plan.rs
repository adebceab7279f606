//! What a publish would do with each publication that was read: decided before anything is written.

mod bodies;

pub use bodies::{DraftBodies, LaidAside};

use crate::audience::Audience;
use crate::digest::Digest;
use crate::locale::Localized;
use crate::notice::NoticeKind;
use crate::publication::{Publication, PublicationKey, PublicationKind};
use crate::revision::{Attachment, Edition, Facts, RevisionClass};
use crate::timeline;
use crate::zone::{civil_date, jst};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A publication as its files have it: checked and rendered, not yet compared with what stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its stable name.
    pub key: PublicationKey,
    /// Its folder below `content/`, for messages.
    pub folder: String,
    /// Who may see it.
    pub audience: Audience,
    /// When it becomes visible, UTC.
    pub publish_at: DateTime<Utc>,
    /// Its revisions whose text is at hand, oldest first, numbers rising; the last is the current one.
    pub revisions: Vec<DraftRevision>,
}

/// One revision as its files have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftRevision {
    /// From 1: its place among the lines under `revisions`.
    pub number: u32,
    /// SHA-256 of the canonical source.
    pub digest: Digest,
    /// How much it changed.
    pub class: RevisionClass,
    /// The day the author gave it.
    pub on: NaiveDate,
    /// The author's note.
    pub note: Option<Box<Localized<String>>>,
    /// Whom it was for, where its own files say so; else it was for the publication's audience.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// What it is about besides its text.
    pub facts: Facts,
    /// What it says in each language.
    pub editions: Localized<Edition>,
    /// The text, in the languages of the editions.
    pub bodies: DraftBodies,
    /// Its files.
    pub attachments: Vec<DraftAttachment>,
}

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAttachment {
    /// What is said about it.
    pub meta: Attachment,
    /// The file itself.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

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

/// Why a publication cannot be published as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text changed, but no line under `revisions` says so.
    #[error("the text of revision {number} was changed after it was published")]
    SilentEdit {
        /// The revision's number.
        number: u32,
    },
    /// A line under `revisions` was taken away.
    #[error("revision {published} was published, but the file ends with revision {given}")]
    RevisionRemoved {
        /// The last published revision.
        published: u32,
        /// The last one the files have.
        given: u32,
    },
    /// Changed terms would be published, or amended, when they hold already (民法548条の4).
    #[error("the terms hold from {effective_on}, and that day has come")]
    TermsTooLate {
        /// From when they hold.
        effective_on: NaiveDate,
        /// Whether they are to a customer's disadvantage.
        is_adverse: bool,
    },
    /// The day from which changed terms hold was moved forward.
    #[error("the terms were published as holding from {standing}; {given} is earlier")]
    EffectiveDateEarlier {
        /// The day that was published.
        standing: NaiveDate,
        /// The day the files have.
        given: NaiveDate,
    },
    /// The time of publication was changed of what readers can see already: it would vanish, or would
    /// have been published at another time than it was.
    #[error("it was published at {}, and that cannot change any more", in_japan(*standing))]
    PublishAtMoved {
        /// When it was published.
        standing: DateTime<Utc>,
    },
    /// What was announced as one kind of notice became another.
    #[error("it was published as {}, and cannot become {}", standing.word(), given.word())]
    KindChanged {
        /// The kind that was published.
        standing: NoticeKind,
        /// The kind the files have.
        given: NoticeKind,
    },
    /// The planned time that was announced is left out.
    #[error("it was announced for a time, and the files have none any more")]
    DateDropped,
    /// The planned time moves in a way that staff could not move it either.
    #[error("the planned time cannot move like this: {}", sentence(*reason))]
    CannotMove {
        /// Why.
        reason: timeline::Refusal,
    },
}

/// A moment as authors write it.
fn in_japan(at: DateTime<Utc>) -> String {
    at.with_timezone(&jst()).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

const fn sentence(reason: timeline::Refusal) -> &'static str {
    match reason {
        timeline::Refusal::StartHasPassed => "it has begun, so only its end can move",
        timeline::Refusal::StartInPast => "the new start has passed",
        timeline::Refusal::EndInPast => "the new end has passed",
        timeline::Refusal::AlreadyCompleted => "the change is done",
        timeline::Refusal::Cancelled => "the change was cancelled",
        timeline::Refusal::Withdrawn => "the notice was withdrawn",
        other => other.word(),
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

/// Holds an amended notice that readers can see against its life so far: it stays what it was announced as,
/// keeps a time where it had one, and moves only as staff could move it: once it is over, not at all.
///
/// # Errors
/// [`Refusal`] when it does not.
pub fn check_amendment(standing: &Publication, draft: &Draft, now: DateTime<Utc>) -> Result<(), Refusal> {
    let after = draft.revisions.last().and_then(|revision| revision.facts.notice());
    let Some((before, after)) = standing.notice().zip(after).filter(|_| standing.is_published(now)) else {
        return Ok(());
    };
    if before.kind != after.kind {
        return Err(Refusal::KindChanged { standing: before.kind, given: after.kind });
    }
    if before.stated().is_some() && after.stated().is_none() {
        return Err(Refusal::DateDropped);
    }
    let is_restated = after.stated() != before.stated() && after.stated() != standing.scheduled();
    if let Some(reason) = standing.ended().filter(|_| is_restated) {
        return Err(Refusal::CannotMove { reason });
    }
    match timeline::moved_by_revision(standing, before, after) {
        Some(moved) => timeline::check_move(standing, moved, now).map_err(|reason| Refusal::CannotMove { reason }),
        None => Ok(()),
    }
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

/// The keys of what an amended notice asks otherwise than before although its revision says that only words were
/// mended: nobody is told of that.
pub fn asked_in_silence(standing: &Publication, draft: &Draft) -> Vec<&'static str> {
    let known = standing.current.head.number;
    let is_told = draft.revisions.iter().any(|revision| revision.number > known && revision.class.is_told_again());
    let after = draft.revisions.last().filter(|_| !is_told).and_then(|revision| revision.facts.notice());
    let Some((before, after)) = standing.notice().zip(after) else { return vec![] };
    let asked = [
        ("impact", before.impact != after.impact),
        ("act_by", before.act_by != after.act_by),
        ("acknowledgement", before.acknowledgement != after.acknowledgement),
        ("components", before.components != after.components),
        ("audience", standing.audience.condition() != draft.audience.condition()),
    ];
    asked.into_iter().filter(|(_, is_other)| *is_other).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::{digest, notice};
    use crate::event::{Event, EventKind, Recorder};
    use crate::notice::Planned;
    use crate::revision::Body;

    fn draft(digests: &[u8]) -> Draft {
        let publication = notice("SC-2026-0001", &[RevisionClass::Initial]);
        let revisions = (1..).zip(digests).map(|(number, seed)| DraftRevision {
            number,
            digest: digest(*seed),
            class: if number == 1 { RevisionClass::Initial } else { RevisionClass::Material },
            on: NaiveDate::MIN,
            note: None,
            audience: None,
            facts: publication.current.facts.clone(),
            editions: publication.current.editions.clone(),
            bodies: Localized::ja_only(Body::default()).into(),
            attachments: vec![],
        });
        Draft {
            key: publication.key.clone(),
            folder: String::new(),
            audience: Audience::Everyone,
            publish_at: DateTime::UNIX_EPOCH,
            revisions: revisions.collect(),
        }
    }

    fn standing(digests: &[u8]) -> Standing {
        let revisions = (1..).zip(digests.iter().map(|seed| digest(*seed))).collect();
        Standing { key: draft(&[1]).key, publish_at: DateTime::UNIX_EPOCH, revisions, terms: None }
    }

    /// Decides at an instant at which something stands.
    fn decide(standing: Option<&Standing>, draft: &Draft) -> Result<Step, Refusal> {
        super::decide(standing, draft, Ground { now: DateTime::UNIX_EPOCH, is_empty: false })
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Terms that hold from a day, in two revisions where the digest of a second is given.
    fn terms(digests: &[u8], effective_on: &str, adverse: bool) -> Draft {
        let mut draft = draft(digests);
        for revision in &mut draft.revisions {
            let Facts::Notice(facts) = &mut revision.facts else { panic!("it is a notice") };
            facts.effective_on = Some(day(effective_on));
            facts.adverse = Some(adverse);
        }
        draft
    }

    fn terms_standing(effective_on: &str) -> Standing {
        let day = day(effective_on);
        Standing { terms: Some(StandingTerms { stated: day, in_force: day }), ..standing(&[1]) }
    }

    /// The last second of 31 March in Japan; one more and the terms of 1 April hold.
    fn eve() -> Ground {
        Ground { now: "2027-03-31T14:59:59Z".parse().unwrap(), is_empty: false }
    }

    fn april() -> Ground {
        Ground { now: eve().now + TimeDelta::seconds(1), ..eve() }
    }

    #[test]
    fn changed_terms_are_published_until_the_day_before_they_hold() {
        let draft = terms(&[1], "2027-04-01", true);
        assert_eq!(super::decide(None, &draft, eve()), Ok(Step::New));
        let refusal = Refusal::TermsTooLate { effective_on: day("2027-04-01"), is_adverse: true };
        assert_eq!(super::decide(None, &draft, april()), Err(refusal.clone()));
        assert!(refusal.to_string().contains("2027-04-01"));
        let standing = terms_standing("2027-04-01");
        assert_eq!(super::decide(Some(&standing), &draft, april()), Ok(Step::Unchanged), "it already stood");
    }

    #[test]
    fn changed_terms_are_not_amended_once_they_hold() {
        let standing = terms_standing("2027-04-01");
        let amended = |effective_on| terms(&[1, 2], effective_on, false);
        let late = Err(Refusal::TermsTooLate { effective_on: day("2027-04-01"), is_adverse: false });
        assert_eq!(super::decide(Some(&standing), &amended("2027-04-01"), april()), late);
        assert_eq!(super::decide(Some(&standing), &amended("2027-05-01"), april()), late, "moved when it had passed");
        assert!(super::decide(Some(&standing), &amended("2027-04-01"), eve()).is_ok());
    }

    #[test]
    fn the_day_terms_hold_from_only_moves_later() {
        let standing = terms_standing("2027-05-01");
        let amended = |effective_on| terms(&[1, 2], effective_on, false);
        assert!(super::decide(Some(&standing), &amended("2027-05-02"), eve()).is_ok());
        let refusal = Refusal::EffectiveDateEarlier { standing: day("2027-05-01"), given: day("2027-04-30") };
        assert_eq!(super::decide(Some(&standing), &amended("2027-04-30"), eve()), Err(refusal));
        let moved = StandingTerms { stated: day("2027-05-01"), in_force: day("2027-06-01") };
        let moved = Standing { terms: Some(moved), ..standing };
        assert!(
            super::decide(Some(&moved), &amended("2027-05-01"), eve()).is_ok(),
            "the file still states the old day"
        );
        let refusal = Refusal::EffectiveDateEarlier { standing: day("2027-06-01"), given: day("2027-05-31") };
        assert_eq!(super::decide(Some(&moved), &amended("2027-05-31"), eve()), Err(refusal));
    }

    #[test]
    fn terms_that_nobody_has_seen_move_forward_too_but_not_into_the_past() {
        let publish_at = eve().now + TimeDelta::hours(1);
        let standing = Standing { publish_at, ..terms_standing("2027-05-01") };
        let amended = |effective_on| super::decide(Some(&standing), &terms(&[1, 2], effective_on, false), eve());
        assert!(amended("2027-04-02").is_ok());
        let late = Refusal::TermsTooLate { effective_on: day("2027-03-31"), is_adverse: false };
        assert_eq!(amended("2027-03-31"), Err(late));
    }

    #[test]
    fn an_empty_store_is_filled_with_terms_that_hold_already() {
        let ground = Ground { is_empty: true, ..april() };
        assert_eq!(super::decide(None, &terms(&[1], "2027-04-01", true), ground), Ok(Step::New));
    }

    #[test]
    fn the_same_files_again_change_nothing() {
        assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1, 2])), Ok(Step::Unchanged));
        assert_eq!(decide(None, &draft(&[1])), Ok(Step::New));
    }

    #[test]
    fn a_new_line_is_a_new_revision() {
        let step = decide(Some(&standing(&[1])), &draft(&[1, 2]));
        assert_eq!(step, Ok(Step::Revised { from: 2, class: RevisionClass::Material }));
    }

    #[test]
    fn news_and_changes_of_meaning_are_told() {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        let hours = TimeDelta::hours;
        assert!(Step::New.is_told(now + hours(48), now) && Step::New.is_told(now - hours(24), now));
        assert!(!Step::New.is_told(now - hours(25), now), "that is history");
        let revised = |class| Step::Revised { from: 2, class };
        assert!(revised(RevisionClass::Material).is_told(now - hours(9000), now));
        assert!(!revised(RevisionClass::Material).is_told(now + hours(1), now), "the announcement is to come");
        assert!(!revised(RevisionClass::Editorial).is_told(now, now));
        assert!(!Step::Unchanged.is_told(now, now));
    }

    #[test]
    fn a_silent_edit_is_refused() {
        assert_eq!(decide(Some(&standing(&[1])), &draft(&[7])), Err(Refusal::SilentEdit { number: 1 }));
        assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1, 7])), Err(Refusal::SilentEdit { number: 2 }));
        assert_eq!(decide(Some(&standing(&[1])), &draft(&[7, 2])), Err(Refusal::SilentEdit { number: 1 }));
    }

    #[test]
    fn a_published_revision_cannot_be_taken_away() {
        let refusal = Refusal::RevisionRemoved { published: 2, given: 1 };
        assert_eq!(decide(Some(&standing(&[1, 2])), &draft(&[1])), Err(refusal));
    }

    #[test]
    fn what_readers_can_see_keeps_its_time_of_publication() {
        let now = DateTime::UNIX_EPOCH;
        let at = |minutes| now + TimeDelta::minutes(minutes);
        let decided = |stood_from, given, kind: PublicationKey| {
            let standing = Standing { key: kind.clone(), publish_at: at(stood_from), ..standing(&[1]) };
            let draft = Draft { key: kind, publish_at: at(given), ..draft(&[1, 2]) };
            decide(Some(&standing), &draft)
        };
        let notice = || draft(&[1]).key;
        let policy = || PublicationKey::Policy(crate::id::Slug::parse("information-security").unwrap());
        let revised = Ok(Step::Revised { from: 2, class: RevisionClass::Material });
        let refused = |minutes| Err(Refusal::PublishAtMoved { standing: at(minutes) });
        assert_eq!(decided(-10, -10, notice()), revised);
        assert_eq!(decided(-10, 10, notice()), refused(-10), "it would vanish");
        assert_eq!(decided(-10, -20, notice()), refused(-10), "it was not published then");
        assert_eq!(decided(10, 20, notice()), revised, "nobody has seen it");
        assert_eq!(decided(-10, -5, policy()), revised, "a version has a day of its own");
        assert_eq!(decided(-10, 5, policy()), refused(-10));
        assert_eq!(
            refused(0).unwrap_err().to_string(),
            "it was published at 1970-01-01T09:00:00+09:00, and that cannot change any more"
        );
    }

    fn stated(kind: NoticeKind, planned: Option<(i64, i64)>) -> Facts {
        let Facts::Notice(mut facts) = draft(&[1]).revisions[0].facts.clone() else { panic!("it is a notice") };
        let at = |minutes| DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes);
        facts.kind = kind;
        facts.planned = planned.map(|(start, end)| Planned { start: at(start), end: Some(at(end)) });
        Facts::Notice(facts)
    }

    /// Announced for the hour after the second.
    fn announced() -> Publication {
        let mut standing = notice("SC-2026-0001", &[RevisionClass::Initial]);
        let facts = stated(NoticeKind::ServiceChange, Some((120, 180)));
        standing.current = std::sync::Arc::new(crate::revision::Revision { facts, ..(*standing.current).clone() });
        standing
    }

    /// Amended an hour before its time.
    #[rstest::rstest]
    #[case::as_it_was(NoticeKind::ServiceChange, Some((120, 180)), None)]
    #[case::later(NoticeKind::ServiceChange, Some((240, 300)), None)]
    #[case::another_end(NoticeKind::ServiceChange, Some((120, 240)), None)]
    #[case::into_the_past(
        NoticeKind::ServiceChange, Some((30, 90)),
        Some(Refusal::CannotMove { reason: timeline::Refusal::StartInPast })
    )]
    #[case::without_a_time(NoticeKind::ServiceChange, None, Some(Refusal::DateDropped))]
    #[case::another_kind(
        NoticeKind::Incident, Some((120, 180)),
        Some(Refusal::KindChanged { standing: NoticeKind::ServiceChange, given: NoticeKind::Incident })
    )]
    fn an_amended_notice_stays_what_it_was_announced_as(
        #[case] kind: NoticeKind,
        #[case] planned: Option<(i64, i64)>,
        #[case] refusal: Option<Refusal>,
    ) {
        let now = DateTime::UNIX_EPOCH + TimeDelta::minutes(60);
        let mut standing = announced();
        let mut draft = draft(&[1, 2]);
        draft.revisions[1].facts = stated(kind, planned);
        assert_eq!(check_amendment(&standing, &draft, now).err(), refusal);
        standing.publish_at = now + TimeDelta::minutes(1);
        assert_eq!(check_amendment(&standing, &draft, now), Ok(()), "nobody has seen it");
    }

    #[rstest::rstest]
    #[case(EventKind::Completed, timeline::Refusal::AlreadyCompleted)]
    #[case(EventKind::Cancelled, timeline::Refusal::Cancelled)]
    #[case(EventKind::Withdrawn, timeline::Refusal::Withdrawn)]
    fn the_time_of_what_is_over_stays_as_it_was(#[case] kind: EventKind, #[case] reason: timeline::Refusal) {
        let at = DateTime::UNIX_EPOCH + TimeDelta::minutes(60);
        let mut standing = announced();
        let by = Recorder::CommandLine;
        standing.events.push(Event { id: 9, kind, at, recorded_at: at, by, revision: 1, details: None });
        let mut draft = draft(&[1, 2]);
        let mut given = |planned| {
            draft.revisions[1].facts = stated(NoticeKind::ServiceChange, Some(planned));
            check_amendment(&standing, &draft, at)
        };
        for rewritten in [(240, 300), (30, 90), (120, 150)] {
            assert_eq!(given(rewritten), Err(Refusal::CannotMove { reason }), "{rewritten:?}");
        }
        assert_eq!(given((120, 180)), Ok(()), "its words can still be mended");
    }

    #[test]
    fn what_is_asked_otherwise_without_telling_anybody_is_seen() {
        let standing = notice("SC-2026-0001", &[RevisionClass::Initial]);
        let mut draft = draft(&[1, 2]);
        draft.revisions[1].class = RevisionClass::Editorial;
        assert!(asked_in_silence(&standing, &draft).is_empty());
        let Facts::Notice(facts) = &mut draft.revisions[1].facts else { panic!("it is a notice") };
        facts.act_by = Some(day("2027-03-31"));
        facts.acknowledgement = None;
        draft.audience = Audience::named([crate::id::TenantId::parse("hinode").unwrap()]);
        assert_eq!(asked_in_silence(&standing, &draft), ["act_by", "acknowledgement", "audience"]);
        draft.revisions[1].class = RevisionClass::Material;
        assert!(asked_in_silence(&standing, &draft).is_empty(), "all of them are told");
    }
}
