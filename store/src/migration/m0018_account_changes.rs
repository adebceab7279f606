//! When the reason of a letter came about, when a session was last used, and who vouched for whom a code is
//! still to come from.

use super::{text_or_null, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("letter").add_column(whole_or_null("happened_at")).take()).await?;
        manager.alter_table(Table::alter().table("session").add_column(whole_or_null("used_at")).take()).await?;
        manager.alter_table(Table::alter().table("second_step").add_column(text_or_null("vouched")).take()).await
    }
}
