//! What a notice tells its reader beside the text goes with the text: no list and no head asks for it.

use super::editions;
use sea_orm_migration::prelude::*;
use serde_json::{Map, Value};

/// What moves.
const NAMES: [&str; 4] = ["actions", "alternatives", "affects", "systems"];

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let guidance = ColumnDef::new("guidance").text().not_null().default("{}").to_owned();
        manager.alter_table(Table::alter().table("revision_body").add_column(guidance).take()).await?;
        let all = Query::select().column("id").from("publication").take();
        let mut revisions = editions::Revisions::of(manager, all);
        while let Some((place, mut editions)) = revisions.next().await? {
            move_guidance(manager, place, &mut editions).await?;
            editions::put(manager, place, &editions).await?;
        }
        editions::forget_drafts(manager).await?;
        // They are kept anew only where the folder is read.
        manager.get_connection().execute(&Query::delete().from_table("published_folder").take()).await.map(|_| ())
    }
}

async fn move_guidance(manager: &SchemaManager<'_>, place: editions::Place, editions: &mut Value) -> Result<(), DbErr> {
    for locale in ["ja", "en"] {
        let Some(edition) = editions.get_mut(locale).and_then(Value::as_object_mut) else { continue };
        let moved: Map<_, _> = NAMES.iter().filter_map(|name| edition.remove_entry(*name)).collect();
        let update = Query::update()
            .table("revision_body")
            .value("guidance", Value::Object(moved).to_string())
            .and_where(Expr::col("publication_id").eq(place.0))
            .and_where(Expr::col("number").eq(place.1))
            .and_where(Expr::col("locale").eq(locale))
            .take();
        manager.get_connection().execute(&update).await?;
    }
    Ok(())
}
