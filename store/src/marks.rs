//! What a reader has read and acknowledged: the small state that stands beside the catalogue on
//! every page.

use crate::connection::Store;
use crate::entity::{acknowledgement, publication, read_mark};
use crate::error::Result;
use crate::loading::visible_rows;
use crate::row::{Micros, Row};
use chrono::{DateTime, Utc};
use domain::publication::PublicationKey;
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::HashMap;

/// Rows per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 500;

/// What a viewer has read and acknowledged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The highest revision read.
    pub read: HashMap<PublicationKey, u32>,
    /// The highest revision acknowledged by this user for this tenant, and when.
    pub acknowledged: HashMap<PublicationKey, (u32, DateTime<Utc>)>,
}

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
        let read: Vec<(String, String, i64, i64)> = read_mark::Entity::find()
            .inner_join(publication::Entity)
            .select_only()
            .columns([publication::Column::Kind, publication::Column::Name])
            .columns([read_mark::Column::Revision, read_mark::Column::PublicationId])
            .filter(read_mark::Column::PersonId.eq(user.0))
            .into_tuple()
            .all(self.reader())
            .await?;
        for (kind, name, revision, id) in read {
            let key = Row::of("publication", &id).key(&kind, &name)?;
            let place = format!("{} {id}", user.0);
            marks.read.insert(key, Row::of("read_mark", &place).number("revision", revision)?);
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

    /// Remembers that the viewer has opened these revisions. The highest of each publication is kept;
    /// what does not exist for the viewer at `now`, and everything of an anonymous viewer, is ignored.
    /// Nothing is written when everything was read before.
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
        forget_known(self.reader(), user.0, &mut unread).await?;
        if unread.is_empty() {
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
        Ok(transaction.commit().await?)
    }
}

/// Takes out what the person has read at least as far before.
async fn forget_known(db: &impl ConnectionTrait, person_id: i64, unread: &mut HashMap<i64, i64>) -> Result<()> {
    let ids: Vec<_> = unread.keys().copied().collect();
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let known = read_mark::Entity::find()
            .filter(read_mark::Column::PersonId.eq(person_id))
            .filter(read_mark::Column::PublicationId.is_in(chunk.iter().copied()))
            .all(db)
            .await?;
        for mark in known {
            if unread.get(&mark.publication_id).is_some_and(|revision| *revision <= mark.revision) {
                unread.remove(&mark.publication_id);
            }
        }
    }
    Ok(())
}

fn keeping_the_highest() -> OnConflict {
    let is_higher = Expr::col(("excluded", read_mark::Column::Revision))
        .gt(Expr::col((read_mark::Entity, read_mark::Column::Revision)));
    OnConflict::columns([read_mark::Column::PersonId, read_mark::Column::PublicationId])
        .update_columns([read_mark::Column::Revision, read_mark::Column::ReadAt])
        .action_and_where(is_higher)
        .to_owned()
}
