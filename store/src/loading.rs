//! Publications from their rows: a few queries for any number of them, never one per publication.

mod bundled;

use crate::bodies;
use crate::entity::{attachment, event, publication, revision};
use crate::error::Result;
use crate::row::{Micros, Row};
use crate::tenants::{kept_by_tenant, kept_of};
use bundled::Bundles;
use chrono::{DateTime, NaiveDate, Utc};
use domain::audience::Audience;
use domain::digest::Digest;
use domain::event::{Event, EventDetails, EventKind};
use domain::id::TenantId;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::revision::{Attachment, Facts, Revision, RevisionClass, RevisionHead, WholeRevision};
use domain::viewer::Viewer;
use sea_orm::sea_query::{ColumnRef, Expr, IntoColumnRef};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DerivePartialModel, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Names per query: well below what `SQLite` binds in one statement.
const KEYS_AT_ONCE: usize = 1_000;

/// A publication with the number of its row.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The row.
    pub id: i64,
    /// The value.
    pub publication: Publication,
}

/// All publications, some hundred after another: what they are made from is let go before the last are read.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Loaded>> {
    let mut kept = kept_of(db, &Condition::all()).await?;
    // One is taken apart while the database makes the next, and no more are in memory.
    let (sender, mut receiver) = mpsc::channel::<Bundles>(1);
    let assembling = std::thread::spawn(move || {
        let mut loaded = vec![];
        while let Some(bundles) = receiver.blocking_recv() {
            let parts = bundles.open()?;
            let kept = parts.publications.iter().filter_map(|row| kept.remove_entry(&row.id)).collect();
            loaded.extend(Parts { kept, ..parts }.assemble()?);
        }
        Ok(loaded)
    });
    for number in bundled::slices(db).await? {
        // Whoever puts them together ends early only where a row is corrupt.
        if sender.send(bundled::slice(db, number).await?).await.is_err() {
            break;
        }
    }
    drop(sender);
    assembling.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Those of the given names that there are.
pub async fn by_keys(db: &impl ConnectionTrait, keys: &[PublicationKey]) -> Result<Vec<Loaded>> {
    let mut loaded = Vec::new();
    for chunk in keys.chunks(KEYS_AT_ONCE) {
        let rows = rows_by_keys(db, chunk).await?;
        let these = Condition::all().add(publication::Column::Id.is_in(rows.iter().map(|row| row.id)));
        loaded.extend(parts(db, rows, &these).await?.assemble()?);
    }
    Ok(loaded)
}

/// The rows of the given names, at most [`KEYS_AT_ONCE`] of them.
async fn rows_by_keys(db: &impl ConnectionTrait, keys: &[PublicationKey]) -> Result<Vec<publication::Model>> {
    Ok(publication::Entity::find().filter(named(keys)).all(db).await?)
}

/// Which publications have these names: kind and name, as the index has them. By the name alone the whole
/// table would be looked through.
pub fn named<'a>(keys: impl IntoIterator<Item = &'a PublicationKey>) -> Condition {
    let mut of_kinds: BTreeMap<PublicationKind, BTreeSet<&str>> = BTreeMap::new();
    for key in keys {
        of_kinds.entry(key.kind()).or_default().insert(key.name());
    }
    of_kinds.into_iter().fold(Condition::any(), |any, (kind, names)| {
        any.add(publication::Column::Kind.eq(kind.word()).and(publication::Column::Name.is_in(names)))
    })
}

/// The row of a publication, when it exists for the viewer at `now`.
pub async fn visible_row(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    now: DateTime<Utc>,
    key: &PublicationKey,
) -> Result<Option<publication::Model>> {
    Ok(visible_rows(db, viewer, now, std::slice::from_ref(key)).await?.pop().map(|(_, row)| row))
}

/// The rows of those publications that exist for the viewer at `now`, with their names.
pub async fn visible_rows(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    now: DateTime<Utc>,
    keys: &[PublicationKey],
) -> Result<Vec<(PublicationKey, publication::Model)>> {
    let mut visible = Vec::new();
    for chunk in keys.chunks(KEYS_AT_ONCE) {
        let names: Vec<_> = chunk.iter().map(PublicationKey::name).collect();
        let kept = match viewer.tenant() {
            Some(tenant) => kept_by_tenant(db, tenant, &names).await?,
            None => HashSet::new(),
        };
        for row in rows_by_keys(db, chunk).await? {
            let can_see = kept.contains(&row.id) || viewer.can_see(&audience_of(&row)?);
            if row.publish_at <= Micros::from(now) && can_see {
                visible.push((key_of(&row)?, row));
            }
        }
    }
    Ok(visible)
}

