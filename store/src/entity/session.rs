//! Someone signed in. The token itself is nowhere kept, only its SHA-256.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    pub person_id: i64,
    pub started_at: Micros,
    /// When it was used last, to some minutes; of sessions from before that was written down, nothing.
    pub used_at: Option<Micros>,
    pub expires_at: Micros,
    /// From which network address it was begun.
    pub network: Option<String>,
    /// What the browser called itself.
    pub device: Option<String>,
    #[sea_orm(belongs_to, from = "person_id", to = "id")]
    pub person: BelongsTo<super::person::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
