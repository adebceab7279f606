//! What a reader has read, acknowledged, pinned and put away: the small state that stands beside the
//! catalogue on every page, in two queries.

mod kept;

pub(crate) use kept::{Kept, changed};

use crate::connection::Store;
use crate::entity::{acknowledgement, publication, read_mark, reader_fact};
use crate::error::Result;
use crate::loading::visible_rows;
use crate::row::{Micros, Row};
use crate::shelf;
use chrono::{DateTime, Utc};
use domain::acknowledgement::still_counts;
use domain::publication::{Publication, PublicationKey};
use domain::reading::{Reading, Sight};
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
    /// The most that was read, and when.
    pub read: HashMap<PublicationKey, Reading>,
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

/// A row of either table: number, fact, revision, news, time, and the publication's number, kind and name.
type MarkRow = (i64, String, Option<i64>, i64, Micros, Option<i64>, Option<String>, Option<String>);

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

    /// Remembers what the viewer has seen of these publications. The most of each is kept; what does not exist
    /// for the viewer at `now`, and everything of an anonymous viewer, is ignored. Nothing is written when
    /// everything was read before.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn mark_read(&self, viewer: &Viewer, now: DateTime<Utc>, read: &[(PublicationKey, Sight)]) -> Result<()> {
        let Some(user) = viewer.user() else {
            return Ok(());
        };
        let keys: Vec<_> = read.iter().map(|(key, _)| key.clone()).collect();
        let mut most: HashMap<&PublicationKey, Sight> = HashMap::new();
        for (key, seen) in read {
            let entry = most.entry(key).or_insert(*seen);
            *entry = Ord::max(*entry, *seen);
        }
        let mut unread = HashMap::new();
        for (key, row) in visible_rows(self.reader(), viewer, now, &keys).await? {
            let seen = most.get(&key).copied().unwrap_or_default();
            if (1..=row.current_revision).contains(&i64::from(seen.revision)) {
                unread.insert(row.id, seen);
            }
        }
        let opened: Vec<_> = unread.iter().map(|(id, seen)| (*id, *seen)).collect();
        let again = shelf::marked_unread(self.reader(), user.0, &opened).await?;
        let before = forget_known(self.reader(), user.0, &mut unread).await?;
        if unread.is_empty() && again.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = unread
            .into_iter()
            .map(|(publication_id, seen)| read_mark::ActiveModel {
                person_id: Set(user.0),
                publication_id: Set(publication_id),
                revision: Set(i64::from(seen.revision)),
                news: Set(seen.news),
                read_at: Set(Micros::from(now)),
            })
            .collect();
        let transaction = self.begin().await?;
        for chunk in rows.chunks(ROWS_AT_ONCE) {
            read_mark::Entity::insert_many(chunk.iter().cloned())
                .on_conflict(keeping_the_most("read_mark", "person_id"))
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
    fn put_on(&mut self, (id, word, revision, news, at, publication, kind, name): MarkRow) -> Result<()> {
        let is_read_mark = word == READ;
        let row = Row::of(if is_read_mark { "read_mark" } else { "reader_fact" }, &id);
        let at = row.instant("happened_at", at)?;
        let revision = row.number("revision", revision.unwrap_or_default())?;
        let reading = Reading { seen: Sight { revision, news }, at };
        let key = match (kind, name) {
            (Some(kind), Some(name)) => Some(Row::of("publication", &publication.unwrap_or(0)).key(&kind, &name)?),
            _ => None,
        };
        if let (true, Some(key)) = (is_read_mark, key.clone()) {
            self.read.insert(key, reading);
            return Ok(());
        }
        let fact = row.word("fact", &word, ReaderFact::from_word)?;
        match (fact, key) {
            (ReaderFact::ShortcutsOff, _) => self.shortcuts_off_at = Some(at),
            (ReaderFact::ShortcutsOn, _) => self.shortcuts_off_at = None,
            (fact, Some(key)) => self.shelf.entry(key).or_default().note(fact, reading),
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
        .columns([reader_fact::Column::Revision, reader_fact::Column::News, reader_fact::Column::HappenedAt])
        .columns([reader_fact::Column::PublicationId])
        .columns([publication::Column::Kind, publication::Column::Name])
        .filter(reader_fact::Column::PersonId.eq(person_id))
        .into_query();
    let mut read = read_mark::Entity::find()
        .inner_join(publication::Entity)
        .select_only()
        .expr(Expr::cust("0"))
        .expr(Expr::cust(format!("'{READ}'")))
        .columns([read_mark::Column::Revision, read_mark::Column::News, read_mark::Column::ReadAt])
        .columns([read_mark::Column::PublicationId])
        .columns([publication::Column::Kind, publication::Column::Name])
        .filter(read_mark::Column::PersonId.eq(person_id));
    QueryTrait::query(&mut read).union(UnionType::All, facts);
    let mut rows: Vec<MarkRow> = read.into_tuple().all(db).await?;
    rows.sort_by_key(|row| row.0);
    Ok(rows)
}

/// Takes out what the person has seen before. Answers with the earlier marks of the others.
async fn forget_known(
    db: &impl ConnectionTrait,
    person_id: i64,
    unread: &mut HashMap<i64, Sight>,
) -> Result<Vec<read_mark::Model>> {
    let mut earlier = vec![];
    let ids: Vec<_> = unread.keys().copied().collect();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let known = read_mark::Entity::find()
            .filter(read_mark::Column::PersonId.eq(person_id))
            .filter(read_mark::Column::PublicationId.is_in(chunk.iter().copied()))
            .all(db)
            .await?;
        for mark in known {
            let is_more = |seen: &Sight| (i64::from(seen.revision), seen.news) > (mark.revision, mark.news);
            if unread.get(&mark.publication_id).is_some_and(is_more) {
                earlier.push(mark);
            } else {
                unread.remove(&mark.publication_id);
            }
        }
    }
    Ok(earlier)
}

/// What happens to a mark that is there already: it gives way to what has seen more. `owner` is the column that says
/// whose mark it is.
pub(crate) fn keeping_the_most(table: &'static str, owner: &'static str) -> OnConflict {
    let new = |column: &'static str| Expr::col(("excluded", column));
    let old = |column: &'static str| Expr::col((table, column));
    let is_news = new("revision").eq(old("revision")).and(new("news").gt(old("news")));
    OnConflict::columns([owner, "publication_id"])
        .update_columns(["revision", "news", "read_at"])
        .action_and_where(new("revision").gt(old("revision")).or(is_news))
        .to_owned()
}
