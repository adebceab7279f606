//! What people did with what is published: read it, acknowledged it.

use super::{index, own_number, references, text, unique, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        read_mark(manager).await?;
        acknowledgement(manager).await
    }
}

async fn read_mark(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("read_mark")
                .col(whole("person_id"))
                .col(whole("publication_id"))
                .col(whole("revision"))
                .col(whole("read_at"))
                .primary_key(Index::create().col("person_id").col("publication_id"))
                .foreign_key(&mut references("read_mark", ["person_id"], "person", ["id"]))
                .foreign_key(&mut references(
                    "read_mark",
                    ["publication_id", "revision"],
                    "revision",
                    ["publication_id", "number"],
                ))
                .take(),
        )
        .await
}

async fn acknowledgement(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("acknowledgement")
                .col(own_number())
                .col(whole("person_id"))
                .col(text("tenant_id"))
                .col(whole("publication_id"))
                .col(whole("revision"))
                .col(text("digest"))
                .col(whole("acknowledged_at"))
                .foreign_key(&mut references("acknowledgement", ["person_id"], "person", ["id"]))
                .foreign_key(&mut references("acknowledgement", ["tenant_id"], "tenant", ["id"]))
                .foreign_key(&mut references(
                    "acknowledgement",
                    ["publication_id", "revision"],
                    "revision",
                    ["publication_id", "number"],
                ))
                .take(),
        )
        .await?;
    unique(manager, "acknowledgement", ["person_id", "publication_id", "revision"]).await?;
    index(manager, "acknowledgement", ["publication_id", "tenant_id", "person_id", "revision"]).await
}
