//! A file of a revision: its name there, and which bytes it is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attachment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Its place in the author's order, from 0.
    pub position: i64,
    pub digest: String,
    pub media_type: String,
    /// In bytes.
    pub size: i64,
    pub is_shown_in_text: bool,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
    #[sea_orm(belongs_to, from = "digest", to = "digest")]
    pub file: BelongsTo<super::attachment_file::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
