//! A token of the API. The secret itself is nowhere kept, only its SHA-256.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub token_hash: Vec<u8>,
    /// Who made it.
    pub person_id: i64,
    /// The tenant its maker was of then; none for the provider's.
    pub tenant_id: Option<String>,
    pub name: String,
    /// Words of `domain::token::Scope`, separated by spaces.
    pub scopes: String,
    pub made_at: Micros,
    pub expires_at: Micros,
    pub last_used_at: Option<Micros>,
    pub revoked_at: Option<Micros>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
