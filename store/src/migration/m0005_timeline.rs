//! What an event knows beside what happened: who wrote it down and when, and from when to when a planned
//! time moved. Of each kind a publication has one event at most, but for revisions and moves.

use super::{text, text_or_null, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // All events so far came with a publish.
        add(manager, text("recorded_by").default(r#"{"who":"publish"}"#).take()).await?;
        add(manager, whole("recorded_at").default(0).take()).await?;
        add(manager, text_or_null("moved")).await?;
        let as_it_happened = Query::update().table("event").value("recorded_at", Expr::col("happened_at")).take();
        manager.execute(as_it_happened).await?;
        let once = Index::create()
            .name("event_once_unique")
            .table("event")
            .col("publication_id")
            .col("kind")
            .unique()
            .and_where(Expr::col("kind").is_not_in(["revised", "rescheduled"]))
            .take();
        manager.create_index(once).await
    }
}

/// One column at a time: `SQLite` adds no more.
async fn add(manager: &SchemaManager<'_>, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table("event").add_column(column).take()).await
}
