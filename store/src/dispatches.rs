//! From an event that must be told to its deliveries, one batch of subscriptions per transaction.
//!
//! The row of the dispatch remembers the last subscription looked at, and moves together with the
//! deliveries it led to: whatever is interrupted goes on where it stood, nobody is lost, and the
//! constraint on (event, subscription) keeps everybody from being told twice.

use crate::connection::Store;
use crate::entity::{delivery, dispatch, event, mail_subscription, person, publication, tenant};
use crate::error::Result;
use crate::loading::audience_of;
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::subscriptions::subscription_of;
use chrono::{DateTime, Utc};
use domain::delivery::DeliveryState;
use domain::subscription::Topic;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

/// Rows per statement, far within what the engines bind.
const ROWS_AT_ONCE: usize = 500;

impl Store {
    /// Expands everything that is due, `batch` subscriptions per transaction, and returns how many
    /// deliveries came of it.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; the batches before it stand.
    pub async fn expand_dispatches(&self, now: DateTime<Utc>, batch: u64) -> Result<usize> {
        let mut deliveries = 0;
        while let Some(more) = self.expand_next_batch(now, batch).await? {
            deliveries += more;
        }
        Ok(deliveries)
    }

    /// Expands one batch of the dispatch that has been due longest, and returns how many deliveries
    /// came of it; `None` when nothing is due. A dispatch in another worker's hands is passed over.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then the batch is undone.
    pub async fn expand_next_batch(&self, now: DateTime<Utc>, batch: u64) -> Result<Option<usize>> {
        if !self.is_dispatch_due(now).await? {
            return Ok(None);
        }
        let transaction = self.begin().await?;
        let due = dispatch::Entity::find()
            .filter(dispatch::Column::ExpandedAt.is_null())
            .filter(dispatch::Column::DueAt.lte(Micros::from(now)))
            .order_by_asc(dispatch::Column::DueAt)
            .order_by_asc(dispatch::Column::EventId)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .one(&transaction)
            .await?;
        let Some(due) = due else {
            return Ok(None);
        };
        let deliveries = expand(&transaction, &due, now, batch.max(1)).await?;
        transaction.commit().await?;
        Ok(Some(deliveries))
    }

    /// The next instant after `now` at which there is something to tell: a dispatch that becomes due, or
    /// a delivery to be tried again. `None` when nothing waits.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn next_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
        let now = Micros::from(now);
        let dispatch: Option<(i64, Micros)> = dispatch::Entity::find()
            .select_only()
            .columns([dispatch::Column::EventId, dispatch::Column::DueAt])
            .filter(dispatch::Column::ExpandedAt.is_null())
            .filter(dispatch::Column::DueAt.gt(now))
            .order_by_asc(dispatch::Column::DueAt)
            .into_tuple()
            .one(self.reader())
            .await?;
        let delivery: Option<(i64, Micros)> = delivery::Entity::find()
            .select_only()
            .columns([delivery::Column::Id, delivery::Column::NextAttemptAt])
            .filter(delivery::Column::State.eq(DeliveryState::Pending.word()))
            .filter(delivery::Column::NextAttemptAt.gt(now))
            .order_by_asc(delivery::Column::NextAttemptAt)
            .into_tuple()
            .one(self.reader())
            .await?;
        let dispatch = dispatch.map(|(id, at)| Row::of("dispatch", &id).instant("due_at", at)).transpose()?;
        let delivery = delivery.map(|(id, at)| Row::of("delivery", &id).instant("next_attempt_at", at)).transpose()?;
        Ok(dispatch.into_iter().chain(delivery).min())
    }

    /// Looked at without a transaction that writes: mostly nothing is due.
    async fn is_dispatch_due(&self, now: DateTime<Utc>) -> Result<bool> {
        let due: Option<i64> = dispatch::Entity::find()
            .select_only()
            .column(dispatch::Column::EventId)
            .filter(dispatch::Column::ExpandedAt.is_null())
            .filter(dispatch::Column::DueAt.lte(Micros::from(now)))
            .into_tuple()
            .one(self.reader())
            .await?;
        Ok(due.is_some())
    }
}

async fn expand(
    transaction: &DatabaseTransaction,
    due: &dispatch::Model,
    now: DateTime<Utc>,
    batch: u64,
) -> Result<usize> {
    let at = Row::of("dispatch", &due.event_id);
    let told = event::Entity::find_by_id(due.event_id).find_both_related(publication::Entity).one(transaction).await?;
    let (_, publication) = told.ok_or_else(|| at.corrupt("event_id"))?;
    let audience = audience_of(&publication)?;
    let topic = Row::of("publication", &publication.id).word("topic", &publication.topic, Topic::from_word)?;
    let candidates = mail_subscription::Entity::find()
        .filter(mail_subscription::Column::Id.gt(due.expanded_to))
        .filter(mail_subscription::Column::EndedAt.is_null())
        .filter(person::Column::DisabledAt.is_null())
        .order_by_asc(mail_subscription::Column::Id)
        .limit(batch)
        .find_also_related(person::Entity)
        .find_also(person::Entity, tenant::Entity)
        .all(transaction)
        .await?;
    let is_last = (candidates.len() as u64) < batch;
    let expanded_to = candidates.last().map_or(due.expanded_to, |(subscription, ..)| subscription.id);
    let mut rows = Vec::new();
    for (subscription, person, tenant) in candidates {
        let wants = subscription_of(&subscription)?.wants(topic);
        let person = person.ok_or_else(|| Row::of("mail_subscription", &subscription.id).corrupt("person_id"))?;
        if wants && viewer(person, tenant.as_ref())?.can_see(&audience) {
            rows.push(delivery::ActiveModel {
                event_id: Set(due.event_id),
                subscription_id: Set(subscription.id),
                state: Set(DeliveryState::Pending.word().to_owned()),
                attempts: Set(0),
                next_attempt_at: Set(Micros::from(now)),
                ..Default::default()
            });
        }
    }
    let deliveries = insert(transaction, &rows).await?;
    let mut update = dispatch::Entity::update_many()
        .col_expr(dispatch::Column::ExpandedTo, Expr::value(expanded_to))
        .filter(dispatch::Column::EventId.eq(due.event_id));
    if is_last {
        update = update.col_expr(dispatch::Column::ExpandedAt, Expr::value(Micros::from(now)));
    }
    update.exec(transaction).await?;
    Ok(deliveries)
}

/// Adds the deliveries that are not there yet, and returns how many were added.
async fn insert(db: &impl ConnectionTrait, rows: &[delivery::ActiveModel]) -> Result<usize> {
    let mut inserted = 0;
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        let once =
            OnConflict::columns([delivery::Column::EventId, delivery::Column::SubscriptionId]).do_nothing().to_owned();
        inserted +=
            delivery::Entity::insert_many(chunk.iter().cloned()).on_conflict(once).exec_without_returning(db).await?;
    }
    Ok(usize::try_from(inserted).unwrap_or(usize::MAX))
}
