//! The text of a revision in one language: immutable once written. The HTML stands behind the plain text,
//! so that a read of that one does not touch it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision_body")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// `ja` or `en`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub locale: String,
    pub text: String,
    pub html: String,
    /// JSON: the headings of a text made from Markdown.
    pub headings: String,
    /// JSON: `domain::revision::Guidance`, of a notice.
    pub guidance: String,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
