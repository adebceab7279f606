//! A table of tenants that someone of the provider looked at and has not taken over yet; the last one only.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    pub csv: String,
    pub stored_at: Micros,
}

impl ActiveModelBehavior for ActiveModel {}
