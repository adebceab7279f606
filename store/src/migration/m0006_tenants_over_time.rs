//! Since when a tenant is a customer, and which publications it keeps although it is no longer in their
//! audience, because it was told of them while it was.

use super::{references, text, text_or_null, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("tenant").add_column(text_or_null("joined_on")).take()).await?;
        manager
            .create_table(
                Table::create()
                    .table("kept_publication")
                    .col(text("tenant_id"))
                    .col(whole("publication_id"))
                    .primary_key(Index::create().col("tenant_id").col("publication_id"))
                    .foreign_key(&mut references("kept_publication", ["tenant_id"], "tenant", ["id"]))
                    .foreign_key(&mut references("kept_publication", ["publication_id"], "publication", ["id"]))
                    .take(),
            )
            .await?;
        super::index(manager, "kept_publication", ["publication_id"]).await
    }
}
