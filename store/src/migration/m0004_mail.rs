//! Who is told: subscriptions, events that must be told, and deliveries.

use super::{index, own_number, references, text, text_or_null, unique, whole, whole_or_null};
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        mail_subscription(manager).await?;
        dispatch(manager).await?;
        delivery(manager).await
    }
}

async fn mail_subscription(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("mail_subscription")
                .col(own_number())
                .col(whole("person_id"))
                .col(text("topics"))
                .col(whole("changed_at"))
                .col(whole_or_null("ended_at"))
                .foreign_key(&mut references("mail_subscription", ["person_id"], "person", ["id"]))
                .take(),
        )
        .await?;
    unique(manager, "mail_subscription", ["person_id"]).await
}

async fn dispatch(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("dispatch")
                .col(whole("event_id").primary_key())
                .col(whole("due_at"))
                .col(whole("expanded_to").default(0))
                .col(whole_or_null("expanded_at"))
                .foreign_key(&mut references("dispatch", ["event_id"], "event", ["id"]))
                .take(),
        )
        .await?;
    index(manager, "dispatch", ["expanded_at", "due_at"]).await
}

async fn delivery(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("delivery")
                .col(own_number())
                .col(whole("event_id"))
                .col(whole("subscription_id"))
                .col(text("state"))
                .col(whole("attempts"))
                .col(whole("next_attempt_at"))
                .col(text_or_null("leased_by"))
                .col(whole_or_null("leased_until"))
                .col(whole_or_null("settled_at"))
                .col(text_or_null("detail"))
                .foreign_key(&mut references("delivery", ["event_id"], "event", ["id"]))
                .foreign_key(&mut references("delivery", ["subscription_id"], "mail_subscription", ["id"]))
                .take(),
        )
        .await?;
    unique(manager, "delivery", ["event_id", "subscription_id"]).await?;
    index(manager, "delivery", ["state", "next_attempt_at", "id"]).await
}
