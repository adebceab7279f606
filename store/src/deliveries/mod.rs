//! Deliveries: claimed by a worker for a while, sent, settled, and kept as evidence.
//!
//! A claim is a lease ([`domain::delivery::LEASE`]); when it runs out another worker may claim the
//! same delivery, and what the first one reports afterwards is ignored. Clocks jump: a lease or a try that
//! lies further ahead than any could be given counts as over.

mod claim;
mod settle;

use crate::connection::Store;
use crate::entity::{delivery, event, mail_subscription, person, publication};
use crate::error::Result;
use crate::row::Row;
use chrono::{DateTime, Utc};
use domain::delivery::DeliveryState;
use domain::event::EventKind;
use domain::id::{TenantId, UserId};
use domain::publication::PublicationKey;
use domain::viewer::Staff;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

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

    /// How many deliveries are in each state, over all publications; a state without any is left out.
    ///
    /// # Errors
    /// [`crate::StoreError::Database`] or [`crate::StoreError::CorruptRow`].
    pub async fn delivery_counts(&self) -> Result<BTreeMap<DeliveryState, u64>> {
        let counts: Vec<(String, i64)> = delivery::Entity::find()
            .select_only()
            .column(delivery::Column::State)
            .column_as(delivery::Column::Id.count(), "deliveries")
            .group_by(delivery::Column::State)
            .into_tuple()
            .all(self.reader())
            .await?;
        let mut states = BTreeMap::new();
        for (state, count) in counts {
            let at = Row::of("delivery", &state);
            states.insert(at.word("state", &state, DeliveryState::from_word)?, at.number("id", count)?);
        }
        Ok(states)
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
