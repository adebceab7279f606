//! Feeds with a secret address.

use super::{index, own_number, references, text, text_or_null, unique, whole, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("private_feed")
                    .col(own_number())
                    .col(ColumnDef::new("token_hash").blob().not_null())
                    .col(whole("person_id"))
                    .col(text_or_null("tenant_id"))
                    .col(text("name"))
                    .col(whole("made_at"))
                    .col(whole_or_null("last_fetched_at"))
                    .foreign_key(&mut references("private_feed", ["person_id"], "person", ["id"]))
                    .foreign_key(&mut references("private_feed", ["tenant_id"], "tenant", ["id"]))
                    .take(),
            )
            .await?;
        unique(manager, "private_feed", ["token_hash"]).await?;
        index(manager, "private_feed", ["person_id"]).await
    }
}
