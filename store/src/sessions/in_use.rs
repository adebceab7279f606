//! That a session is in use: written down seldom, whatever is asked meanwhile, so that one nobody uses ends by
//! itself. What this node has written a moment ago it knows by itself; no page waits for it and none asks more.

use super::TokenHash;
use crate::connection::Store;
use crate::entity::session;
use crate::error::Result;
use crate::row::{Micros, Row};
use chrono::{DateTime, TimeDelta, Utc};
use domain::session::SessionRules;
use moka::sync::Cache;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// How long after a use was written down the next is.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// The most sessions whose last use this node remembers; of one it forgot, the use is written down again.
const MOST: u64 = 100_000;

/// The sessions in use, and when that was written down last.
pub struct InUse(Cache<TokenHash, DateTime<Utc>>);

impl Default for InUse {
    fn default() -> Self {
        Self(Cache::new(MOST))
    }
}

impl InUse {
    /// Remembers a session that was written just now.
    pub(crate) fn begins(&self, token_hash: &TokenHash, now: DateTime<Utc>) {
        self.0.insert(*token_hash, now);
    }
}

impl Store {
    /// Whether it is time to write down that a session is used, as far as this node knows; the answer is "no"
    /// for a while after that. Asks nobody.
    pub fn is_use_due(&self, token_hash: &TokenHash, now: DateTime<Utc>) -> bool {
        let is_known = self.in_use.0.get(token_hash).is_some_and(|written| now < written + EVERY);
        if !is_known {
            self.in_use.0.insert(*token_hash, now);
        }
        !is_known
    }

    /// Writes down that a session is used, and puts its end off. Nothing where it was written a moment ago, by
    /// whatever node, or is over.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn use_session(&self, token_hash: &TokenHash, rules: &SessionRules, now: DateTime<Utc>) -> Result<()> {
        let found = session::Entity::find_by_id(token_hash.to_vec())
            .filter(session::Column::ExpiresAt.gt(Micros::from(now)))
            .one(self.reader())
            .await?;
        let Some(row) = found else { return Ok(()) };
        let at = Row::of("session", &row.person_id);
        let started_at = at.instant("started_at", row.started_at)?;
        let used_at = at.instant("used_at", row.used_at.unwrap_or(row.started_at))?;
        if now < used_at + EVERY {
            return Ok(());
        }
        let transaction = self.begin().await?;
        session::Entity::update_many()
            .col_expr(session::Column::UsedAt, Expr::value(Micros::from(now)))
            .col_expr(session::Column::ExpiresAt, Expr::value(Micros::from(rules.ends_at(started_at, now))))
            .filter(session::Column::TokenHash.eq(token_hash.to_vec()))
            .exec(&transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}
