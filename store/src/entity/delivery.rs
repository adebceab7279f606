//! One event for one subscription, with its outcome. Kept: deliveries are evidence.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub event_id: i64,
    pub subscription_id: i64,
    /// A word of `domain::delivery::DeliveryState`.
    pub state: String,
    /// How often it has been tried.
    pub attempts: i64,
    pub next_attempt_at: Micros,
    /// The worker that holds it.
    pub leased_by: Option<String>,
    /// Until when it holds it.
    pub leased_until: Option<Micros>,
    /// When it was sent, given up or skipped.
    pub settled_at: Option<Micros>,
    /// What the mail server answered last.
    pub detail: Option<String>,
    #[sea_orm(belongs_to, from = "event_id", to = "id")]
    pub event: BelongsTo<super::event::Entity>,
    #[sea_orm(belongs_to, from = "subscription_id", to = "id")]
    pub subscription: BelongsTo<super::mail_subscription::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
