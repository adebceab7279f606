//! What a reader has read, acknowledged, pinned and put away: the small state that stands beside the
//! catalogue on every page, in two queries.

mod kept;

pub(crate) use kept::{Kept, changed};

use crate::connection::Store;
use crate::entity::{acknowledgement, event, publication, read_mark, reader_fact};
use crate::error::Result;
use crate::loading::visible_rows;
use crate::row::{Micros, Row};
use crate::shelf;
use chrono::{DateTime, Utc};
use domain::acknowledgement::still_counts;
use domain::event::EventKind;
use domain::publication::{Publication, PublicationKey};
use domain::shelf::{ReaderFact, Shelf};
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, OnConflict, UnionType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait,
};
use std::collections::HashMap;

/// Rows per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 500;

/// What a viewer has read, acknowledged, pinned and put away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The highest revision read, and when.
    pub read: HashMap<PublicationKey, (u32, DateTime<Utc>)>,
    /// The highest revision acknowledged by this user for this tenant, and when.
    pub acknowledged: HashMap<PublicationKey, (u32, DateTime<Utc>)>,
    /// Where the reader has put what they did not leave where it was.
    pub shelf: HashMap<PublicationKey, Shelf>,
    /// Since when they want no shortcuts of single keys; `None` while they have them.
    pub shortcuts_off_at: Option<DateTime<Utc>>,
}

impl Marks {
    /// The revision of a publication that was acknowledged and when, if that still counts.
    pub fn acknowledged(&self, publication: &Publication) -> Option<(u32, DateTime<Utc>)> {
        self.acknowledged.get(&publication.key).copied().filter(|(revision, _)| still_counts(publication, *revision))
    }
}

/// The word in the place of a fact for the rows of `read_mark`.
const READ: &str = "read";

/// A row of either table: number, fact, revision, time, and the publication's number, kind and name.
type MarkRow = (i64, String, Option<i64>, Micros, Option<i64>, Option<String>, Option<String>);

impl Store {
    /// The marks of a viewer; none, and no query, for an anonymous one.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn marks(&self, viewer: &Viewer) -> Result<Marks> {
        let mut marks = Marks::default();
        let Some(user) = viewer.user() else {
            return Ok(marks);
        };
        for row in mark_rows(self.reader(), user.0).await? {
            marks.put_on(row)?;
        }
        let Some(tenant) = viewer.tenant() else {
            return Ok(marks);
        };
        let acknowledged = acknowledgement::Entity::find()
            .find_both_related(publication::Entity)
            .filter(acknowledgement::Column::PersonId.eq(user.0))
            .filter(acknowledgement::Column::TenantId.eq(tenant.as_str()))
            .order_by_asc(acknowledgement::Column::Revision)
            .all(self.reader())
            .await?;
        for (row, publication) in acknowledged {
            let at = Row::of("acknowledgement", &row.id);
            let mark = (at.number("revision", row.revision)?, at.instant("acknowledged_at", row.acknowledged_at)?);
            marks.acknowledged.insert(crate::loading::key_of(&publication)?, mark);
        }
        Ok(marks)
    }

    /// Remembers that the viewer has opened these revisions. The highest of each publication is kept, and of
    /// that the latest time where there was news since the time before; what does not exist for the viewer
    /// at `now`, and everything of an anonymous viewer, is ignored. Nothing is written when everything was
    /// read before.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn mark_read(&self, viewer: &Viewer, now: DateTime<Utc>, read: &[(PublicationKey, u32)]) -> Result<()> {
        let Some(user) = viewer.user() else {
            return Ok(());
        };
        let keys: Vec<_> = read.iter().map(|(key, _)| key.clone()).collect();
        let mut highest = HashMap::new();
        for (key, revision) in read {
            let entry = highest.entry(key).or_insert(*revision);
            *entry = Ord::max(*entry, *revision);
        }
        let mut unread = HashMap::new();
        for (key, row) in visible_rows(self.reader(), viewer, now, &keys).await? {
            let revision = highest.get(&key).map_or(0, |revision| i64::from(*revision));
            if (1..=row.current_revision).contains(&revision) {
                unread.insert(row.id, revision);
            }
        }
        let opened: Vec<_> = unread.iter().map(|(id, revision)| (*id, *revision)).collect();
        let again = shelf::marked_unread(self.reader(), user.0, &opened).await?;
        let before = forget_known(self.reader(), user.0, now, &mut unread).await?;
        if unread.is_empty() && again.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = unread
            .into_iter()
            .map(|(publication_id, revision)| read_mark::ActiveModel {
                person_id: Set(user.0),
                publication_id: Set(publication_id),
                revision: Set(revision),
                read_at: Set(Micros::from(now)),
            })
            .collect();
        let transaction = self.begin().await?;
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            read_mark::Entity::insert_many(chunk.iter().cloned())
                .on_conflict(keeping_the_highest())
                .exec_without_returning(&transaction)
                .await?;
        }
        shelf::append(&transaction, user.0, now, ReaderFact::MarkedRead, &again).await?;
        shelf::keep_earlier_readings(&transaction, before).await?;
        changed(&transaction, [user.0]).await?;
        Ok(transaction.commit().await?)
    }
}

