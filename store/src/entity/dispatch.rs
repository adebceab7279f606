//! An event that must be told, and how far its expansion into deliveries has come.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dispatch")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: i64,
    pub due_at: Micros,
    /// The last subscription looked at; expansion goes on behind it.
    pub expanded_to: i64,
    /// When the last subscription had been looked at.
    pub expanded_at: Option<Micros>,
    #[sea_orm(belongs_to, from = "event_id", to = "id")]
    pub event: BelongsTo<super::event::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
