//! The rows of a publish, written in chunks within the engines' limits on bound values.

use super::timeline::{self, Entry};
use crate::entity::{attachment, attachment_file, dispatch, event, publication, revision, revision_body};
use crate::error::{Result, StoreError};
use crate::loading::{self, Loaded};
use crate::row::{Micros, to_json};
use crate::searching;
use crate::tenants::forget_kept;
use crate::timeline::{Remark, dispatch_row, event_row};
use chrono::{DateTime, Utc};
use domain::audience::Audience;
use domain::event::Recorder;
use domain::locale::{Locale, Localized};
use domain::plan::{Draft, DraftAttachment, DraftRevision, Step};
use domain::revision::Body;
use domain::subscription::Topic;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows per statement: the widest table has ten columns, and `SQLite` binds at most 32,766 values.
const ROWS_AT_ONCE: usize = 500;
/// Texts per statement, about: each is some kilobytes long.
const BODIES_AT_ONCE: usize = 50;

/// What is written for one publication.
pub struct Change<'a> {
    draft: &'a Draft,
    /// The revisions to be added, never empty for what a plan decided.
    revisions: &'a [DraftRevision],
    is_new: bool,
}

impl<'a> Change<'a> {
    /// What a step other than [`Step::Unchanged`] asks for.
    pub fn of(draft: &'a Draft, step: Step) -> Self {
        let from = match step {
            Step::Revised { from, .. } => from,
            Step::New | Step::Unchanged => 0,
        };
        let first = draft.revisions.partition_point(|revision| revision.number < from);
        Self { draft, revisions: &draft.revisions[first..], is_new: step == Step::New }
    }

    /// Whether the publication was not there before.
    pub const fn is_new(&self) -> bool {
        self.is_new
    }
}

/// A change with the number of its publication and what it adds to the timeline.
struct Placed<'a> {
    change: &'a Change<'a>,
    publication_id: i64,
    timeline: Vec<Entry>,
}

/// Writes all changes and returns how many events will be told.
pub async fn changes(db: &impl ConnectionTrait, changes: &[Change<'_>], now: DateTime<Utc>) -> Result<usize> {
    if changes.is_empty() {
        return Ok(0);
    }
    let mut placed = insert_publications(db, changes, now).await?;
    placed.extend(update_publications(db, changes, now).await?);
    insert_revisions(db, &placed, now).await?;
    insert_bodies(db, &placed).await?;
    insert_attachments(db, &placed).await?;
    insert_events(db, &placed, now).await
}

async fn insert_publications<'a>(
    db: &impl ConnectionTrait,
    changes: &'a [Change<'a>],
    now: DateTime<Utc>,
) -> Result<Vec<Placed<'a>>> {
    let new: Vec<_> = changes.iter().filter(|change| change.is_new).collect();
    let mut ids = HashMap::with_capacity(new.len());
    for chunk in new.chunks(ROWS_AT_ONCE) {
        let rows = chunk.iter().map(|change| publication_row(change.draft)).collect::<Result<Vec<_>>>()?;
        let inserted = publication::Entity::insert_many(rows)
            .exec_with_returning(db)
            .await
            .map_err(StoreError::conflict_over("a publication of that name"))?;
        ids.extend(inserted.into_iter().map(|row| ((row.kind, row.name), row.id)));
    }
    new.into_iter()
        .map(|change| {
            let key = &change.draft.key;
            let id = ids.get(&(key.kind().word().to_owned(), key.name().to_owned()));
            let publication_id = *id.ok_or_else(|| DbErr::RecordNotInserted)?;
            Ok(Placed { change, publication_id, timeline: timeline::of_new(change.draft, now) })
        })
        .collect()
}

async fn update_publications<'a>(
    db: &impl ConnectionTrait,
    changes: &'a [Change<'a>],
    now: DateTime<Utc>,
) -> Result<Vec<Placed<'a>>> {
    let revised: Vec<_> = changes.iter().filter(|change| !change.is_new).collect();
    if revised.is_empty() {
        return Ok(vec![]);
    }
    let keys: Vec<_> = revised.iter().map(|change| change.draft.key.clone()).collect();
    let standing: HashMap<_, _> = loading::by_keys(db, &keys)
        .await?
        .into_iter()
        .map(|Loaded { id, publication }| (publication.key.clone(), (id, publication)))
        .collect();
    let mut placed = Vec::with_capacity(revised.len());
    for change in revised {
        let found = standing.get(&change.draft.key);
        let (id, publication) = found.ok_or_else(|| DbErr::RecordNotFound(change.draft.key.to_string()))?;
        let was_visible = publication.is_published(now);
        if publication.audience.condition() != change.draft.audience.condition() {
            forget_kept(db, *id).await?;
        }
        let row = publication::ActiveModel { id: Set(*id), ..publication_row(change.draft)? };
        publication::Entity::update(row).exec(db).await?;
        if !was_visible {
            move_events(db, *id, change.draft.publish_at).await?;
        }
        let timeline = timeline::of_revised(publication, change.revisions, change.draft.publish_at, was_visible, now);
        placed.push(Placed { change, publication_id: *id, timeline });
    }
    Ok(placed)
}

