//! The texts of revisions get a table of their own: what is read for every list and panel is small, and
//! a text is read when somebody looks at it.

use super::{editions, references, text, whole};
use sea_orm_migration::prelude::*;
use serde_json::Value;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("revision_body")
                    .col(whole("publication_id"))
                    .col(whole("number"))
                    .col(text("locale"))
                    .col(text("text"))
                    .col(text("html"))
                    .primary_key(Index::create().col("publication_id").col("number").col("locale"))
                    .foreign_key(&mut references(
                        "revision_body",
                        ["publication_id", "number"],
                        "revision",
                        ["publication_id", "number"],
                    ))
                    .take(),
            )
            .await?;
        let all = Query::select().column("id").from("publication").take();
        let mut revisions = editions::Revisions::of(manager, all);
        while let Some((place, mut editions)) = revisions.next().await? {
            move_bodies(manager, place, &mut editions).await?;
            editions::put(manager, place, &editions).await?;
        }
        editions::forget_drafts(manager).await
    }
}

async fn move_bodies(manager: &SchemaManager<'_>, place: editions::Place, editions: &mut Value) -> Result<(), DbErr> {
    for locale in ["ja", "en"] {
        let Some(edition) = editions.get_mut(locale).and_then(Value::as_object_mut) else { continue };
        let mut taken = |name| edition.remove(name).and_then(|text| text.as_str().map(str::to_owned));
        let (text, html) = (taken("text").unwrap_or_default(), taken("html").unwrap_or_default());
        let insert = Query::insert()
            .into_table("revision_body")
            .columns(["publication_id", "number", "locale", "text", "html"])
            .values_panic([place.0.into(), place.1.into(), locale.into(), text.into(), html.into()])
            .take();
        manager.get_connection().execute(&insert).await?;
    }
    Ok(())
}
