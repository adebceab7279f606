//! How much of a publication's news had been seen when it was marked: the number of the latest event of that sort. Of
//! marks from before, what had happened by then counts as seen.

use sea_orm_migration::prelude::*;

/// The tables of marks, each with the column that says when.
const MARKS: [(&str, &str); 3] =
    [("read_mark", "read_at"), ("reader_fact", "happened_at"), ("api_token_mark", "read_at")];

/// The events that were news when this was written.
const NEWS: [&str; 7] = ["rescheduled", "cancelled", "withdrawn", "suspected", "confirmed", "contained", "closed"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, at) in MARKS {
            let column = ColumnDef::new("news").big_integer().not_null().default(0).to_owned();
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            let latest = Query::select()
                .expr(Func::max(Expr::col(("event", "id"))))
                .from("event")
                .and_where(Expr::col(("event", "publication_id")).equals((table, "publication_id")))
                .and_where(Expr::col(("event", "kind")).is_in(NEWS))
                .and_where(Expr::col(("event", "happened_at")).lte(Expr::col((table, at))))
                .take();
            let latest = Expr::from(SubQueryStatement::SelectStatement(latest));
            let seen = Func::coalesce([latest, Expr::value(0_i64)]);
            manager.execute(Query::update().table(table).value("news", Expr::from(seen)).take()).await?;
        }
        Ok(())
    }
}
