//! Accounts: invitations, links for new passwords, the letters that carry both, second factors, reviews of
//! roles, tables of tenants between dry run and import, and the audit trail, which no statement changes once it is written.

use super::{index, own_number, references, text, text_or_null, unique, whole, whole_or_null};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in [
            ("person", whole_or_null("last_signed_in_at")),
            ("person", whole_or_null("removed_at")),
            ("person", text_or_null("former_address")),
            ("session", text_or_null("network")),
            ("session", text_or_null("device")),
        ] {
            // One column at a time: `SQLite` adds no more.
            manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
        }
        invitation(manager).await?;
        password_reset(manager).await?;
        letter(manager).await?;
        second_factor(manager).await?;
        role_review(manager).await?;
        tenant_draft(manager).await?;
        audit_record(manager).await
    }
}

fn hash(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).blob().not_null().to_owned()
}

async fn invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("invitation")
                .col(own_number())
                .col(text("tenant_id"))
                .col(text("address"))
                .col(text("name"))
                .col(text("role"))
                .col(text("locale"))
                .col(whole("invited_at"))
                .col(ColumnDef::new("token_hash").blob().to_owned())
                .col(whole_or_null("expires_at"))
                .col(whole_or_null("accepted_at"))
                .col(whole_or_null("cancelled_at"))
                .foreign_key(&mut references("invitation", ["tenant_id"], "tenant", ["id"]))
                .take(),
        )
        .await?;
    unique(manager, "invitation", ["token_hash"]).await?;
    // Of one tenant, one address is invited once at a time; what other tenants do is none of its business.
    let once = Index::create()
        .name("invitation_open_unique")
        .table("invitation")
        .col("tenant_id")
        .col("address")
        .unique()
        .and_where(Expr::col("accepted_at").is_null())
        .and_where(Expr::col("cancelled_at").is_null())
        .take();
    manager.create_index(once).await
}

async fn password_reset(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("password_reset")
                .col(hash("token_hash").primary_key())
                .col(whole("person_id"))
                .col(whole("expires_at"))
                .foreign_key(&mut references("password_reset", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "password_reset", ["person_id"]).await?;
    index(manager, "password_reset", ["expires_at"]).await
}

async fn letter(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("letter")
                .col(own_number())
                .col(text("kind"))
                .col(whole_or_null("person_id"))
                .col(whole_or_null("invitation_id"))
                .col(text("state"))
                .col(whole("attempts"))
                .col(whole("next_attempt_at"))
                .col(text_or_null("leased_by"))
                .col(whole_or_null("leased_until"))
                .col(whole_or_null("settled_at"))
                .foreign_key(&mut references("letter", ["person_id"], "person", ["id"]))
                .foreign_key(&mut references("letter", ["invitation_id"], "invitation", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "letter", ["state", "next_attempt_at", "id"]).await
}

async fn second_factor(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("second_factor")
                .col(whole("person_id").primary_key())
                .col(hash("sealed_secret"))
                .col(whole_or_null("confirmed_at"))
                .col(whole("last_step"))
                .foreign_key(&mut references("second_factor", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("recovery_code")
                .col(own_number())
                .col(whole("person_id"))
                .col(hash("code_hash"))
                .col(whole_or_null("used_at"))
                .foreign_key(&mut references("recovery_code", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    unique(manager, "recovery_code", ["person_id", "code_hash"]).await?;
    manager
        .create_table(
            Table::create()
                .table("second_step")
                .col(hash("token_hash").primary_key())
                .col(whole("person_id"))
                .col(whole("expires_at"))
                .foreign_key(&mut references("second_step", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "second_step", ["person_id"]).await?;
    index(manager, "second_step", ["expires_at"]).await
}

async fn role_review(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("role_review")
                .col(own_number())
                .col(text("tenant_id"))
                .col(whole("person_id"))
                .col(text("name"))
                .col(whole("reviewed_at"))
                .foreign_key(&mut references("role_review", ["tenant_id"], "tenant", ["id"]))
                .foreign_key(&mut references("role_review", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "role_review", ["tenant_id", "id"]).await
}

async fn tenant_draft(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("tenant_draft")
                .col(whole("person_id").primary_key())
                .col(text("csv"))
                .col(whole("stored_at"))
                .foreign_key(&mut references("tenant_draft", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await
}

async fn audit_record(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("audit_record")
                .col(own_number())
                .col(whole("happened_at"))
                .col(text("actor"))
                .col(whole_or_null("person_id"))
                .col(text_or_null("name"))
                .col(text_or_null("address"))
                .col(text_or_null("tenant_id"))
                .col(text("action"))
                .col(text("subject"))
                .col(text("details"))
                .col(text_or_null("network"))
                .take(),
        )
        .await?;
    index(manager, "audit_record", ["tenant_id", "id"]).await?;
    index(manager, "audit_record", ["action", "id"]).await?;
    index(manager, "audit_record", ["happened_at"]).await?;
    let connection = manager.get_connection();
    let statements: &[&str] = match manager.get_database_backend() {
        DbBackend::Postgres => &[
            "CREATE FUNCTION audit_record_stays() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE EXCEPTION 'audit records are never changed'; END $$",
            "CREATE TRIGGER audit_record_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_record \
             FOR EACH STATEMENT EXECUTE FUNCTION audit_record_stays()",
        ],
        _ => &[
            "CREATE TRIGGER audit_record_is_not_updated BEFORE UPDATE ON audit_record \
             BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END",
            "CREATE TRIGGER audit_record_is_not_deleted BEFORE DELETE ON audit_record \
             BEGIN SELECT RAISE(ABORT, 'audit records are never changed'); END",
        ],
    };
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}
