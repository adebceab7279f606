//! The headings of texts made from Markdown go with the texts: only a comparison of revisions asks for them.

use sea_orm_migration::prelude::*;
use serde_json::Value;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Revisions moved at once.
const REVISIONS_AT_ONCE: u64 = 500;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let headings = ColumnDef::new("headings").text().not_null().default("[]").to_owned();
        manager.alter_table(Table::alter().table("revision_body").add_column(headings).take()).await?;
        let mut after = (0, 0);
        while let Some(last) = move_headings(manager, after).await? {
            after = last;
        }
        // Drafts are kept in the new form with the next publish.
        for table in ["draft_file", "draft"] {
            manager.get_connection().execute(&Query::delete().from_table(table).take()).await?;
        }
        Ok(())
    }
}

/// Moves the headings of the next revisions, and answers which was the last; `None` when there are no more.
async fn move_headings(manager: &SchemaManager<'_>, after: (i64, i64)) -> Result<Option<(i64, i64)>, DbErr> {
    let db = manager.get_connection();
    let is_later = Expr::col("publication_id")
        .gt(after.0)
        .or(Expr::col("publication_id").eq(after.0).and(Expr::col("number").gt(after.1)));
    let next = Query::select()
        .columns(["publication_id", "number", "editions"])
        .from("revision")
        .and_where(Expr::col("publication_id").in_subquery(not_policies()))
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
            let Some(headings) = edition.insert("outline".to_owned(), Value::Array(vec![])) else { continue };
            let update = Query::update()
                .table("revision_body")
                .value("headings", headings.to_string())
                .and_where(Expr::col("publication_id").eq(place.0))
                .and_where(Expr::col("number").eq(place.1))
                .and_where(Expr::col("locale").eq(locale))
                .take();
            db.execute(&update).await?;
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

/// The publications whose texts are made from Markdown.
fn not_policies() -> SelectStatement {
    Query::select().column("id").from("publication").and_where(Expr::col("kind").ne("policy")).take()
}
