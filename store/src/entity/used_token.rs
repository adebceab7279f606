//! A token that can be used once and was, until it is over anyway.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "used_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub issuer: String,
    /// The token's `jti`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_id: String,
    pub expires_at: Micros,
}

impl ActiveModelBehavior for ActiveModel {}
