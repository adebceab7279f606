//! A write that a client may repeat under the same key, and the answer it got. Without a status it is
//! under way.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub given_key: String,
    /// SHA-256 of what was asked.
    pub fingerprint: Vec<u8>,
    pub claimed_at: Micros,
    pub status: Option<i64>,
    /// JSON list of pairs.
    pub headers: Option<String>,
    pub body: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}
