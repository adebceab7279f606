//! What a draft will be once it is published: so that its reviewers see exactly that.

use crate::event::{Event, EventKind, Recorder};
use crate::plan::{Draft, DraftRevision};
use crate::publication::Publication;
use crate::revision::{Revision, RevisionHead};
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
    events.extend(new.iter().map(|revision| {
        let is_first = known == 0 && revision.number == new[0].number;
        let (kind, at) =
            if is_first { (EventKind::Announced, draft.publish_at) } else { (EventKind::Revised, seen_at) };
        Event {
            id: 0,
            kind,
            at,
            recorded_at: now,
            by: Recorder::Publish,
            revision: revision.number,
            moved: None,
            message: None,
        }
    }));
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

fn head(revision: &DraftRevision, published_at: DateTime<Utc>) -> RevisionHead {
    RevisionHead {
        number: revision.number,
        digest: revision.digest.clone(),
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
    use crate::revision::RevisionClass;

    fn draft(classes: &[RevisionClass], publish_at: DateTime<Utc>) -> Draft {
        let sample = notice("SC-2026-0001", classes);
        let revisions = sample.history.iter().map(|head| DraftRevision {
            number: head.number,
            digest: head.digest.clone(),
            class: head.class,
            on: head.on,
            note: None,
            facts: sample.current.facts.clone(),
            editions: sample.current.editions.clone(),
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
    }
}
