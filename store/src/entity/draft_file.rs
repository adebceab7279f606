//! A file of a draft's latest revision.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The draft's number or slug.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// The file's own name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    pub bytes: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
