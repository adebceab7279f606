//! Drafts, for their reviewers: replaced with every publish, and gone once they are published.

use super::{text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let draft = Table::create()
            .table("draft")
            .col(text("kind"))
            .col(text("name"))
            .col(text("content"))
            .col(whole("stored_at"))
            .primary_key(Index::create().col("kind").col("name"))
            .take();
        manager.create_table(draft).await?;
        let file = Table::create()
            .table("draft_file")
            .col(text("kind"))
            .col(text("name"))
            .col(text("file"))
            .col(ColumnDef::new("bytes").blob().not_null())
            .primary_key(Index::create().col("kind").col("name").col("file"))
            .take();
        manager.create_table(file).await
    }
}
