//! Somebody's sessions as they see and end them. One is named by a part of its token's hash, which opens
//! nothing, and only among their own.

use super::TokenHash;
use crate::accounts::subject;
use crate::audit::append;
use crate::connection::Store;
use crate::entity::session;
use crate::error::Result;
use crate::letters::tell;
use crate::row::{Micros, Row};
use chrono::{DateTime, Utc};
use domain::audit::{Act, AuditAction};
use domain::id::UserId;
use domain::letter::LetterKind;
use domain::viewer::Viewer;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use std::fmt::Write;

/// How many bytes of the hash name a session among those of one person.
const NAMED_BY: usize = 8;

/// One of somebody's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// What it is called where one of them is to be ended.
    pub name: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it was used last, to some minutes.
    pub used_at: DateTime<Utc>,
    /// From which network address it was begun.
    pub network: Option<String>,
    /// What the browser called itself.
    pub device: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

impl Store {
    /// The viewer's sessions that are not over: the one that asks, then the last used first.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn sessions_of(
        &self,
        viewer: &Viewer,
        current: Option<&TokenHash>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionRecord>> {
        let Some(user) = viewer.user() else { return Ok(vec![]) };
        let rows = session::Entity::find()
            .filter(session::Column::PersonId.eq(user.0))
            .filter(session::Column::ExpiresAt.gt(Micros::from(now)))
            .order_by_desc(session::Column::StartedAt)
            .all(self.reader())
            .await?;
        let mut records = rows.into_iter().map(|row| record_of(row, current)).collect::<Result<Vec<_>>>()?;
        records.sort_by_key(|record| (!record.is_current, std::cmp::Reverse(record.used_at)));
        Ok(records)
    }

    /// Ends one of the viewer's sessions. `None` where they have none of that name.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn end_one_session(&self, viewer: &Viewer, name: &str, act: &Act) -> Result<Option<()>> {
        let Some(user) = viewer.user() else { return Ok(None) };
        let transaction = self.begin().await?;
        let rows = session::Entity::find().filter(session::Column::PersonId.eq(user.0)).all(&transaction).await?;
        let Some(row) = rows.into_iter().find(|row| name_of(&row.token_hash) == name) else { return Ok(None) };
        session::Entity::delete_by_id(row.token_hash).exec(&transaction).await?;
        write_down(&transaction, viewer, user, 1, act).await?;
        transaction.commit().await?;
        Ok(Some(()))
    }

    /// Ends the viewer's other sessions and returns how many there were.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn end_other_sessions(&self, viewer: &Viewer, current: &TokenHash, act: &Act) -> Result<u64> {
        let Some(user) = viewer.user() else { return Ok(0) };
        let transaction = self.begin().await?;
        let ended = end_sessions_but(&transaction, user, current).await?;
        if ended > 0 {
            write_down(&transaction, viewer, user, ended, act).await?;
        }
        transaction.commit().await?;
        Ok(ended)
    }
}

/// Ends somebody's other sessions, in the caller's transaction.
pub(crate) async fn end_sessions_but(
    transaction: &DatabaseTransaction,
    user: UserId,
    current: &TokenHash,
) -> Result<u64> {
    let others = session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(user.0))
        .filter(session::Column::TokenHash.ne(current.to_vec()));
    Ok(others.exec(transaction).await?.rows_affected)
}

async fn write_down(
    transaction: &DatabaseTransaction,
    viewer: &Viewer,
    user: UserId,
    ended: u64,
    act: &Act,
) -> Result<()> {
    let record = act.record(AuditAction::SessionsEnded, viewer.tenant(), subject(&act.actor));
    append(transaction, &record.with("count", ended.to_string())).await?;
    tell(transaction, LetterKind::SessionsEnded, user, act.at).await
}

fn record_of(row: session::Model, current: Option<&TokenHash>) -> Result<SessionRecord> {
    let at = Row::of("session", &row.person_id);
    Ok(SessionRecord {
        name: name_of(&row.token_hash),
        started_at: at.instant("started_at", row.started_at)?,
        used_at: at.instant("used_at", row.used_at.unwrap_or(row.started_at))?,
        is_current: current.is_some_and(|hash| hash.as_slice() == row.token_hash),
        network: row.network,
        device: row.device,
    })
}

fn name_of(token_hash: &[u8]) -> String {
    token_hash.iter().take(NAMED_BY).fold(String::new(), |mut name, byte| {
        // Writing into a text cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}
