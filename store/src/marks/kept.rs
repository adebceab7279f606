//! Marks that were read are kept while they hold: a person's row has a number that rises, in the same
//! transaction, with everything they mark. It comes along with the session, so that a node asks for the
//! marks again exactly when they changed, on whichever node that was.

use super::Marks;
use crate::connection::Store;
use crate::entity::person;
use crate::error::Result;
use crate::people::viewer;
use crate::sessions::{TokenHash, session_rows};
use chrono::{DateTime, Utc};
use domain::id::UserId;
use domain::viewer::Viewer;
use moka::sync::Cache;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};
use std::sync::Arc;

/// The most that is kept, in marks of any sort.
const MOST: u64 = 200_000;

/// The marks of those who were here last, with the number they were read at.
pub struct Kept(Cache<UserId, (i64, Arc<Marks>)>);

impl Default for Kept {
    fn default() -> Self {
        let weigh = |_: &UserId, (_, marks): &(i64, Arc<Marks>)| {
            let count = marks.read.len() + marks.acknowledged.len() + marks.shelf.len() + 4;
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(MOST).weigher(weigh).build())
    }
}

impl Store {
    /// Whose session this is, with their marks: one query while the marks are the same as before. `None`
    /// as [`Store::viewer_by_session`] has it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn reader_by_session(
        &self,
        token_hash: &TokenHash,
        now: DateTime<Utc>,
    ) -> Result<Option<(Viewer, Arc<Marks>)>> {
        let Some((person, tenant)) = session_rows(self.reader(), token_hash, now).await? else {
            return Ok(None);
        };
        let (user, version) = (UserId(person.id), person.marks_version);
        let viewer = viewer(person, tenant.as_ref())?;
        if let Some((_, marks)) = self.marks.0.get(&user).filter(|(kept, _)| *kept == version) {
            return Ok(Some((viewer, marks)));
        }
        // Read after the number: at worst newer than it says, and read again.
        let marks = Arc::new(self.marks(&viewer).await?);
        self.marks.0.insert(user, (version, Arc::clone(&marks)));
        Ok(Some((viewer, marks)))
    }
}

/// Says that these people have marked something, in the transaction that writes it.
pub async fn changed(db: &impl ConnectionTrait, people: impl IntoIterator<Item = i64>) -> Result<()> {
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_unstable();
    people.dedup();
    if people.is_empty() {
        return Ok(());
    }
    // Two groups that have people in common take their rows in the same order.
    if db.get_database_backend() == DbBackend::Postgres {
        let rows = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(person::Column::Id.is_in(people.iter().copied()))
            .order_by_asc(person::Column::Id)
            .lock(LockType::NoKeyUpdate);
        let _: Vec<i64> = rows.into_tuple().all(db).await?;
    }
    person::Entity::update_many()
        .col_expr(person::Column::MarksVersion, Expr::col(person::Column::MarksVersion).add(1))
        .filter(person::Column::Id.is_in(people))
        .exec(db)
        .await?;
    Ok(())
}
