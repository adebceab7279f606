//! That an administrator looked at who may do what.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_review")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub tenant_id: String,
    pub person_id: i64,
    /// As they were called.
    pub name: String,
    pub reviewed_at: Micros,
}

impl ActiveModelBehavior for ActiveModel {}
