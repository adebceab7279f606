//! A revision: immutable once written. The content stands last, so that a read of the history does
//! not touch it.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "revision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub publication_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub digest: String,
    /// A word of `domain::revision::RevisionClass`.
    pub class: String,
    /// JSON of a localized text.
    pub note: Option<String>,
    /// The day the author gave, ISO 8601.
    pub dated_on: String,
    pub published_at: Micros,
    /// JSON of `domain::audience::Audience`, as it was with this revision.
    pub audience: String,
    /// JSON of `domain::revision::Facts`.
    pub facts: String,
    /// JSON of the editions; the texts are in `revision_body`.
    pub editions: String,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
