//! The API: its tokens and what they have marked as read, the answers kept for repeated requests, and how
//! much of a window of time was used.

use super::{index, own_number, references, text, text_or_null, unique, whole, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        token(manager).await?;
        mark(manager).await?;
        idempotency_key(manager).await?;
        rate_window(manager).await
    }
}

async fn token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("api_token")
                .col(own_number())
                .col(ColumnDef::new("token_hash").blob().not_null())
                .col(whole("person_id"))
                .col(text_or_null("tenant_id"))
                .col(text("name"))
                .col(text("scopes"))
                .col(whole("made_at"))
                .col(whole("expires_at"))
                .col(whole_or_null("last_used_at"))
                .col(whole_or_null("revoked_at"))
                .foreign_key(&mut references("api_token", ["person_id"], "person", ["id"]))
                .foreign_key(&mut references("api_token", ["tenant_id"], "tenant", ["id"]))
                .take(),
        )
        .await?;
    unique(manager, "api_token", ["token_hash"]).await?;
    index(manager, "api_token", ["tenant_id"]).await
}

async fn mark(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("api_token_mark")
                .col(whole("token_id"))
                .col(whole("publication_id"))
                .col(whole("revision"))
                .col(whole("read_at"))
                .primary_key(Index::create().col("token_id").col("publication_id"))
                .foreign_key(&mut references("api_token_mark", ["token_id"], "api_token", ["id"]))
                .foreign_key(&mut references(
                    "api_token_mark",
                    ["publication_id", "revision"],
                    "revision",
                    ["publication_id", "number"],
                ))
                .take(),
        )
        .await
}

async fn idempotency_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("idempotency_key")
                .col(whole("token_id"))
                .col(text("given_key"))
                .col(ColumnDef::new("fingerprint").blob().not_null())
                .col(whole("claimed_at"))
                .col(whole_or_null("status"))
                .col(text_or_null("headers"))
                .col(ColumnDef::new("body").blob())
                .primary_key(Index::create().col("token_id").col("given_key"))
                .foreign_key(&mut references("idempotency_key", ["token_id"], "api_token", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "idempotency_key", ["claimed_at"]).await
}

async fn rate_window(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("rate_window")
                .col(text("window_key"))
                .col(whole("started_at"))
                .col(whole("used"))
                .primary_key(Index::create().col("window_key").col("started_at"))
                .take(),
        )
        .await?;
    index(manager, "rate_window", ["started_at"]).await
}
