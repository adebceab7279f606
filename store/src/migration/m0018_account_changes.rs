//! When the reason of a letter came about, and when a session was last used.

use super::whole_or_null;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("letter").add_column(whole_or_null("happened_at")).take()).await?;
        manager.alter_table(Table::alter().table("session").add_column(whole_or_null("used_at")).take()).await
    }
}
