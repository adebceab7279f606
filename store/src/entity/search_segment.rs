//! The parts of the search index: which publications each is of.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_segment")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The format of its lists.
    pub format: i64,
    /// How many revisions it is of.
    pub size: i64,
    /// Which, as JSON, in the order of their documents.
    pub indexed: String,
}

impl ActiveModelBehavior for ActiveModel {}
