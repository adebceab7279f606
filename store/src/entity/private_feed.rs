//! A feed with a secret address. The secret itself is nowhere kept, only its SHA-256.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "private_feed")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub token_hash: Vec<u8>,
    /// Who made it, and reads by it.
    pub person_id: i64,
    /// The tenant they were of then; none for somebody of the provider.
    pub tenant_id: Option<String>,
    pub name: String,
    pub made_at: Micros,
    pub last_fetched_at: Option<Micros>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
