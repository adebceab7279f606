//! What was published last, by its digests: so that a folder in which nothing changed is not read again.

use super::{text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("published_folder")
                    .col(whole("id").primary_key())
                    .col(text("listing"))
                    .col(text("files"))
                    .col(whole("unchanged"))
                    .col(whole("drafts"))
                    .take(),
            )
            .await
    }
}
