//! Settling: what became of a try, written down once.

use crate::connection::Store;
use crate::entity::delivery;
use crate::error::Result;
use crate::row::{Micros, Row};
use chrono::{DateTime, Utc};
use domain::delivery::{DeliveryState, Outcome, next_attempt};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

/// Deliveries per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 1_000;

impl Store {
    /// Writes down how sending one delivery went. See [`Store::settle_deliveries`].
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn settle_delivery(&self, worker: &str, id: i64, outcome: &Outcome, now: DateTime<Utc>) -> Result<()> {
        self.settle_deliveries(worker, &[(id, outcome.clone())], now).await
    }

    /// Writes down how sending went, for several deliveries in one durable commit. What the worker no
    /// longer holds, because its lease ran out and another took over, stays as the other leaves it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then none is settled.
    pub async fn settle_deliveries(&self, worker: &str, outcomes: &[(i64, Outcome)], now: DateTime<Utc>) -> Result<()> {
        if outcomes.is_empty() {
            return Ok(());
        }
        let transaction = self.begin().await?;
        for chunk in outcomes.chunks(ROWS_AT_ONCE) {
            settle(&transaction, worker, chunk, now).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Settles those the worker still holds. Rows are locked in the order of their numbers, so that two
/// workers never wait for each other.
async fn settle(
    transaction: &DatabaseTransaction,
    worker: &str,
    outcomes: &[(i64, Outcome)],
    now: DateTime<Utc>,
) -> Result<()> {
    let held = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(outcomes.iter().map(|(id, _)| *id)))
        .filter(delivery::Column::State.eq(DeliveryState::Pending.word()))
        .filter(delivery::Column::LeasedBy.eq(worker))
        .order_by_asc(delivery::Column::Id)
        .lock_exclusive()
        .all(transaction)
        .await?;
    let mut held: BTreeMap<_, _> = held.into_iter().map(|row| (row.id, row)).collect();
    for (id, outcome) in outcomes {
        if let Some(row) = held.remove(id) {
            let attempts = Row::of("delivery", id).number("attempts", row.attempts)?;
            write(transaction, &row, After::of(outcome, attempts, now), now).await?;
        }
    }
    Ok(())
}

async fn write(
    transaction: &DatabaseTransaction,
    held: &delivery::Model,
    after: After,
    now: DateTime<Utc>,
) -> Result<()> {
    let next_attempt_at = after.next_attempt_at.map_or(held.next_attempt_at, Micros::from);
    let settled_at = after.next_attempt_at.is_none().then(|| Micros::from(now));
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(after.state.word()))
        .col_expr(delivery::Column::Attempts, Expr::value(i64::from(after.attempts)))
        .col_expr(delivery::Column::NextAttemptAt, Expr::value(next_attempt_at))
        .col_expr(delivery::Column::SettledAt, Expr::value(settled_at))
        .col_expr(delivery::Column::Detail, Expr::value(after.detail))
        .col_expr(delivery::Column::LeasedBy, Expr::value(None::<String>))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Micros>))
        .filter(delivery::Column::Id.eq(held.id))
        .exec(transaction)
        .await?;
    Ok(())
}

/// How a delivery stands after a try.
struct After {
    state: DeliveryState,
    attempts: u32,
    next_attempt_at: Option<DateTime<Utc>>,
    detail: Option<String>,
}

impl After {
    fn of(outcome: &Outcome, attempts: u32, now: DateTime<Utc>) -> Self {
        let tried = attempts.saturating_add(1);
        let settled = |state, attempts, detail| Self { state, attempts, next_attempt_at: None, detail };
        match outcome {
            Outcome::Sent => settled(DeliveryState::Sent, tried, None),
            Outcome::Rejected(answer) => settled(DeliveryState::Failed, tried, Some(answer.clone())),
            Outcome::NotWanted => settled(DeliveryState::Skipped, attempts, None),
            Outcome::Deferred(answer) => match next_attempt(tried, now) {
                Some(at) => Self {
                    state: DeliveryState::Pending,
                    attempts: tried,
                    next_attempt_at: Some(at),
                    detail: Some(answer.clone()),
                },
                None => settled(DeliveryState::Failed, tried, Some(answer.clone())),
            },
        }
    }
}