/// What was published for an hour to come takes place at `publish_at`, however often it is amended, also where that is
/// moved before its hour has come.
async fn move_events(db: &impl ConnectionTrait, publication_id: i64, publish_at: DateTime<Utc>) -> Result<()> {
    let moved = event::Entity::update_many()
        .col_expr(event::Column::HappenedAt, Expr::value(Micros::from(publish_at)))
        .filter(event::Column::PublicationId.eq(publication_id))
        .exec_with_returning(db)
        .await?;
    dispatch::Entity::update_many()
        .col_expr(dispatch::Column::DueAt, Expr::value(Micros::from(publish_at)))
        .filter(dispatch::Column::EventId.is_in(moved.into_iter().map(|event| event.id)))
        .filter(dispatch::Column::ExpandedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

async fn insert_revisions(db: &impl ConnectionTrait, placed: &[Placed<'_>], now: DateTime<Utc>) -> Result<()> {
    let mut chunk = Vec::with_capacity(ROWS_AT_ONCE);
    for Placed { change, publication_id, .. } in placed {
        for revision in change.revisions {
            let audience = revision.audience.as_ref().unwrap_or(&change.draft.audience);
            chunk.push(revision_row(*publication_id, revision, audience, now)?);
            if chunk.len() == ROWS_AT_ONCE {
                insert(db, chunk.drain(..)).await.map_err(StoreError::conflict_over("that revision"))?;
            }
        }
    }
    insert(db, chunk).await.map_err(StoreError::conflict_over("that revision"))
}

/// Texts are fetched one after another and let go again once they are written. What is current from now on
/// is found from now on.
async fn insert_bodies(db: &impl ConnectionTrait, placed: &[Placed<'_>]) -> Result<()> {
    let mut indexing = searching::Indexing::default();
    let mut chunk = Vec::with_capacity(BODIES_AT_ONCE);
    for Placed { change, publication_id, .. } in placed {
        let current = change.draft.revisions.last().map(|revision| revision.number);
        for revision in change.revisions {
            let bodies = revision.bodies.read().map_err(StoreError::LaidAside)?;
            if current == Some(revision.number) {
                let DraftRevision { number, facts, editions, .. } = revision;
                let key = &change.draft.key;
                let entry = searching::Entry { key, revision: *number, facts, editions, bodies: &bodies };
                indexing.add(db, entry).await?;
            }
            let Localized { ja, en } = bodies.into_owned();
            let bodies = [(Locale::Ja, Some(ja)), (Locale::En, en)];
            for (locale, body) in bodies.into_iter().filter_map(|(locale, body)| Some((locale, body?))) {
                chunk.push(body_row(*publication_id, revision.number, locale, body)?);
            }
            if chunk.len() >= BODIES_AT_ONCE {
                insert(db, chunk.drain(..)).await?;
            }
        }
    }
    if !chunk.is_empty() {
        insert(db, chunk).await?;
    }
    indexing.finish(db).await
}

async fn insert_attachments(db: &impl ConnectionTrait, placed: &[Placed<'_>]) -> Result<()> {
    let mut files = BTreeMap::new();
    let mut rows = Vec::new();
    for Placed { change, publication_id, .. } in placed {
        for revision in change.revisions {
            for (position, attachment) in (0..).zip(&revision.attachments) {
                files.insert(attachment.meta.digest.to_string(), &attachment.bytes);
                rows.push(attachment_row(*publication_id, revision.number, position, attachment)?);
            }
        }
    }
    let kept = kept_files(db, &files.keys().map(String::as_str).collect::<Vec<_>>()).await?;
    for (digest, bytes) in files.into_iter().filter(|(digest, _)| !kept.contains(digest)) {
        let row = attachment_file::ActiveModel { digest: Set(digest), bytes: Set(bytes.clone()) };
        attachment_file::Entity::insert(row).exec_without_returning(db).await?;
    }
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        insert(db, chunk.iter().cloned()).await.map_err(StoreError::conflict_over("an attachment of that name"))?;
    }
    Ok(())
}

/// Which of these files the store has already.
async fn kept_files(db: &impl ConnectionTrait, digests: &[&str]) -> Result<HashSet<String>> {
    let mut kept = HashSet::new();
    for chunk in digests.chunks(ROWS_AT_ONCE) {
        let found: Vec<String> = attachment_file::Entity::find()
            .select_only()
            .column(attachment_file::Column::Digest)
            .filter(attachment_file::Column::Digest.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        kept.extend(found);
    }
    Ok(kept)
}

async fn insert_events(db: &impl ConnectionTrait, placed: &[Placed<'_>], now: DateTime<Utc>) -> Result<usize> {
    let by_publish = Remark::by(&Recorder::Publish);
    let entries: Vec<_> =
        placed.iter().flat_map(|placed| placed.timeline.iter().map(|entry| (placed.publication_id, entry))).collect();
    let mut told = 0;
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        let mut rows = Vec::with_capacity(chunk.len());
        let mut due = HashMap::new();
        for (publication_id, entry) in chunk {
            if let Some(due_at) = entry.due_at {
                due.insert((*publication_id, i64::from(entry.revision), entry.kind.word()), due_at);
            }
            let Entry { kind, at, moved, .. } = **entry;
            let recorded = domain::timeline::Entry { kind, at, moved, is_told: entry.due_at.is_some() };
            rows.push(event_row(*publication_id, entry.revision, recorded, by_publish, now)?);
        }
        let inserted = event::Entity::insert_many(rows).exec_with_returning(db).await?;
        let dispatch = |event: &event::Model| {
            let due_at = due.get(&(event.publication_id, event.revision, event.kind.as_str()))?;
            Some(dispatch_row(event.id, *due_at))
        };
        let dispatches: Vec<_> = inserted.iter().filter_map(dispatch).collect();
        told += dispatches.len();
        if !dispatches.is_empty() {
            insert(db, dispatches).await?;
        }
    }
    Ok(told)
}

async fn insert<A>(db: &impl ConnectionTrait, rows: impl IntoIterator<Item = A>) -> Result<(), DbErr>
where
    A: ActiveModelTrait + IntoActiveModel<A>,
{
    A::Entity::insert_many(rows).exec_without_returning(db).await.map(|_| ())
}

fn publication_row(draft: &Draft) -> Result<publication::ActiveModel> {
    let current = draft.revisions.last().ok_or_else(|| DbErr::RecordNotFound(draft.key.to_string()))?;
    Ok(publication::ActiveModel {
        kind: Set(draft.key.kind().word().to_owned()),
        name: Set(draft.key.name().to_owned()),
        audience: Set(to_json(&draft.audience)?),
        publish_at: Set(Micros::from(draft.publish_at)),
        current_revision: Set(i64::from(current.number)),
        topic: Set(Topic::of_facts(&current.facts).word().to_owned()),
        ..Default::default()
    })
}

fn revision_row(
    publication_id: i64,
    revision: &DraftRevision,
    audience: &Audience,
    now: DateTime<Utc>,
) -> Result<revision::ActiveModel> {
    Ok(revision::ActiveModel {
        publication_id: Set(publication_id),
        number: Set(i64::from(revision.number)),
        digest: Set(revision.digest.to_string()),
        class: Set(revision.class.word().to_owned()),
        note: Set(revision.note.as_ref().map(to_json).transpose()?),
        dated_on: Set(revision.on.to_string()),
        published_at: Set(Micros::from(now)),
        audience: Set(to_json(audience)?),
        facts: Set(to_json(&revision.facts)?),
        editions: Set(to_json(&revision.editions)?),
    })
}

fn body_row(publication_id: i64, number: u32, locale: Locale, body: Body) -> Result<revision_body::ActiveModel> {
    Ok(revision_body::ActiveModel {
        publication_id: Set(publication_id),
        number: Set(i64::from(number)),
        locale: Set(locale.tag().to_owned()),
        headings: Set(to_json(&body.headings)?),
        guidance: Set(to_json(&body.guidance)?),
        text: Set(body.text),
        html: Set(body.html),
    })
}

fn attachment_row(
    publication_id: i64,
    revision: u32,
    position: i64,
    attachment: &DraftAttachment,
) -> Result<attachment::ActiveModel> {
    let meta = &attachment.meta;
    Ok(attachment::ActiveModel {
        publication_id: Set(publication_id),
        revision: Set(i64::from(revision)),
        name: Set(meta.name.clone()),
        position: Set(position),
        digest: Set(meta.digest.to_string()),
        media_type: Set(meta.media_type.clone()),
        size: Set(i64::try_from(meta.size).map_err(|_| StoreError::TooLarge { what: "an attachment" })?),
        is_shown_in_text: Set(meta.is_shown_in_text),
    })
}
