//! Writes down what a reader did for their own view: pinned, archived, wants to read again. Facts are
//! appended, and only those that change something.

use crate::connection::Store;
use crate::entity::{read_mark, reader_fact};
use crate::error::Result;
use crate::loading::visible_rows;
use crate::marks::changed;
use crate::row::{Micros, Row};
use chrono::{DateTime, Utc};
use domain::publication::PublicationKey;
use domain::reading::{Reading, Sight};
use domain::shelf::{ReaderFact, Shelf};
use domain::viewer::Viewer;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Rows per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 500;

impl Store {
    /// Notes a fact about publications as the viewer saw them. What does not exist for the viewer at `now`, and
    /// everything of an anonymous viewer, is ignored; so is what changes nothing.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn note_reader_fact(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        fact: ReaderFact,
        about: &[(PublicationKey, Sight)],
    ) -> Result<()> {
        let Some(user) = viewer.user() else {
            return Ok(());
        };
        let seen: HashMap<_, _> = about.iter().cloned().collect();
        let keys: Vec<_> = seen.keys().cloned().collect();
        let visible = visible_rows(self.reader(), viewer, now, &keys).await?;
        let is_there = |sight: &Sight, current| (1..=current).contains(&i64::from(sight.revision));
        let seen: Vec<_> = visible
            .into_iter()
            .filter_map(|(key, row)| {
                Some((row.id, *seen.get(&key).filter(|seen| is_there(seen, row.current_revision))?))
            })
            .collect();
        if seen.is_empty() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        append(&transaction, user.0, now, fact, &seen).await?;
        changed(&transaction, [user.0]).await?;
        Ok(transaction.commit().await?)
    }

    /// Switches the viewer's shortcuts of single keys on or off; nothing for an anonymous one.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn set_shortcuts(&self, viewer: &Viewer, now: DateTime<Utc>, is_on: bool) -> Result<()> {
        let Some(user) = viewer.user() else {
            return Ok(());
        };
        let wanted = if is_on { ReaderFact::ShortcutsOn } else { ReaderFact::ShortcutsOff };
        let transaction = self.begin().await?;
        let latest = reader_fact::Entity::find()
            .filter(reader_fact::Column::PersonId.eq(user.0))
            .filter(reader_fact::Column::PublicationId.is_null())
            .order_by_desc(reader_fact::Column::Id)
            .one(&transaction)
            .await?;
        let stands = latest.map_or(ReaderFact::ShortcutsOn.word().to_owned(), |row| row.fact);
        if stands != wanted.word() {
            reader_fact::Entity::insert(row(user.0, wanted, None, now)).exec_without_returning(&transaction).await?;
            changed(&transaction, [user.0]).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Appends a fact about those publications, each as it was seen, where it changes anything.
pub(crate) async fn append(
    db: &impl ConnectionTrait,
    person_id: i64,
    now: DateTime<Utc>,
    fact: ReaderFact,
    publications: &[(i64, Sight)],
) -> Result<()> {
    for chunk in publications.chunks(ROWS_AT_ONCE) {
        let shelves = shelves(db, person_id, chunk.iter().map(|(id, _)| *id)).await?;
        let news: Vec<_> = chunk
            .iter()
            .filter(|(id, _)| shelves.get(id).copied().unwrap_or_default().is_news(fact))
            .map(|(id, seen)| reader_fact::ActiveModel {
                revision: Set(Some(i64::from(seen.revision))),
                news: Set(seen.news),
                ..row(person_id, fact, Some(*id), now)
            })
            .collect();
        if !news.is_empty() {
            reader_fact::Entity::insert_many(news).exec_without_returning(db).await?;
        }
    }
    Ok(())
}

/// Keeps what was read earlier, with the time it was read, when a later revision takes its place.
pub(crate) async fn keep_earlier_readings(db: &impl ConnectionTrait, marks: Vec<read_mark::Model>) -> Result<()> {
    let facts: Vec<_> = marks
        .into_iter()
        .map(|mark| reader_fact::ActiveModel {
            revision: Set(Some(mark.revision)),
            news: Set(mark.news),
            happened_at: Set(mark.read_at),
            ..row(mark.person_id, ReaderFact::ReadBefore, Some(mark.publication_id), DateTime::UNIX_EPOCH)
        })
        .collect();
    for chunk in facts.chunks(ROWS_AT_ONCE) {
        reader_fact::Entity::insert_many(chunk.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Of those publications, the ones the person wants to read again.
pub(crate) async fn marked_unread(
    db: &impl ConnectionTrait,
    person_id: i64,
    publications: &[(i64, Sight)],
) -> Result<Vec<(i64, Sight)>> {
    let mut marked = vec![];
    for chunk in publications.chunks(ROWS_AT_ONCE) {
        let shelves = shelves(db, person_id, chunk.iter().map(|(id, _)| *id)).await?;
        let is_marked = |id: &i64| shelves.get(id).is_some_and(|shelf| shelf.unread_since.is_some());
        marked.extend(chunk.iter().filter(|(id, _)| is_marked(id)));
    }
    Ok(marked)
}

async fn shelves(
    db: &impl ConnectionTrait,
    person_id: i64,
    publications: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Shelf>> {
    let rows = reader_fact::Entity::find()
        .filter(reader_fact::Column::PersonId.eq(person_id))
        .filter(reader_fact::Column::PublicationId.is_in(publications))
        .order_by_asc(reader_fact::Column::Id)
        .all(db)
        .await?;
    let mut shelves: HashMap<i64, Shelf> = HashMap::new();
    for row in rows {
        let at = Row::of("reader_fact", &row.id);
        let fact = at.word("fact", &row.fact, ReaderFact::from_word)?;
        let revision = at.number("revision", row.revision.unwrap_or_default())?;
        let seen = Sight { revision, news: row.news };
        let shelf = shelves.entry(row.publication_id.unwrap_or_default()).or_default();
        shelf.note(fact, Reading { seen, at: at.instant("happened_at", row.happened_at)? });
    }
    Ok(shelves)
}

fn row(person_id: i64, fact: ReaderFact, publication: Option<i64>, now: DateTime<Utc>) -> reader_fact::ActiveModel {
    reader_fact::ActiveModel {
        person_id: Set(person_id),
        fact: Set(fact.word().to_owned()),
        publication_id: Set(publication),
        revision: Set(None),
        news: Set(0),
        happened_at: Set(Micros::from(now)),
        ..Default::default()
    }
}
