//! Editions of revisions as JSON, for migrations that move a part of them elsewhere.

use sea_orm_migration::prelude::*;
use serde_json::Value;
use std::collections::VecDeque;

/// Revisions read at once.
const AT_ONCE: u64 = 500;

/// A revision: its publication, and its number.
pub type Place = (i64, i64);

/// Writes editions back.
pub async fn put(manager: &SchemaManager<'_>, place: Place, editions: &Value) -> Result<(), DbErr> {
    let update = Query::update()
        .table("revision")
        .value("editions", editions.to_string())
        .and_where(Expr::col("publication_id").eq(place.0))
        .and_where(Expr::col("number").eq(place.1))
        .take();
    manager.get_connection().execute(&update).await.map(|_| ())
}

/// The revisions of some publications, one after the other, without holding more than some of them.
pub struct Revisions<'a> {
    manager: &'a SchemaManager<'a>,
    /// Selects the numbers of the publications.
    which: SelectStatement,
    after: Place,
    read: VecDeque<(Place, Value)>,
}

impl<'a> Revisions<'a> {
    /// Those of the publications that `which` selects.
    pub const fn of(manager: &'a SchemaManager<'a>, which: SelectStatement) -> Self {
        Self { manager, which, after: (0, 0), read: VecDeque::new() }
    }

    /// The next one, in order; none when there are no more.
    pub async fn next(&mut self) -> Result<Option<(Place, Value)>, DbErr> {
        if self.read.is_empty() {
            self.read = self.read_more().await?;
        }
        let next = self.read.pop_front();
        self.after = next.as_ref().map_or(self.after, |(place, _)| *place);
        Ok(next)
    }

    async fn read_more(&self) -> Result<VecDeque<(Place, Value)>, DbErr> {
        let after = self.after;
        let is_later = Expr::col("publication_id")
            .gt(after.0)
            .or(Expr::col("publication_id").eq(after.0).and(Expr::col("number").gt(after.1)));
        let next = Query::select()
            .columns(["publication_id", "number", "editions"])
            .from("revision")
            .and_where(Expr::col("publication_id").in_subquery(self.which.clone()))
            .and_where(is_later)
            .order_by("publication_id", Order::Asc)
            .order_by("number", Order::Asc)
            .limit(AT_ONCE)
            .take();
        let rows = self.manager.get_connection().query_all(&next).await?;
        let revisions = rows.into_iter().map(|row| {
            let editions: String = row.try_get("", "editions")?;
            let editions = serde_json::from_str(&editions).map_err(|error| DbErr::Json(error.to_string()))?;
            Ok(((row.try_get("", "publication_id")?, row.try_get("", "number")?), editions))
        });
        revisions.collect()
    }
}

/// Forgets the drafts: they are kept in the new form with the next publish.
pub async fn forget_drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    for table in ["draft_file", "draft"] {
        manager.get_connection().execute(&Query::delete().from_table(table).take()).await?;
    }
    Ok(())
}
