//! A reader's own view: what they pinned, archived, want to read again. Facts are appended; the latest
//! of each sort counts.

use super::{index, own_number, references, text, whole, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("reader_fact")
                    .col(own_number())
                    .col(whole("person_id"))
                    .col(text("fact"))
                    .col(whole_or_null("publication_id"))
                    .col(whole_or_null("revision"))
                    .col(whole("happened_at"))
                    .foreign_key(&mut references("reader_fact", ["person_id"], "person", ["id"]))
                    .foreign_key(&mut references(
                        "reader_fact",
                        ["publication_id", "revision"],
                        "revision",
                        ["publication_id", "number"],
                    ))
                    .take(),
            )
            .await?;
        index(manager, "reader_fact", ["person_id", "publication_id"]).await
    }
}
