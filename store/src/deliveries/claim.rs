//! Claiming. On PostgreSQL workers pass over rows that another one is claiming; on `SQLite` the claiming
//! transaction is the only one that writes.

use crate::connection::Store;
use crate::entity::{delivery, event, mail_subscription, person, publication, tenant};
use crate::error::Result;
use crate::loading::{audience_of, key_of};
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::subscriptions::subscription_of;
use chrono::{DateTime, Utc};
use domain::delivery::{ClaimedDelivery, DeliveryState, FURTHEST_ATTEMPT, FURTHEST_LEASE, LEASE, LONGEST_PAUSE};
use domain::event::EventKind;
use domain::id::UserId;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::subscription::Topic;
use domain::viewer::Viewer;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// How many deliveries are claimed at most at once.
const MOST_AT_ONCE: u64 = 1_000;

impl Store {
    /// Claims up to `limit` deliveries (at most 1,000) that are due, for [`LEASE`]. Those that are no
    /// longer wanted, because mail was switched off, the person's access taken away, or the
    /// publication has moved out of their sight, are settled as skipped on the way; those whose publication
    /// has yet to appear, because a clock has gone back, are put off.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then none is claimed.
    pub async fn claim_deliveries(&self, worker: &str, now: DateTime<Utc>, limit: u64) -> Result<Vec<ClaimedDelivery>> {
        let limit = limit.min(MOST_AT_ONCE);
        loop {
            if limit == 0 {
                return Ok(vec![]);
            }
            if due(self.reader(), now, 1, false).await?.is_empty() && !self.bring_forward(now).await? {
                return Ok(vec![]);
            }
            let transaction = self.begin().await?;
            let ids = due(&transaction, now, limit, true).await?;
            if ids.is_empty() {
                return Ok(vec![]);
            }
            let Looked { claimed, unwanted, early } = look(&transaction, &ids, now).await?;
            skip(&transaction, &unwanted, now).await?;
            put_off(&transaction, &early, now).await?;
            lease(&transaction, &claimed, worker, now).await?;
            transaction.commit().await?;
            if !claimed.is_empty() {
                return Ok(claimed);
            }
        }
    }

    /// Makes due what waits for a time that no try could have been put off to: a clock has gone back since.
    /// Answers whether there was any.
    async fn bring_forward(&self, now: DateTime<Utc>) -> Result<bool> {
        let stranded = Condition::all()
            .add(delivery::Column::State.eq(DeliveryState::Pending.word()))
            .add(delivery::Column::NextAttemptAt.gt(Micros::from(now + FURTHEST_ATTEMPT)));
        let any: Option<i64> = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::Id)
            .filter(stranded.clone())
            .into_tuple()
            .one(self.reader())
            .await?;
        if any.is_none() {
            return Ok(false);
        }
        let transaction = self.begin().await?;
        delivery::Entity::update_many()
            .col_expr(delivery::Column::NextAttemptAt, Expr::value(Micros::from(now)))
            .filter(stranded)
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}

/// What was found on looking at due deliveries.
struct Looked {
    /// To be sent.
    claimed: Vec<ClaimedDelivery>,
    /// No longer wanted.
    unwanted: Vec<i64>,
    /// About what has yet to appear, with the instant at which it does.
    early: Vec<(i64, DateTime<Utc>)>,
}

/// The numbers of deliveries that may be claimed, the longest due first.
async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64, is_claim: bool) -> Result<Vec<i64>> {
    let furthest = Micros::from(now + FURTHEST_LEASE);
    let now = Micros::from(now);
    let is_free = Condition::any()
        .add(delivery::Column::LeasedUntil.is_null())
        .add(delivery::Column::LeasedUntil.lte(now))
        .add(delivery::Column::LeasedUntil.gt(furthest));
    let mut query = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::State.eq(DeliveryState::Pending.word()))
        .filter(delivery::Column::NextAttemptAt.lte(now))
        .filter(is_free)
        .order_by_asc(delivery::Column::NextAttemptAt)
        .order_by_asc(delivery::Column::Id)
        .limit(limit);
    if is_claim {
        query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    Ok(query.into_tuple().all(db).await?)
}

