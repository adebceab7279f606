//! The headings of texts made from Markdown go with the texts: only a comparison of revisions asks for them.

use super::editions;
use sea_orm_migration::prelude::*;
use serde_json::Value;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let headings = ColumnDef::new("headings").text().not_null().default("[]").to_owned();
        manager.alter_table(Table::alter().table("revision_body").add_column(headings).take()).await?;
        let from_markdown =
            Query::select().column("id").from("publication").and_where(Expr::col("kind").ne("policy")).take();
        let mut revisions = editions::Revisions::of(manager, from_markdown);
        while let Some((place, mut editions)) = revisions.next().await? {
            move_headings(manager, place, &mut editions).await?;
            editions::put(manager, place, &editions).await?;
        }
        editions::forget_drafts(manager).await
    }
}

async fn move_headings(manager: &SchemaManager<'_>, place: editions::Place, editions: &mut Value) -> Result<(), DbErr> {
    for locale in ["ja", "en"] {
        let Some(edition) = editions.get_mut(locale).and_then(Value::as_object_mut) else { continue };
        let Some(headings) = edition.insert("outline".to_owned(), Value::Array(vec![])) else { continue };
        let update = Query::update()
            .table("revision_body")
            .value("headings", headings.to_string())
            .and_where(Expr::col("publication_id").eq(place.0))
            .and_where(Expr::col("number").eq(place.1))
            .and_where(Expr::col("locale").eq(locale))
            .take();
        manager.get_connection().execute(&update).await?;
    }
    Ok(())
}
