//! The search index. It is made from the revisions, by [`crate::searching::bring_up_to_date`] right
//! after the migration where there are some already.

use super::{own_number, references, text, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("search_segment")
                    .col(own_number())
                    .col(whole("format"))
                    .col(whole("size"))
                    .col(text("indexed"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("search_list")
                    .col(whole("gram"))
                    .col(whole("segment_id"))
                    .col(ColumnDef::new("list").blob().not_null())
                    .primary_key(Index::create().col("gram").col("segment_id"))
                    .foreign_key(&mut references("search_list", ["segment_id"], "search_segment", ["id"]))
                    .take(),
            )
            .await
    }
}
