//! Limits on trying. A try is counted before anything is looked at, so that many at once are no way around
//! the limit; one that succeeds is taken back. A try that is refused counts no further. Tries written down by
//! a clock that has since gone back count as made now, so that nobody waits longer than a window.

use crate::audit::append;
use crate::connection::Store;
use crate::entity::sign_in_failure;
use crate::error::Result;
use crate::row::Micros;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::AuditRecord;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait,
    PaginatorTrait, QueryFilter, Statement,
};

/// How often something may be tried under a key such as an address or a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The key.
    pub key: String,
    /// How often within the window.
    pub most: u64,
}

/// A try that was let through and counts until it is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[must_use]
pub struct Attempt(Vec<i64>);

impl Store {
    /// Counts a try under each key, unless one of them has had its share within the window: then `None`, and
    /// `refusal` goes to the audit trail, once per key and window.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn begin_attempt(
        &self,
        limits: &[Limit],
        window: TimeDelta,
        refusal: &AuditRecord,
    ) -> Result<Option<Attempt>> {
        let transaction = self.begin().await?;
        let limits: Vec<_> = limits.iter().map(|limit| (limit, window)).collect();
        let counted = count_try(&transaction, &limits, refusal).await?;
        transaction.commit().await?;
        Ok(counted.ok())
    }

    /// Takes a try back: it succeeded.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn forgive_attempt(&self, attempt: &Attempt) -> Result<()> {
        let transaction = self.begin().await?;
        forgive(&transaction, attempt).await?;
        Ok(transaction.commit().await?)
    }
}

/// Counts a try under each key with the time over which it counts there, in the caller's transaction. Where one
/// of the keys has had its share, nothing is counted and the error is its place; `refusal` goes to the audit
/// trail, once per key and time. The transaction is to be committed then too.
pub async fn count_try(
    transaction: &DatabaseTransaction,
    limits: &[(&Limit, TimeDelta)],
    refusal: &AuditRecord,
) -> Result<std::result::Result<Attempt, usize>> {
    let now = refusal.at;
    lock(transaction, limits.iter().map(|(limit, _)| limit.key.as_str())).await?;
    bring_back(transaction, limits.iter().map(|(limit, _)| *limit), now).await?;
    for (place, (limit, window)) in limits.iter().enumerate() {
        if count(transaction, &limit.key, now - *window).await? >= limit.most {
            let told = told_of(limit);
            if count(transaction, &told, now - *window).await? == 0 {
                add(transaction, &told, now).await?;
                append(transaction, refusal).await?;
            }
            return Ok(Err(place));
        }
    }
    let mut rows = vec![];
    for (limit, _) in limits {
        rows.push(add(transaction, &limit.key, now).await?);
    }
    Ok(Ok(Attempt(rows)))
}

/// Takes a try back: it succeeded.
pub async fn forgive(db: &impl ConnectionTrait, attempt: &Attempt) -> Result<()> {
    if !attempt.0.is_empty() {
        let these = sign_in_failure::Column::Id.is_in(attempt.0.iter().copied());
        sign_in_failure::Entity::delete_many().filter(these).exec(db).await?;
    }
    Ok(())
}

/// Makes those who try under the same key wait for one another. On `SQLite` every transaction that writes does.
pub async fn lock<'a>(transaction: &DatabaseTransaction, keys: impl Iterator<Item = &'a str>) -> Result<()> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let mut keys: Vec<_> = keys.collect();
        keys.sort_unstable();
        for key in keys {
            let statement = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
            let locked = Statement::from_sql_and_values(DbBackend::Postgres, statement, [key.into()]);
            transaction.execute_raw(locked).await?;
        }
    }
    Ok(())
}

/// Under which key it is written down that a refusal was told.
fn told_of(limit: &Limit) -> String {
    format!("refused {}", limit.key)
}

/// Dates what lies in the future now.
async fn bring_back<'a>(
    transaction: &DatabaseTransaction,
    limits: impl Iterator<Item = &'a Limit>,
    now: DateTime<Utc>,
) -> Result<()> {
    let keys: Vec<_> = limits.flat_map(|limit| [limit.key.clone(), told_of(limit)]).collect();
    sign_in_failure::Entity::update_many()
        .col_expr(sign_in_failure::Column::FailedAt, Expr::value(Micros::from(now)))
        .filter(sign_in_failure::Column::ThrottleKey.is_in(keys))
        .filter(sign_in_failure::Column::FailedAt.gt(Micros::from(now)))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn count(db: &impl ConnectionTrait, key: &str, since: DateTime<Utc>) -> Result<u64> {
    let tries = sign_in_failure::Entity::find()
        .filter(sign_in_failure::Column::ThrottleKey.eq(key))
        .filter(sign_in_failure::Column::FailedAt.gte(Micros::from(since)));
    Ok(tries.count(db).await?)
}

async fn add(db: &impl ConnectionTrait, key: &str, now: DateTime<Utc>) -> Result<i64> {
    let row = sign_in_failure::ActiveModel {
        throttle_key: Set(key.to_owned()),
        failed_at: Set(Micros::from(now)),
        ..Default::default()
    };
    Ok(row.insert(db).await?.id)
}
