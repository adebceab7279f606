//! The folder that was published last: one row at most, replaced by each publish.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "published_folder")]
pub struct Model {
    /// Always [`super::portal::ONLY`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// Digest of the list of its files; empty while that cannot be relied on.
    pub listing: String,
    /// Digest of the files themselves.
    pub files: String,
    pub unchanged: i64,
    pub drafts: i64,
}

impl ActiveModelBehavior for ActiveModel {}
