//! Someone asked to come. The token of the last mail's link is nowhere kept, only its SHA-256.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: String,
    pub address: String,
    pub name: String,
    /// A word of `domain::viewer::TenantRole`.
    pub role: String,
    /// `ja` or `en`.
    pub locale: String,
    pub invited_at: Micros,
    /// Unique; none before the first mail was sent.
    pub token_hash: Option<Vec<u8>>,
    pub expires_at: Option<Micros>,
    pub accepted_at: Option<Micros>,
    pub cancelled_at: Option<Micros>,
}

impl ActiveModelBehavior for ActiveModel {}
