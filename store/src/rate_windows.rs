//! Windows of time that nodes share, so that a limit holds for all of them together. A node takes some
//! requests at once and gives them out from memory; what it has taken and does not need is lost with the
//! window, so that a limit may bite a little early and is never exceeded.

use crate::connection::Store;
use crate::entity::rate_window;
use crate::error::Result;
use crate::row::Micros;
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

impl Store {
    /// Takes some requests of a window, and answers how many of the window were taken before.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`]; then nothing was taken.
    pub async fn take_of_window(&self, key: &str, started_at: DateTime<Utc>, count: u32) -> Result<u64> {
        let count = i64::from(count);
        let row = rate_window::ActiveModel {
            window_key: Set(key.to_owned()),
            started_at: Set(Micros::from(started_at)),
            used: Set(count),
        };
        let used = Expr::col((rate_window::Entity, rate_window::Column::Used)).add(count);
        let add = OnConflict::columns([rate_window::Column::WindowKey, rate_window::Column::StartedAt])
            .value(rate_window::Column::Used, used)
            .to_owned();
        let transaction = self.begin().await?;
        let taken = rate_window::Entity::insert(row).on_conflict(add).exec_with_returning(&transaction).await?;
        transaction.commit().await?;
        Ok(u64::try_from(taken.used - count).unwrap_or(0))
    }

    /// Forgets the windows that began before `before`, and returns how many there were.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`].
    pub async fn sweep_rate_windows(&self, before: DateTime<Utc>) -> Result<u64> {
        let transaction = self.begin().await?;
        let old = rate_window::Column::StartedAt.lt(Micros::from(before));
        let swept = rate_window::Entity::delete_many().filter(old).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(swept.rows_affected)
    }
}