/// One revision of a publication, whole.
pub async fn revision(db: &impl ConnectionTrait, publication_id: i64, number: u32) -> Result<Option<WholeRevision>> {
    let number = i64::from(number);
    let Some(row) = revision::Entity::find_by_id((publication_id, number)).one(db).await? else {
        return Ok(None);
    };
    let attachments = attachment::Entity::find()
        .filter(attachment::Column::PublicationId.eq(publication_id))
        .filter(attachment::Column::Revision.eq(number))
        .order_by_asc(attachment::Column::Position)
        .all(db)
        .await?;
    let attachments = attachments.iter().map(attachment_of).collect::<Result<_>>()?;
    let mut bodies = bodies::of_rows(db, &[publication_id], &[number]).await?;
    let place = format!("{publication_id} {number}");
    let bodies =
        bodies.remove(&(publication_id, number)).ok_or_else(|| Row::of("revision", &place).corrupt("number"))?;
    Ok(Some(WholeRevision { revision: revision_of(row, attachments)?, bodies }))
}

/// The name of a publication from its row.
pub fn key_of(row: &publication::Model) -> Result<PublicationKey> {
    Row::of("publication", &row.id).key(&row.kind, &row.name)
}

/// The audience of a publication from its row, without those who only keep it.
pub fn audience_of(row: &publication::Model) -> Result<Audience> {
    let place = format!("{}/{}", row.kind, row.name);
    Row::of("publication", &place).json("audience", &row.audience)
}

/// What is said about a file, from its row.
pub fn attachment_of(row: &attachment::Model) -> Result<Attachment> {
    let place = format!("{} {} {}", row.publication_id, row.revision, row.name);
    let at = Row::of("attachment", &place);
    Ok(Attachment {
        name: row.name.clone(),
        digest: at.parse("digest", &row.digest, Digest::parse)?,
        media_type: row.media_type.clone(),
        size: at.number("size", row.size)?,
        is_shown_in_text: row.is_shown_in_text,
    })
}

/// An event from its row.
pub fn event_of(row: &event::Model) -> Result<Event> {
    let at = Row::of("event", &row.id);
    let details = EventDetails {
        moved: row.moved.as_deref().map(|moved| at.json("moved", moved)).transpose()?,
        message: row.message.as_deref().map(|message| at.json("message", message)).transpose()?,
        lead_time_exception: row
            .lead_time_exception
            .as_deref()
            .map(|reason| at.json("lead_time_exception", reason))
            .transpose()?,
    };
    Ok(Event {
        id: row.id,
        kind: at.word("kind", &row.kind, EventKind::from_word)?,
        at: at.instant("happened_at", row.happened_at)?,
        recorded_at: at.instant("recorded_at", row.recorded_at)?,
        by: at.json("recorded_by", &row.recorded_by)?,
        revision: at.number("revision", row.revision)?,
        details: details.boxed(),
    })
}

/// A line of the history without the content of its revision.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "revision::Entity")]
struct HeadRow {
    publication_id: i64,
    number: i64,
    digest: String,
    class: String,
    note: Option<String>,
    dated_on: String,
    published_at: Micros,
}

/// The rows that publications are put together from.
struct Parts {
    publications: Vec<publication::Model>,
    /// The current revision of each.
    currents: Vec<revision::Model>,
    /// All revisions of each, oldest first.
    heads: Vec<HeadRow>,
    /// Oldest first.
    events: Vec<event::Model>,
    /// The files of the current revisions, in their order.
    attachments: Vec<attachment::Model>,
    /// The tenants that only keep a publication.
    kept: HashMap<i64, BTreeSet<TenantId>>,
}