/// Reads what is needed for sending, and sorts out what is not to be sent, or not yet.
async fn look(transaction: &DatabaseTransaction, ids: &[i64], now: DateTime<Utc>) -> Result<Looked> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(delivery::Column::NextAttemptAt)
        .order_by_asc(delivery::Column::Id)
        .find_also_related(event::Entity)
        .find_also(event::Entity, publication::Entity)
        .find_also(delivery::Entity, mail_subscription::Entity)
        .find_also(mail_subscription::Entity, person::Entity)
        .find_also(person::Entity, tenant::Entity)
        .all(transaction)
        .await?;
    let mut looked = Looked { claimed: Vec::with_capacity(rows.len()), unwanted: vec![], early: vec![] };
    for (delivery, event, publication, subscription, person, tenant) in rows {
        let at = Row::of("delivery", &delivery.id);
        let event = event.ok_or_else(|| at.corrupt("event_id"))?;
        let publication = publication.ok_or_else(|| at.corrupt("event_id"))?;
        let subscription = subscription.ok_or_else(|| at.corrupt("subscription_id"))?;
        let person = person.ok_or_else(|| at.corrupt("subscription_id"))?;
        let topic = Row::of("publication", &publication.id).word("topic", &publication.topic, Topic::from_word)?;
        let is_enabled = person.disabled_at.is_none();
        let reader = viewer(person, tenant.as_ref())?;
        let is_wanted = reader.can_see(&audience_of(&publication)?) && subscription_of(&subscription)?.wants(topic);
        if !is_enabled || !is_wanted {
            looked.unwanted.push(delivery.id);
        } else if publication.publish_at > Micros::from(now) {
            let appears_at = Row::of("publication", &publication.id).instant("publish_at", publication.publish_at)?;
            looked.early.push((delivery.id, appears_at));
        } else {
            let (user, name, address, locale) = addressee(reader).ok_or_else(|| at.corrupt("subscription_id"))?;
            looked.claimed.push(ClaimedDelivery {
                id: delivery.id,
                subscription: subscription.id,
                event: Row::of("event", &event.id).word("kind", &event.kind, EventKind::from_word)?,
                event_id: event.id,
                publication: key_of(&publication)?,
                revision: Row::of("event", &event.id).number("revision", event.revision)?,
                user,
                name,
                address,
                locale,
                attempts: at.number("attempts", delivery.attempts)?,
            });
        }
    }
    Ok(looked)
}

fn addressee(viewer: Viewer) -> Option<(UserId, String, MailAddress, Locale)> {
    match viewer {
        Viewer::Anonymous => None,
        Viewer::Member(member) => Some((member.user, member.name, member.address, member.locale)),
        Viewer::Staff(staff) => Some((staff.user, staff.name, staff.address, staff.locale)),
    }
}

async fn lease(
    transaction: &DatabaseTransaction,
    claimed: &[ClaimedDelivery],
    worker: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    if claimed.is_empty() {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedBy, Expr::value(worker))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(Micros::from(now + LEASE)))
        .filter(delivery::Column::Id.is_in(claimed.iter().map(|claimed| claimed.id)))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn skip(transaction: &DatabaseTransaction, ids: &[i64], now: DateTime<Utc>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Skipped.word()))
        .col_expr(delivery::Column::SettledAt, Expr::value(Micros::from(now)))
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Looks again when the publication appears, or after the longest pause there is.
async fn put_off(transaction: &DatabaseTransaction, early: &[(i64, DateTime<Utc>)], now: DateTime<Utc>) -> Result<()> {
    for (id, appears_at) in early {
        let again = Micros::from(*appears_at.min(&(now + LONGEST_PAUSE)));
        delivery::Entity::update_many()
            .col_expr(delivery::Column::NextAttemptAt, Expr::value(again))
            .col_expr(delivery::Column::LeasedBy, Expr::value(None::<String>))
            .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Micros>))
            .filter(delivery::Column::Id.eq(*id))
            .exec(transaction)
            .await?;
    }
    Ok(())
}
