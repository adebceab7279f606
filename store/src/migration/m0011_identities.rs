//! People whom others vouch for, their sign-ins under way, and the tokens that were used.

use super::{index, own_number, references, text, text_or_null, unique, whole};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        external_identity(manager).await?;
        pending_sign_in(manager).await?;
        used_token(manager).await?;
        provider_session(manager).await
    }
}

async fn external_identity(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("external_identity")
        .col(own_number())
        .col(text("issuer"))
        .col(text("subject"))
        .col(whole("person_id"))
        .col(whole("linked_at"))
        .foreign_key(&mut references("external_identity", ["person_id"], "person", ["id"]))
        .take();
    manager.create_table(table).await?;
    unique(manager, "external_identity", ["issuer", "subject"]).await?;
    index(manager, "external_identity", ["person_id"]).await
}

async fn pending_sign_in(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("pending_sign_in")
        .col(ColumnDef::new("state_hash").blob().not_null().primary_key())
        .col(ColumnDef::new("browser_hash").blob().not_null())
        .col(text("provider"))
        .col(text("nonce"))
        .col(text("verifier"))
        .col(text("next"))
        .col(whole("expires_at"))
        .take();
    manager.create_table(table).await?;
    index(manager, "pending_sign_in", ["expires_at"]).await
}

async fn used_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("used_token")
        .col(text("issuer"))
        .col(text("token_id"))
        .col(whole("expires_at"))
        .primary_key(Index::create().col("issuer").col("token_id"))
        .take();
    manager.create_table(table).await?;
    index(manager, "used_token", ["expires_at"]).await
}

async fn provider_session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // Gone with its session, however that ends.
    let mut of_session = references("provider_session", ["token_hash"], "session", ["token_hash"]);
    of_session.on_delete(ForeignKeyAction::Cascade);
    let table = Table::create()
        .table("provider_session")
        .col(ColumnDef::new("token_hash").blob().not_null().primary_key())
        .col(text("provider"))
        .col(text("subject"))
        .col(text_or_null("sid"))
        .col(text("id_token"))
        .col(text_or_null("end_session_address"))
        .foreign_key(&mut of_session)
        .take();
    manager.create_table(table).await?;
    index(manager, "provider_session", ["provider", "subject"]).await?;
    index(manager, "provider_session", ["provider", "sid"]).await
}
