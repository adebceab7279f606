//! What is kept beside what is said: with an event, why a change was brought forward although that was too
//! soon; with a revision, whom it was for.

use super::{text, text_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        add(manager, "event", text_or_null("lead_time_exception")).await?;
        add(manager, "revision", text("audience").default("").take()).await?;
        // Of the revisions so far nothing better is known than whom their publication is for now.
        let of_publication = Query::select()
            .column("audience")
            .from("publication")
            .and_where(Expr::col(("publication", "id")).equals(("revision", "publication_id")))
            .take();
        let of_publication = SubQueryStatement::SelectStatement(of_publication);
        let fill = Query::update().table("revision").value("audience", Expr::from(of_publication)).take();
        manager.execute(fill).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).take()).await
}
