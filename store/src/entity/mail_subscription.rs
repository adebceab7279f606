//! What a person wants to be told of by mail: one row for each who ever chose.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_subscription")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    /// JSON list of words of `domain::subscription::Topic`.
    pub topics: String,
    pub changed_at: Micros,
    /// Set while mail is switched off.
    pub ended_at: Option<Micros>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
