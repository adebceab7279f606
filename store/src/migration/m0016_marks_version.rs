//! A number that rises with everything a person marks, so that what was read of it can be kept.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = ColumnDef::new("marks_version").big_integer().not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("person").add_column(column).take()).await
    }
}
