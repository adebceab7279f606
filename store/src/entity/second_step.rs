//! Someone whose password fitted, or whom another vouched for, and whose code is still to come. No session.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub person_id: i64,
    pub expires_at: Micros,
    /// JSON of `second_factors::Arrival`, of somebody whom another vouched for.
    pub vouched: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