impl Marks {
    /// Takes one row; the rows come in the order they were written.
    fn put_on(&mut self, (id, word, revision, at, publication, kind, name): MarkRow) -> Result<()> {
        let is_read_mark = word == READ;
        let row = Row::of(if is_read_mark { "read_mark" } else { "reader_fact" }, &id);
        let at = row.instant("happened_at", at)?;
        let number = row.number("revision", revision.unwrap_or_default())?;
        let key = match (kind, name) {
            (Some(kind), Some(name)) => Some(Row::of("publication", &publication.unwrap_or(0)).key(&kind, &name)?),
            _ => None,
        };
        if let (true, Some(key)) = (is_read_mark, key.clone()) {
            self.read.insert(key, (number, at));
            return Ok(());
        }
        let fact = row.word("fact", &word, ReaderFact::from_word)?;
        match (fact, key) {
            (ReaderFact::ShortcutsOff, _) => self.shortcuts_off_at = Some(at),
            (ReaderFact::ShortcutsOn, _) => self.shortcuts_off_at = None,
            (fact, Some(key)) => self.shelf.entry(key).or_default().note(fact, number, at),
            (_, None) => return Err(row.corrupt("publication_id")),
        }
        Ok(())
    }
}

/// Both tables in one query.
async fn mark_rows(db: &impl ConnectionTrait, person_id: i64) -> Result<Vec<MarkRow>> {
    let facts = reader_fact::Entity::find()
        .join(JoinType::LeftJoin, reader_fact::Relation::Publication.def())
        .select_only()
        .columns([reader_fact::Column::Id])
        .columns([reader_fact::Column::Fact])
        .columns([reader_fact::Column::Revision, reader_fact::Column::HappenedAt, reader_fact::Column::PublicationId])
        .columns([publication::Column::Kind, publication::Column::Name])
        .filter(reader_fact::Column::PersonId.eq(person_id))
        .into_query();
    let mut read = read_mark::Entity::find()
        .inner_join(publication::Entity)
        .select_only()
        .expr(Expr::cust("0"))
        .expr(Expr::cust(format!("'{READ}'")))
        .columns([read_mark::Column::Revision, read_mark::Column::ReadAt, read_mark::Column::PublicationId])
        .columns([publication::Column::Kind, publication::Column::Name])
        .filter(read_mark::Column::PersonId.eq(person_id));
    QueryTrait::query(&mut read).union(UnionType::All, facts);
    let mut rows: Vec<MarkRow> = read.into_tuple().all(db).await?;
    rows.sort_by_key(|row| row.0);
    Ok(rows)
}

/// Takes out what the person has read at least as far before, unless there was news since. Answers with the
/// earlier marks of the others.
async fn forget_known(
    db: &impl ConnectionTrait,
    person_id: i64,
    now: DateTime<Utc>,
    unread: &mut HashMap<i64, i64>,
) -> Result<Vec<read_mark::Model>> {
    let mut earlier = vec![];
    let ids: Vec<_> = unread.keys().copied().collect();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let known = read_mark::Entity::find()
            .filter(read_mark::Column::PersonId.eq(person_id))
            .filter(read_mark::Column::PublicationId.is_in(chunk.iter().copied()))
            .all(db)
            .await?;
        let opened = |mark: &read_mark::Model| unread.get(&mark.publication_id).copied();
        let again = known.iter().filter(|mark| opened(mark) == Some(mark.revision));
        let news = latest_news(db, now, again.map(|mark| mark.publication_id).collect()).await?;
        for mark in known {
            let is_further = unread.get(&mark.publication_id).is_some_and(|revision| *revision > mark.revision);
            if is_further || news.get(&mark.publication_id).is_some_and(|at| *at > mark.read_at) {
                earlier.push(mark);
            } else {
                unread.remove(&mark.publication_id);
            }
        }
    }
    Ok(earlier)
}

/// When there last was news, until `now`, of each of these publications of which there was any
/// ([`EventKind::is_news`]).
pub(crate) async fn latest_news(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    publications: Vec<i64>,
) -> Result<HashMap<i64, Micros>> {
    if publications.is_empty() {
        return Ok(HashMap::new());
    }
    let news = EventKind::ALL.iter().filter(|kind| kind.is_news()).map(|kind| kind.word());
    let rows: Vec<(i64, Micros)> = event::Entity::find()
        .select_only()
        .column(event::Column::PublicationId)
        .column_as(event::Column::HappenedAt.max(), "latest")
        .filter(event::Column::PublicationId.is_in(publications))
        .filter(event::Column::Kind.is_in(news))
        .filter(event::Column::HappenedAt.lte(Micros::from(now)))
        .group_by(event::Column::PublicationId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

fn keeping_the_highest() -> OnConflict {
    let is_as_high = Expr::col(("excluded", read_mark::Column::Revision))
        .gte(Expr::col((read_mark::Entity, read_mark::Column::Revision)));
    OnConflict::columns([read_mark::Column::PersonId, read_mark::Column::PublicationId])
        .update_columns([read_mark::Column::Revision, read_mark::Column::ReadAt])
        .action_and_where(is_as_high)
        .to_owned()
}
