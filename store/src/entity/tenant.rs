//! A tenant, with what the audience rules ask of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant")]
pub struct Model {
    /// The provider's key for it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// JSON of a localized text.
    pub name: String,
    pub plan: String,
    /// JSON list of keys.
    pub regions: String,
    /// JSON list of keys.
    pub components: String,
    /// As ISO 8601 writes a date; none for a customer that has always been there.
    pub joined_on: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
