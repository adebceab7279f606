//! Deliveries: claimed by a worker for a while, sent, settled, and kept as evidence.
//!
//! A claim is a lease ([`LEASE`]); when it runs out another worker may claim the same delivery, and
//! what the first one reports afterwards is ignored. On PostgreSQL workers pass over rows another one
//! is claiming; on `SQLite` the claiming transaction is the only one that writes.

use crate::connection::Store;
use crate::entity::{delivery, event, mail_subscription, person, publication, tenant};
use crate::error::Result;
use crate::loading::{audience_of, key_of};
use crate::people::viewer;
use crate::row::{Micros, Row};
use crate::subscriptions::subscription_of;
use chrono::{DateTime, Utc};
use domain::delivery::{ClaimedDelivery, DeliveryState, LEASE, Outcome, next_attempt};
use domain::event::EventKind;
use domain::id::{TenantId, UserId};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::publication::PublicationKey;
use domain::subscription::Topic;
use domain::viewer::{Staff, Viewer};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// How many deliveries are claimed at most at once.
const MOST_AT_ONCE: u64 = 1_000;

/// A delivery as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Its number.
    pub id: i64,
    /// What was told.
    pub event: EventKind,
    /// About which revision.
    pub revision: u32,
    /// To whom.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Of which tenant; `None` for staff.
    pub tenant: Option<TenantId>,
    /// How far it is.
    pub state: DeliveryState,
    /// How often it was tried.
    pub attempts: u32,
    /// When the next try is due; `None` once it is settled.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the mail server answered last.
    pub detail: Option<String>,
}

impl Store {
    /// Claims up to `limit` deliveries (at most 1,000) that are due, for [`LEASE`]. Those that are no
    /// longer wanted, because mail was switched off, the person's access taken away, or the
    /// publication has moved out of their sight, are settled as skipped on the way.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`]; then none is claimed.
    pub async fn claim_deliveries(&self, worker: &str, now: DateTime<Utc>, limit: u64) -> Result<Vec<ClaimedDelivery>> {
        let limit = limit.min(MOST_AT_ONCE);
        loop {
            if limit == 0 || due(self.reader(), now, 1, false).await?.is_empty() {
                return Ok(vec![]);
            }
            let transaction = self.begin().await?;
            let ids = due(&transaction, now, limit, true).await?;
            if ids.is_empty() {
                return Ok(vec![]);
            }
            let (claimed, unwanted) = read_claimed(&transaction, &ids, now).await?;
            skip(&transaction, &unwanted, now).await?;
            lease(&transaction, &claimed, worker, now).await?;
            transaction.commit().await?;
            if !claimed.is_empty() {
                return Ok(claimed);
            }
        }
    }

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
        for (id, outcome) in outcomes {
            settle(&transaction, worker, *id, outcome, now).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// All deliveries about a publication, for staff, the latest first. `None` when there is no such
    /// publication.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn deliveries_of(&self, _staff: &Staff, key: &PublicationKey) -> Result<Option<Vec<DeliveryRecord>>> {
        let publication = publication::Entity::find()
            .filter(publication::Column::Kind.eq(key.kind().word()))
            .filter(publication::Column::Name.eq(key.name()))
            .one(self.reader())
            .await?;
        let Some(publication) = publication else {
            return Ok(None);
        };
        let rows = delivery::Entity::find()
            .filter(event::Column::PublicationId.eq(publication.id))
            .order_by_desc(delivery::Column::Id)
            .find_also_related(event::Entity)
            .find_also(delivery::Entity, mail_subscription::Entity)
            .find_also(mail_subscription::Entity, person::Entity)
            .all(self.reader())
            .await?;
        let records =
            rows.iter().map(|(delivery, event, _, person)| record_of(delivery, event.as_ref(), person.as_ref()));
        Ok(Some(records.collect::<Result<_>>()?))
    }
}

