//! The texts of revisions get a table of their own: what is read for every list and panel is small, and
//! a text is read when somebody looks at it.

use super::{references, text, whole};
use sea_orm_migration::prelude::*;
use serde_json::Value;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Revisions moved at once.
const REVISIONS_AT_ONCE: u64 = 500;

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
        let mut after = (0, 0);
        while let Some(last) = move_bodies(manager, after).await? {
            after = last;
        }
        // Drafts are kept in the new form with the next publish.
        for table in ["draft_file", "draft"] {
            manager.get_connection().execute(&Query::delete().from_table(table).take()).await?;
        }
        Ok(())
    }
}

/// Moves the texts of the next revisions, and answers which was the last; `None` when there are no more.
async fn move_bodies(manager: &SchemaManager<'_>, after: (i64, i64)) -> Result<Option<(i64, i64)>, DbErr> {
    let db = manager.get_connection();
    let is_later = Expr::col("publication_id")
        .gt(after.0)
        .or(Expr::col("publication_id").eq(after.0).and(Expr::col("number").gt(after.1)));
    let next = Query::select()
        .columns(["publication_id", "number", "editions"])
        .from("revision")
        .and_where(is_later)
        .order_by("publication_id", Order::Asc)
        .order_by("number", Order::Asc)
        .limit(REVISIONS_AT_ONCE)
        .take();
    let mut last = None;
    for row in db.query_all(&next).await? {
        let place: (i64, i64) = (row.try_get("", "publication_id")?, row.try_get("", "number")?);
        let editions: String = row.try_get("", "editions")?;
        let mut editions: Value = serde_json::from_str(&editions).map_err(|error| DbErr::Json(error.to_string()))?;
        for locale in ["ja", "en"] {
            let Some(edition) = editions.get_mut(locale).and_then(Value::as_object_mut) else { continue };
            let mut taken = |name| edition.remove(name).and_then(|text| text.as_str().map(str::to_owned));
            let (text, html) = (taken("text").unwrap_or_default(), taken("html").unwrap_or_default());
            let insert = Query::insert()
                .into_table("revision_body")
                .columns(["publication_id", "number", "locale", "text", "html"])
                .values_panic([place.0.into(), place.1.into(), locale.into(), text.into(), html.into()])
                .take();
            db.execute(&insert).await?;
        }
        let update = Query::update()
            .table("revision")
            .value("editions", editions.to_string())
            .and_where(Expr::col("publication_id").eq(place.0))
            .and_where(Expr::col("number").eq(place.1))
            .take();
        db.execute(&update).await?;
        last = Some(place);
    }
    Ok(last)
}
