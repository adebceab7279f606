//! How much of one window of time somebody has used, on all nodes together.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_window")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub window_key: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub started_at: Micros,
    pub used: i64,
}

impl ActiveModelBehavior for ActiveModel {}
