//! What a reader did for their own view, appended and never changed. Publication and revision are null
//! for what is about none.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reader_fact")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    /// A word of `domain::shelf::ReaderFact`.
    pub fact: String,
    pub publication_id: Option<i64>,
    pub revision: Option<i64>,
    /// The number of the latest event that was news then; 0 where there was none.
    pub news: i64,
    pub happened_at: Micros,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<Option<super::publication::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
