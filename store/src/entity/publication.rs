//! A publication: its stable name, who may see it and since when, and which revision is current.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "publication")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// A word of `domain::publication::PublicationKind`.
    pub kind: String,
    /// The number or slug, unique within the kind.
    pub name: String,
    /// JSON of `domain::audience::Audience`.
    pub audience: String,
    pub publish_at: Micros,
    /// The number of the current revision.
    pub current_revision: i64,
    /// The stream of mail the current revision belongs to.
    pub topic: String,
}

impl ActiveModelBehavior for ActiveModel {}
