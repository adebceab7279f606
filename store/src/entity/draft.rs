//! A draft: a publication as its files have it, for its reviewers only.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    /// A word of `domain::publication::PublicationKind`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// JSON of `domain::plan::Draft`, without the bytes of its files.
    pub content: String,
    pub stored_at: Micros,
}

impl ActiveModelBehavior for ActiveModel {}
