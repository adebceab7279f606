//! What a draft will be once it is published: so that its reviewers see exactly that.

use crate::event::{Event, EventDetails, EventKind, Recorder};
use crate::notice::NoticeFacts;
use crate::plan::{Draft, DraftRevision, Step};
use crate::publication::Publication;
use crate::revision::{Facts, Revision, RevisionHead};
use crate::timeline::moved_by_revision;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// The publication that `draft` becomes when it is published at `now`, over what stands of it. `None`
/// for a draft without any text.
pub fn as_published(draft: &Draft, standing: Option<&Publication>, now: DateTime<Utc>) -> Option<Publication> {
    let last = draft.revisions.last()?;
    let seen_at = now.max(draft.publish_at);
    let known = standing.map_or(0, |standing| standing.current.head.number);
    let new: Vec<_> = draft.revisions.iter().filter(|revision| revision.number > known).collect();
    let mut history = standing.map_or_else(Vec::new, |standing| standing.history.clone());
    history.extend(new.iter().map(|revision| head(revision, now)));
    let mut events = standing.map_or_else(Vec::new, |standing| standing.events.clone());
    let mut add = |kind, at, revision, moved| {
        // After all that was recorded, in this order.
        let id = events.last().map_or(0, |last| last.id).saturating_add(1);
        let by = Recorder::Publish;
        let details = EventDetails { moved, ..EventDetails::default() }.boxed();
        events.push(Event { id, kind, at, recorded_at: now, by, revision, details });
    };
    for (nth, revision) in new.iter().enumerate() {
        match (known, nth) {
            (0, 0) => add(EventKind::Announced, draft.publish_at, revision.number, None),
            _ => add(EventKind::Revised, seen_at, revision.number, None),
        }
    }
    let visible = standing.filter(|standing| standing.is_published(now));
    let moved = visible.and_then(|standing| moved_by_revision(standing, standing.notice()?, notice(last)?));
    if let Some(moved) = moved {
        add(EventKind::Rescheduled, seen_at, last.number, Some(moved));
    }
    Some(Publication {
        key: draft.key.clone(),
        audience: draft.audience.clone(),
        publish_at: draft.publish_at,
        current: Arc::new(Revision {
            head: head(last, now),
            facts: last.facts.clone(),
            editions: last.editions.clone(),
            attachments: last.attachments.iter().map(|file| file.meta.clone()).collect(),
        }),
        history,
        events,
    })
}

/// What people are told of when that is published at `now`: the last event that was not there before and is told;
/// `None` when nobody is. It is what a publish decides: see [`Step::is_told`].
pub fn told<'a>(published: &'a Publication, standing: Option<&Publication>, now: DateTime<Utc>) -> Option<&'a Event> {
    // Of what waits for its hour the announcement is still to come; what is new and dated far back is history.
    let is_announced = standing.is_some() || Step::New.is_told(published.publish_at, now);
    let Some(standing) = standing.filter(|standing| standing.is_published(now)) else {
        return published.events.iter().find(|event| is_announced && event.kind == EventKind::Announced);
    };
    let is_told_again =
        |number| published.history.iter().any(|head| head.number == number && head.class.is_told_again());
    published.events.iter().skip(standing.events.len()).rev().find(|event| match event.kind {
        EventKind::Rescheduled => true,
        EventKind::Revised => is_told_again(event.revision),
        _ => false,
    })
}

fn notice(revision: &DraftRevision) -> Option<&NoticeFacts> {
    match &revision.facts {
        Facts::Notice(facts) => Some(facts),
        _ => None,
    }
}

fn head(revision: &DraftRevision, published_at: DateTime<Utc>) -> RevisionHead {
    RevisionHead {
        number: revision.number,
        digest: revision.digest,
        class: revision.class,
        note: revision.note.clone(),
        on: revision.on,
        published_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Audience;
    use crate::catalogue::tests::{digest, notice};
    use crate::locale::Localized;
    use crate::plan::BACKFILL_AFTER;
    use crate::revision::{Body, RevisionClass};

    fn draft(classes: &[RevisionClass], publish_at: DateTime<Utc>) -> Draft {
        let sample = notice("SC-2026-0001", classes);
        let revisions = sample.history.iter().map(|head| DraftRevision {
            number: head.number,
            digest: head.digest,
            class: head.class,
            on: head.on,
            note: None,
            audience: None,
            facts: sample.current.facts.clone(),
            editions: sample.current.editions.clone(),
            bodies: Localized::ja_only(Body::default()).into(),
            attachments: vec![],
        });
        Draft {
            key: sample.key.clone(),
            folder: String::new(),
            audience: Audience::Everyone,
            publish_at,
            revisions: revisions.collect(),
        }
    }

    #[test]
    fn a_first_text_is_announced_at_its_hour() {
        let now: DateTime<Utc> = "2026-11-24T00:00:00Z".parse().unwrap();
        let publish_at = now + chrono::TimeDelta::days(3);
        let published = as_published(&draft(&[RevisionClass::Initial], publish_at), None, now).unwrap();
        assert_eq!(published.events.len(), 1);
        assert_eq!((published.events[0].kind, published.events[0].at), (EventKind::Announced, publish_at));
        assert!(!published.is_published(now) && published.is_published(publish_at));
    }

    #[test]
    fn what_is_dated_far_back_is_told_to_nobody() {
        let now: DateTime<Utc> = "2026-11-24T00:00:00Z".parse().unwrap();
        let event = |publish_at| {
            let published = as_published(&draft(&[RevisionClass::Initial], publish_at), None, now).unwrap();
            told(&published, None, now).map(|event| event.kind)
        };
        assert_eq!(event(now - BACKFILL_AFTER), Some(EventKind::Announced));
        assert_eq!(event(now - BACKFILL_AFTER - chrono::TimeDelta::microseconds(1)), None);
    }

    #[test]
    fn an_amendment_continues_what_stands() {
        let now: DateTime<Utc> = "2026-11-24T00:00:00Z".parse().unwrap();
        let standing = notice("SC-2026-0001", &[RevisionClass::Initial]);
        let amended = draft(&[RevisionClass::Initial, RevisionClass::Material], DateTime::UNIX_EPOCH);
        let published = as_published(&amended, Some(&standing), now).unwrap();
        assert_eq!((published.history.len(), published.current.head.number), (2, 2));
        assert_eq!(published.current.head.digest, digest(2));
        assert_eq!(published.counts_from(), 2);
        let kinds: Vec<_> = published.events.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Revised], "the sample that stands has no events");
        assert_eq!(told(&published, Some(&standing), now).unwrap().kind, EventKind::Revised);
    }

    #[test]
    fn an_amendment_that_moves_the_date_is_told_as_such() {
        let now: DateTime<Utc> = "2026-11-24T00:00:00Z".parse().unwrap();
        let standing = notice("SC-2026-0001", &[RevisionClass::Initial]);
        let mut amended = draft(&[RevisionClass::Initial, RevisionClass::Editorial], DateTime::UNIX_EPOCH);
        let published = as_published(&amended, Some(&standing), now).unwrap();
        assert!(told(&published, Some(&standing), now).is_none(), "a slip of the pen is nobody's news");
        let start = now + chrono::TimeDelta::days(30);
        if let Facts::Notice(facts) = &mut amended.revisions[1].facts {
            facts.planned = Some(crate::notice::Planned { start, end: None });
        }
        let published = as_published(&amended, Some(&standing), now).unwrap();
        assert_eq!(told(&published, Some(&standing), now).unwrap().kind, EventKind::Rescheduled);
        assert_eq!(published.planned().unwrap().start, start);
    }
}
