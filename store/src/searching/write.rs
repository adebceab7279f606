//! Writing the index: a segment for the revisions of a publish, or for all there are where the index
//! is missing or of an older format.

use super::merge;
use super::roster::Indexed;
use crate::bodies;
use crate::entity::{publication, revision, search_list, search_segment};
use crate::error::Result;
use crate::row::{Row, to_json};
use domain::locale::Localized;
use domain::publication::PublicationKey;
use domain::revision::{Body, Edition, Facts};
use domain::search::{Document, FORMAT, Gram, Indexer};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use std::collections::BTreeSet;

/// Lists per statement: three values each, within what both engines bind.
const LISTS_AT_ONCE: usize = 2_000;
/// Bytes per statement, about.
const BYTES_AT_ONCE: usize = 1 << 20;
/// The size of the lists, in bytes, at which a segment is written instead of growing further.
const LARGEST_IN_MEMORY: usize = 10 << 20;
/// Revisions read at once where all are indexed.
const REVISIONS_AT_ONCE: u64 = 1_000;

/// A revision to be indexed.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    /// Of which publication.
    pub key: &'a PublicationKey,
    /// Which revision: the one that is current now.
    pub revision: u32,
    /// What it is about.
    pub facts: &'a Facts,
    /// What it says in each language.
    pub editions: &'a Localized<Edition>,
    /// Its texts.
    pub bodies: &'a Localized<Body>,
}

/// Adds revisions to the index, in the transaction that makes them current. What they supersede is
/// found no more.
#[derive(Default)]
pub struct Indexing {
    indexer: Indexer,
    added: Vec<Indexed>,
}

impl Indexing {
    /// Adds a revision. A segment is written when it is large enough.
    pub async fn add(&mut self, db: &impl ConnectionTrait, entry: Entry<'_>) -> Result<()> {
        self.added.push(add(&mut self.indexer, entry));
        if self.indexer.size() >= LARGEST_IN_MEMORY { self.put(db).await } else { Ok(()) }
    }

    /// Writes what was added and is not written yet.
    pub async fn finish(mut self, db: &impl ConnectionTrait) -> Result<()> {
        self.put(db).await?;
        merge::tidy(db).await
    }

    async fn put(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        let (indexer, added) = (std::mem::take(&mut self.indexer), std::mem::take(&mut self.added));
        if added.is_empty() { Ok(()) } else { put_segment(db, &added, indexer.finish()).await }
    }
}

fn add(indexer: &mut Indexer, entry: Entry<'_>) -> Indexed {
    let documents = Document::of(entry.key, entry.facts, entry.editions, entry.bodies);
    let ja = indexer.add(&documents.ja);
    let en = documents.en.map(|document| indexer.add(&document));
    if en.is_none() {
        indexer.skip();
    }
    Indexed { key: entry.key.clone(), revision: entry.revision, title_ends: Localized { ja, en } }
}

/// Indexes every current revision, where the index is missing (the database is older than it) or of
/// another format. Does nothing to an index that is there.
pub async fn bring_up_to_date(db: &impl ConnectionTrait) -> Result<()> {
    let formats: Vec<i64> = search_segment::Entity::find()
        .select_only()
        .column(search_segment::Column::Format)
        .distinct()
        .into_tuple()
        .all(db)
        .await?;
    if formats == [i64::from(FORMAT)] || publication::Entity::find().count(db).await? == 0 {
        return Ok(());
    }
    index_anew(db).await
}

/// Indexes every current revision, whatever the index holds: where a name can come to mean another text.
pub async fn index_anew(db: &impl ConnectionTrait) -> Result<()> {
    search_list::Entity::delete_many().exec(db).await?;
    search_segment::Entity::delete_many().exec(db).await?;
    let mut indexing = Indexing::default();
    let mut after = 0;
    loop {
        let rows = current_revisions(db, after).await?;
        let Some((last, ..)) = rows.last() else {
            return indexing.finish(db).await;
        };
        after = *last;
        let ids: Vec<_> = rows.iter().map(|row| row.0).collect();
        let numbers: BTreeSet<_> = rows.iter().map(|row| row.3).collect();
        let mut texts = bodies::of_rows(db, &ids, &numbers.into_iter().collect::<Vec<_>>()).await?;
        for (id, kind, name, number, facts, editions) in &rows {
            let key = Row::of("publication", id).key(kind, name)?;
            let place = format!("{id} {number}");
            let at = Row::of("revision", &place);
            let bodies = texts.remove(&(*id, *number)).ok_or_else(|| at.corrupt("number"))?;
            let (facts, editions) = (at.json("facts", facts)?, at.json("editions", editions)?);
            let revision = at.number("number", *number)?;
            let entry = Entry { key: &key, revision, facts: &facts, editions: &editions, bodies: &bodies };
            indexing.add(db, entry).await?;
        }
    }
}

type RevisionRow = (i64, String, String, i64, String, String);

async fn current_revisions(db: &impl ConnectionTrait, after: i64) -> Result<Vec<RevisionRow>> {
    let is_current = Expr::col((revision::Entity, revision::Column::Number))
        .equals((publication::Entity, publication::Column::CurrentRevision));
    let rows = revision::Entity::find()
        .inner_join(publication::Entity)
        .select_only()
        .columns([publication::Column::Id, publication::Column::Kind, publication::Column::Name])
        .columns([revision::Column::Number, revision::Column::Facts, revision::Column::Editions])
        .filter(is_current)
        .filter(publication::Column::Id.gt(after))
        .order_by_asc(publication::Column::Id)
        .limit(REVISIONS_AT_ONCE)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows)
}

/// Writes a segment.
pub async fn put_segment(db: &impl ConnectionTrait, indexed: &[Indexed], lists: Vec<(Gram, Vec<u8>)>) -> Result<()> {
    let segment = search_segment::ActiveModel {
        format: Set(i64::from(FORMAT)),
        size: Set(i64::try_from(indexed.len()).unwrap_or(i64::MAX)),
        indexed: Set(to_json(&indexed)?),
        ..Default::default()
    };
    let segment_id = search_segment::Entity::insert(segment).exec(db).await?.last_insert_id;
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for (gram, list) in lists {
        bytes += list.len();
        rows.push(search_list::ActiveModel { gram: Set(gram.0), segment_id: Set(segment_id), list: Set(list) });
        if rows.len() == LISTS_AT_ONCE || bytes >= BYTES_AT_ONCE {
            search_list::Entity::insert_many(std::mem::take(&mut rows)).exec_without_returning(db).await?;
            bytes = 0;
        }
    }
    if !rows.is_empty() {
        search_list::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}
