//! A dated fact in a publication's timeline.

use crate::row::Micros;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub publication_id: i64,
    pub revision: i64,
    /// A word of `domain::event::EventKind`.
    pub kind: String,
    pub happened_at: Micros,
    /// JSON of a localized text.
    pub message: Option<String>,
    /// JSON of `domain::event::Recorder`.
    pub recorded_by: String,
    pub recorded_at: Micros,
    /// JSON of `domain::event::Moved`.
    pub moved: Option<String>,
    /// JSON of a localized text.
    pub lead_time_exception: Option<String>,
    #[sea_orm(belongs_to, from = "publication_id", to = "id")]
    pub publication: BelongsTo<super::publication::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
