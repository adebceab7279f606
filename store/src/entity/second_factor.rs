//! Someone's second factor (RFC 6238). Not asked for before it was confirmed with a code.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    /// The secret, encrypted.
    pub sealed_secret: Vec<u8>,
    pub confirmed_at: Option<Micros>,
    /// The time step of the last code that was accepted; no earlier one is.
    pub last_step: i64,
}

impl ActiveModelBehavior for ActiveModel {}
