//! The lists of the search index: where each pair of characters stands in the documents of a part.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_list")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gram: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub segment_id: i64,
    pub list: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
