//! An acknowledgement. Rows are added and never changed or deleted; one per person, publication and
//! revision.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "acknowledgement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    pub tenant_id: String,
    pub publication_id: i64,
    pub revision: i64,
    /// The digest the reader saw.
    pub digest: String,
    pub acknowledged_at: Micros,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