/// The numbers of deliveries that may be claimed, the longest due first.
async fn due(db: &impl ConnectionTrait, now: DateTime<Utc>, limit: u64, is_claim: bool) -> Result<Vec<i64>> {
    let now = Micros::from(now);
    let is_free =
        Condition::any().add(delivery::Column::LeasedUntil.is_null()).add(delivery::Column::LeasedUntil.lte(now));
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

/// Reads what is needed for sending, and sorts out what is no longer wanted.
async fn read_claimed(
    transaction: &DatabaseTransaction,
    ids: &[i64],
    now: DateTime<Utc>,
) -> Result<(Vec<ClaimedDelivery>, Vec<i64>)> {
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
    let (mut claimed, mut unwanted) = (Vec::with_capacity(rows.len()), Vec::new());
    for (delivery, event, publication, subscription, person, tenant) in rows {
        let at = Row::of("delivery", &delivery.id);
        let event = event.ok_or_else(|| at.corrupt("event_id"))?;
        let publication = publication.ok_or_else(|| at.corrupt("event_id"))?;
        let subscription = subscription.ok_or_else(|| at.corrupt("subscription_id"))?;
        let person = person.ok_or_else(|| at.corrupt("subscription_id"))?;
        let topic = Row::of("publication", &publication.id).word("topic", &publication.topic, Topic::from_word)?;
        let is_enabled = person.disabled_at.is_none();
        let reader = viewer(person, tenant.as_ref())?;
        let is_visible = publication.publish_at <= Micros::from(now) && reader.can_see(&audience_of(&publication)?);
        if is_enabled && is_visible && subscription_of(&subscription)?.wants(topic) {
            let (user, name, address, locale) = addressee(reader).ok_or_else(|| at.corrupt("subscription_id"))?;
            claimed.push(ClaimedDelivery {
                id: delivery.id,
                subscription: subscription.id,
                event: Row::of("event", &event.id).word("kind", &event.kind, EventKind::from_word)?,
                publication: key_of(&publication)?,
                revision: Row::of("event", &event.id).number("revision", event.revision)?,
                user,
                name,
                address,
                locale,
                attempts: at.number("attempts", delivery.attempts)?,
            });
        } else {
            unwanted.push(delivery.id);
        }
    }
    Ok((claimed, unwanted))
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
    delivery::Entity::update_many()
        .col_expr(delivery::Column::LeasedBy, Expr::value(worker))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(Micros::from(now + LEASE)))
        .filter(delivery::Column::Id.is_in(claimed.iter().map(|claimed| claimed.id)))
        .exec(transaction)
        .await?;
    Ok(())
}

async fn skip(transaction: &DatabaseTransaction, ids: &[i64], now: DateTime<Utc>) -> Result<()> {
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(DeliveryState::Skipped.word()))
        .col_expr(delivery::Column::SettledAt, Expr::value(Micros::from(now)))
        .filter(delivery::Column::Id.is_in(ids.iter().copied()))
        .exec(transaction)
        .await?;
    Ok(())
}

/// Settles a delivery if the worker still holds it.
async fn settle(
    transaction: &DatabaseTransaction,
    worker: &str,
    id: i64,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<()> {
    let held = delivery::Entity::find_by_id(id)
        .filter(delivery::Column::State.eq(DeliveryState::Pending.word()))
        .filter(delivery::Column::LeasedBy.eq(worker))
        .lock_exclusive()
        .one(transaction)
        .await?;
    let Some(held) = held else {
        return Ok(());
    };
    let attempts: u32 = Row::of("delivery", &id).number("attempts", held.attempts)?;
    let after = After::of(outcome, attempts, now);
    delivery::Entity::update_many()
        .col_expr(delivery::Column::State, Expr::value(after.state.word()))
        .col_expr(delivery::Column::Attempts, Expr::value(i64::from(after.attempts)))
        .col_expr(
            delivery::Column::NextAttemptAt,
            Expr::value(after.next_attempt_at.map_or(held.next_attempt_at, Micros::from)),
        )
        .col_expr(delivery::Column::SettledAt, Expr::value(after.next_attempt_at.is_none().then(|| Micros::from(now))))
        .col_expr(delivery::Column::Detail, Expr::value(after.detail))
        .col_expr(delivery::Column::LeasedBy, Expr::value(None::<String>))
        .col_expr(delivery::Column::LeasedUntil, Expr::value(None::<Micros>))
        .filter(delivery::Column::Id.eq(id))
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

fn record_of(
    row: &delivery::Model,
    event: Option<&event::Model>,
    person: Option<&person::Model>,
) -> Result<DeliveryRecord> {
    let at = Row::of("delivery", &row.id);
    let event = event.ok_or_else(|| at.corrupt("event_id"))?;
    let person = person.ok_or_else(|| at.corrupt("subscription_id"))?;
    let state = at.word("state", &row.state, DeliveryState::from_word)?;
    let settled_at = row.settled_at.map(|settled| at.instant("settled_at", settled)).transpose()?;
    let tenant = person.tenant_id.as_deref();
    Ok(DeliveryRecord {
        id: row.id,
        event: Row::of("event", &event.id).word("kind", &event.kind, EventKind::from_word)?,
        revision: Row::of("event", &event.id).number("revision", event.revision)?,
        user: UserId(person.id),
        name: person.name.clone(),
        tenant: tenant.map(|id| Row::of("person", &person.id).parse("tenant_id", id, TenantId::parse)).transpose()?,
        state,
        attempts: at.number("attempts", row.attempts)?,
        next_attempt_at: match state {
            DeliveryState::Pending => Some(at.instant("next_attempt_at", row.next_attempt_at)?),
            _ => None,
        },
        sent_at: settled_at.filter(|_| state == DeliveryState::Sent),
        detail: row.detail.clone(),
    })
}
