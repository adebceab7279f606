//! What an amended notice may still become: held against its life so far, which readers have seen.

use super::{Draft, Refusal};
use crate::publication::Publication;
use crate::timeline;
use chrono::{DateTime, Utc};

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
    use crate::audience::Audience;
    use crate::catalogue::tests::notice;
    use crate::event::{Event, EventKind, Recorder};
    use crate::notice::{NoticeKind, Planned};
    use crate::plan::tests::{day, draft};
    use crate::revision::{Facts, RevisionClass};
    use chrono::TimeDelta;

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
