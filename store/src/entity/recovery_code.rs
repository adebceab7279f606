//! A recovery code, by its SHA-256; works once.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    pub code_hash: Vec<u8>,
    pub used_at: Option<Micros>,
}

impl ActiveModelBehavior for ActiveModel {}
