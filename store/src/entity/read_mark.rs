//! The highest revision of a publication a person has opened.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "read_mark")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub person_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: i64,
    pub revision: i64,
    /// The number of the latest event that was news then; 0 where there was none.
    pub news: i64,
    pub read_at: Micros,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
