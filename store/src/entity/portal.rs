//! The service the publications belong to: one row, replaced when `portal.toml` changes.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "portal")]
pub struct Model {
    /// Always [`ONLY`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// JSON of `domain::portal::Portal`.
    pub content: String,
    pub updated_at: Micros,
}

/// The primary key of the one row.
pub const ONLY: i64 = 1;

impl ActiveModelBehavior for ActiveModel {}
