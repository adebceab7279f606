//! From which network a sign-in under way began, so that one network has only so many.

use super::{index, text_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::alter().table("pending_sign_in").add_column(text_or_null("network")).take();
        manager.alter_table(table).await?;
        index(manager, "pending_sign_in", ["network", "expires_at"]).await
    }
}
