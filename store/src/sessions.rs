//! Sessions, and the attempts to begin one. A token is a secret of its bearer; the store is handed
//! its SHA-256 and keeps nothing else. A session ends when nobody uses it, at the latest after a time, and
//! when its person begins more than they may have.

mod in_use;
mod own;

pub(crate) use in_use::InUse;
pub use own::SessionRecord;
pub(crate) use own::end_sessions_but;

use crate::accounts::subject;
use crate::audit::append;
use crate::connection::Store;
use crate::entity::{person, session, sign_in_failure, tenant};
use crate::error::Result;
use crate::people::viewer;
use crate::row::Micros;
use chrono::{DateTime, Utc};
use domain::audit::{Act, AuditAction};
use domain::id::UserId;
use domain::session::SessionRules;
use domain::viewer::Viewer;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, JoinType,
    PaginatorTrait, QueryFilter, QuerySelect, RelationTrait,
};

/// The person whose session this is, with their tenant; `None` when it is unknown, over or of someone whose
/// access was taken away.
pub(crate) async fn session_rows(
    db: &impl ConnectionTrait,
    token_hash: &TokenHash,
    now: DateTime<Utc>,
) -> Result<Option<(person::Model, Option<tenant::Model>)>> {
    let found = person::Entity::find()
        .find_also_related(tenant::Entity)
        .join_rev(JoinType::InnerJoin, session::Relation::Person.def())
        .filter(session::Column::TokenHash.eq(token_hash.to_vec()))
        .filter(session::Column::ExpiresAt.gt(Micros::from(now)))
        .filter(person::Column::DisabledAt.is_null());
    Ok(found.one(db).await?)
}

/// The SHA-256 of a session's token.
pub type TokenHash = [u8; 32];

/// The longest name of a browser that is kept, in characters.
const LONGEST_DEVICE: usize = 200;

/// What is known of a session that begins, besides who begins it, where and when.
pub(crate) struct Beginning<'a> {
    /// The SHA-256 of its token.
    pub token_hash: &'a TokenHash,
    /// How long it lasts.
    pub rules: &'a SessionRules,
    /// What the browser calls itself.
    pub device: Option<&'a str>,
}

/// Begins a session of somebody, in the caller's transaction. Of more than they may have, those that were
/// unused the longest end.
pub(crate) async fn begin(
    transaction: &DatabaseTransaction,
    viewer: &Viewer,
    new: &Beginning<'_>,
    act: &Act,
) -> Result<()> {
    let Some(user) = viewer.user() else { return Ok(()) };
    let row = session::ActiveModel {
        token_hash: Set(new.token_hash.to_vec()),
        person_id: Set(user.0),
        started_at: Set(Micros::from(act.at)),
        used_at: Set(Some(Micros::from(act.at))),
        expires_at: Set(Micros::from(new.rules.ends_at(act.at, act.at))),
        network: Set(act.network.map(|address| address.to_string())),
        device: Set(new.device.map(|device| device.chars().take(LONGEST_DEVICE).collect())),
    };
    session::Entity::insert(row).exec_without_returning(transaction).await?;
    person::Entity::update_many()
        .col_expr(person::Column::LastSignedInAt, Expr::value(Micros::from(act.at)))
        .filter(person::Column::Id.eq(user.0))
        .exec(transaction)
        .await?;
    let mut others = session::Entity::find()
        .filter(session::Column::PersonId.eq(user.0))
        .filter(session::Column::TokenHash.ne(new.token_hash.to_vec()))
        .filter(session::Column::ExpiresAt.gt(Micros::from(act.at)))
        .all(transaction)
        .await?;
    others.sort_by_key(|row| std::cmp::Reverse(row.used_at.unwrap_or(row.started_at).0));
    let most = usize::try_from(new.rules.most.saturating_sub(1)).unwrap_or(usize::MAX);
    let over: Vec<_> = others.into_iter().skip(most).map(|row| row.token_hash).collect();
    if !over.is_empty() {
        let record = act.record(AuditAction::SessionsEnded, viewer.tenant(), subject(&act.actor));
        let record = record.with("count", over.len().to_string()).with("why", "too many");
        session::Entity::delete_many().filter(session::Column::TokenHash.is_in(over)).exec(transaction).await?;
        append(transaction, &record).await?;
    }
    Ok(())
}

impl Store {
    /// Begins a session.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn start_session(
        &self,
        token_hash: &TokenHash,
        user: UserId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<()> {
        let row = session::ActiveModel {
            token_hash: Set(token_hash.to_vec()),
            person_id: Set(user.0),
            started_at: Set(Micros::from(now)),
            used_at: Set(Some(Micros::from(now))),
            expires_at: Set(Micros::from(expires_at)),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        session::Entity::insert(row).exec_without_returning(&transaction).await?;
        transaction.commit().await?;
        self.in_use.begins(token_hash, now);
        Ok(())
    }

    /// Whose session this is, in one query. `None` when it is unknown, over (`expires_at` has come)
    /// or of someone whose access was taken away.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn viewer_by_session(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<Viewer>> {
        let found = session_rows(self.reader(), token_hash, now).await?;
        found.map(|(person, tenant)| viewer(person, tenant.as_ref())).transpose()
    }

    /// Ends a session; one that is over already is no error.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn end_session(&self, token_hash: &TokenHash) -> Result<()> {
        let transaction = self.begin().await?;
        session::Entity::delete_by_id(token_hash.to_vec()).exec(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Deletes the sessions that are over and returns how many there were.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sweep_sessions(&self, now: DateTime<Utc>) -> Result<u64> {
        let transaction = self.begin().await?;
        let over = session::Column::ExpiresAt.lte(Micros::from(now));
        let swept = session::Entity::delete_many().filter(over).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(swept.rows_affected)
    }

    /// Writes down a failed attempt to sign in, under a key such as an address or a network.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn record_sign_in_failure(&self, key: &str, now: DateTime<Utc>) -> Result<()> {
        let row = sign_in_failure::ActiveModel {
            throttle_key: Set(key.to_owned()),
            failed_at: Set(Micros::from(now)),
            ..Default::default()
        };
        let transaction = self.begin().await?;
        row.insert(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// How many attempts under that key have failed from `since` on.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sign_in_failures(&self, key: &str, since: DateTime<Utc>) -> Result<u64> {
        let failures = sign_in_failure::Entity::find()
            .filter(sign_in_failure::Column::ThrottleKey.eq(key))
            .filter(sign_in_failure::Column::FailedAt.gte(Micros::from(since)));
        Ok(failures.count(self.reader()).await?)
    }

    /// Forgets the failures before `before`, and returns how many there were.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sweep_sign_in_failures(&self, before: DateTime<Utc>) -> Result<u64> {
        let transaction = self.begin().await?;
        let old = sign_in_failure::Column::FailedAt.lt(Micros::from(before));
        let swept = sign_in_failure::Entity::delete_many().filter(old).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(swept.rows_affected)
    }
}