/// The rows of some publications.
async fn parts(db: &impl ConnectionTrait, publications: Vec<publication::Model>, which: &Condition) -> Result<Parts> {
    let is_current =
        |number: ColumnRef| Expr::col(number).equals((publication::Entity, publication::Column::CurrentRevision));
    let currents = revision::Entity::find()
        .inner_join(publication::Entity)
        .filter(is_current((revision::Entity, revision::Column::Number).into_column_ref()))
        .filter(which.clone())
        .all(db)
        .await?;
    let heads = revision::Entity::find()
        .inner_join(publication::Entity)
        .filter(which.clone())
        .order_by_asc(revision::Column::PublicationId)
        .order_by_asc(revision::Column::Number)
        .into_partial_model::<HeadRow>()
        .all(db)
        .await?;
    let events = event::Entity::find()
        .inner_join(publication::Entity)
        .filter(which.clone())
        .order_by_asc(event::Column::HappenedAt)
        .order_by_asc(event::Column::Id)
        .all(db)
        .await?;
    let attachments = attachment::Entity::find()
        .inner_join(publication::Entity)
        .filter(is_current((attachment::Entity, attachment::Column::Revision).into_column_ref()))
        .filter(which.clone())
        .order_by_asc(attachment::Column::Position)
        .all(db)
        .await?;
    Ok(Parts { publications, currents, heads, events, attachments, kept: kept_of(db, which).await? })
}

impl Parts {
    /// Puts publications together.
    fn assemble(self) -> Result<Vec<Loaded>> {
        let mut files = in_groups(&self.attachments, |file| file.publication_id, attachment_of)?;
        let mut histories = in_groups(&self.heads, |head| head.publication_id, head_of)?;
        let mut timelines = in_groups(&self.events, |event| event.publication_id, event_of)?;
        let mut kept = self.kept;
        let mut currents = HashMap::with_capacity(self.currents.len());
        for row in self.currents {
            let id = row.publication_id;
            currents.insert(id, revision_of(row, files.remove(&id).unwrap_or_default())?);
        }
        self.publications
            .into_iter()
            .map(|row| {
                let place = format!("{}/{}", row.kind, row.name);
                let at = Row::of("publication", &place);
                let current = currents.remove(&row.id).ok_or_else(|| at.corrupt("current_revision"))?;
                let publication = Publication {
                    key: key_of(&row)?,
                    audience: audience_of(&row)?.kept_by(kept.remove(&row.id).unwrap_or_default()),
                    publish_at: at.instant("publish_at", row.publish_at)?,
                    current: Arc::new(current),
                    history: histories.remove(&row.id).unwrap_or_default(),
                    events: timelines.remove(&row.id).unwrap_or_default(),
                };
                Ok(Loaded { id: row.id, publication })
            })
            .collect()
    }
}

/// What rows say, by the number of their publication, in the order of the rows.
fn in_groups<R, T>(rows: &[R], id: fn(&R) -> i64, read: fn(&R) -> Result<T>) -> Result<HashMap<i64, Vec<T>>> {
    let mut groups: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows {
        // Most have one, and keep it as long as they are in the catalogue.
        groups.entry(id(row)).or_insert_with(|| Vec::with_capacity(1)).push(read(row)?);
    }
    groups.values_mut().for_each(Vec::shrink_to_fit);
    Ok(groups)
}

fn head_of(row: &HeadRow) -> Result<RevisionHead> {
    let place = format!("{} {}", row.publication_id, row.number);
    let at = Row::of("revision", &place);
    Ok(RevisionHead {
        number: at.number("number", row.number)?,
        digest: at.parse("digest", &row.digest, Digest::parse)?,
        class: at.word("class", &row.class, RevisionClass::from_word)?,
        note: row.note.as_deref().map(|note| at.json("note", note)).transpose()?,
        on: at.parse("dated_on", &row.dated_on, str::parse::<NaiveDate>)?,
        published_at: at.instant("published_at", row.published_at)?,
    })
}

fn revision_of(row: revision::Model, attachments: Vec<Attachment>) -> Result<Revision> {
    let place = format!("{} {}", row.publication_id, row.number);
    let at = Row::of("revision", &place);
    let mut facts = at.json("facts", &row.facts)?;
    if let Facts::Notice(notice) = &mut facts {
        // Most name one component, and room for four would be kept as long as the catalogue is.
        notice.components.shrink_to_fit();
        notice.clauses.shrink_to_fit();
    }
    let editions = at.json("editions", &row.editions)?;
    let head = head_of(&HeadRow {
        publication_id: row.publication_id,
        number: row.number,
        digest: row.digest,
        class: row.class,
        note: row.note,
        dated_on: row.dated_on,
        published_at: row.published_at,
    })?;
    Ok(Revision { head, facts, editions, attachments })
}
