//! Who there is: tenants, people, and who is signed in.

use super::{index, own_number, references, text, text_or_null, unique, whole, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tenant(manager).await?;
        person(manager).await?;
        session(manager).await?;
        sign_in_failure(manager).await
    }
}

async fn tenant(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("tenant")
                .col(text("id").primary_key())
                .col(text("name"))
                .col(text("plan"))
                .col(text("regions"))
                .col(text("components"))
                .take(),
        )
        .await
}

async fn person(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let of_tenant = Expr::col("tenant_id")
        .is_not_null()
        .and(Expr::col("role").is_not_null())
        .and(Expr::col("staff_roles").is_null());
    let of_provider =
        Expr::col("tenant_id").is_null().and(Expr::col("role").is_null()).and(Expr::col("staff_roles").is_not_null());
    manager
        .create_table(
            Table::create()
                .table("person")
                .col(own_number())
                .col(text("address"))
                .col(text("name"))
                .col(text_or_null("password_hash"))
                .col(text("locale"))
                .col(text_or_null("tenant_id"))
                .col(text_or_null("role"))
                .col(text_or_null("staff_roles"))
                .col(whole("created_at"))
                .col(whole_or_null("disabled_at"))
                .foreign_key(&mut references("person", ["tenant_id"], "tenant", ["id"]))
                .check(of_tenant.or(of_provider))
                .take(),
        )
        .await?;
    unique(manager, "person", ["address"]).await?;
    index(manager, "person", ["tenant_id"]).await
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("session")
                .col(ColumnDef::new("token_hash").blob().not_null().primary_key())
                .col(whole("person_id"))
                .col(whole("started_at"))
                .col(whole("expires_at"))
                .foreign_key(&mut references("session", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "session", ["person_id"]).await?;
    index(manager, "session", ["expires_at"]).await
}

async fn sign_in_failure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("sign_in_failure")
                .col(own_number())
                .col(text("throttle_key"))
                .col(whole("failed_at"))
                .take(),
        )
        .await?;
    index(manager, "sign_in_failure", ["throttle_key", "failed_at"]).await?;
    index(manager, "sign_in_failure", ["failed_at"]).await
}
