//! The number that rises with every publish, by which other nodes notice it: one row, there from
//! the start.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "catalogue_version")]
pub struct Model {
    /// Always [`super::portal::ONLY`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
