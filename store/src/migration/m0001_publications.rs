//! What is published: the portal, publications, revisions, files, events, and the version of it all.

use super::{index, own_number, references, text, text_or_null, unique, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        portal(manager).await?;
        publication(manager).await?;
        revision(manager).await?;
        attachments(manager).await?;
        event(manager).await
    }
}

async fn portal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let only_row = || Expr::col("id").eq(1);
    manager
        .create_table(
            Table::create()
                .table("portal")
                .col(whole("id").primary_key())
                .col(text("content"))
                .col(whole("updated_at"))
                .check(only_row())
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("catalogue_version")
                .col(whole("id").primary_key())
                .col(whole("version"))
                .check(only_row())
                .take(),
        )
        .await?;
    let first = Query::insert()
        .into_table("catalogue_version")
        .columns(["id", "version"])
        .values_panic([1.into(), 0.into()])
        .take();
    manager.execute(first).await
}

async fn publication(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("publication")
                .col(own_number())
                .col(text("kind"))
                .col(text("name"))
                .col(text("audience"))
                .col(whole("publish_at"))
                .col(whole("current_revision"))
                .col(text("topic"))
                .take(),
        )
        .await?;
    unique(manager, "publication", ["kind", "name"]).await
}

async fn revision(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("revision")
                .col(whole("publication_id"))
                .col(whole("number"))
                .col(text("digest"))
                .col(text("class"))
                .col(text_or_null("note"))
                .col(text("dated_on"))
                .col(whole("published_at"))
                .col(text("facts"))
                .col(text("editions"))
                .primary_key(Index::create().col("publication_id").col("number"))
                .foreign_key(&mut references("revision", ["publication_id"], "publication", ["id"]))
                .check(Expr::col("number").gte(1))
                .take(),
        )
        .await
}

async fn attachments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("attachment_file")
                .col(text("digest").primary_key())
                .col(ColumnDef::new("bytes").blob().not_null())
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("attachment")
                .col(whole("publication_id"))
                .col(whole("revision"))
                .col(text("name"))
                .col(whole("position"))
                .col(text("digest"))
                .col(text("media_type"))
                .col(whole("size"))
                .col(ColumnDef::new("is_shown_in_text").boolean().not_null())
                .primary_key(Index::create().col("publication_id").col("revision").col("name"))
                .foreign_key(&mut references(
                    "attachment",
                    ["publication_id", "revision"],
                    "revision",
                    ["publication_id", "number"],
                ))
                .foreign_key(&mut references("attachment", ["digest"], "attachment_file", ["digest"]))
                .take(),
        )
        .await
}

async fn event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("event")
                .col(own_number())
                .col(whole("publication_id"))
                .col(whole("revision"))
                .col(text("kind"))
                .col(whole("happened_at"))
                .col(text_or_null("message"))
                .foreign_key(&mut references(
                    "event",
                    ["publication_id", "revision"],
                    "revision",
                    ["publication_id", "number"],
                ))
                .take(),
        )
        .await?;
    index(manager, "event", ["publication_id", "happened_at"]).await
}
