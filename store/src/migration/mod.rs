//! The schema, in plain `SeaQuery` for both engines. Unique constraints and foreign keys are the
//! guards that hold whatever a program does; every index answers a query of this crate.
//!
//! Instants are 64-bit microseconds (see [`crate::row`]), lists and localized texts JSON in text
//! columns, all whole numbers 64 bits wide: so both engines hold, sort and return the same.

mod editions;
mod m0001_publications;
mod m0002_people;
mod m0003_reading;
mod m0004_mail;
mod m0005_timeline;
mod m0006_tenants_over_time;
mod m0007_search;
mod m0008_reader_facts;
mod m0009_drafts;
mod m0010_accounts;
mod m0011_identities;
mod m0012_api;
mod m0013_kept_with_it;
mod m0014_revision_bodies;
mod m0015_published_folder;
mod m0016_marks_version;
mod m0017_sign_ins_by_network;
mod m0018_account_changes;
mod m0019_headings;
mod m0020_private_feeds;
mod m0021_guidance;
mod m0022_news_seen;

use sea_orm_migration::prelude::*;

/// All migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_publications::Migration),
            Box::new(m0002_people::Migration),
            Box::new(m0003_reading::Migration),
            Box::new(m0004_mail::Migration),
            Box::new(m0005_timeline::Migration),
            Box::new(m0006_tenants_over_time::Migration),
            Box::new(m0007_search::Migration),
            Box::new(m0008_reader_facts::Migration),
            Box::new(m0009_drafts::Migration),
            Box::new(m0010_accounts::Migration),
            Box::new(m0011_identities::Migration),
            Box::new(m0012_api::Migration),
            Box::new(m0013_kept_with_it::Migration),
            Box::new(m0014_revision_bodies::Migration),
            Box::new(m0015_published_folder::Migration),
            Box::new(m0016_marks_version::Migration),
            Box::new(m0017_sign_ins_by_network::Migration),
            Box::new(m0018_account_changes::Migration),
            Box::new(m0019_headings::Migration),
            Box::new(m0020_private_feeds::Migration),
            Box::new(m0021_guidance::Migration),
            Box::new(m0022_news_seen::Migration),
        ]
    }
}

fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().to_owned()
}

fn text_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().to_owned()
}

fn whole(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().to_owned()
}

fn whole_or_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().to_owned()
}

fn own_number() -> ColumnDef {
    ColumnDef::new("id").big_integer().not_null().auto_increment().primary_key().to_owned()
}

/// A foreign key that refuses to leave a row behind: what is deleted here is only what lets
/// somebody in, such as sessions.
fn references<const N: usize>(
    table: &'static str,
    columns: [&'static str; N],
    to: &'static str,
    to_columns: [&'static str; N],
) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.name(format!("{table}_{}_fkey", columns.join("_")));
    for column in columns {
        key.from(table, column);
    }
    for column in to_columns {
        key.to(to, column);
    }
    key
}

async fn index<const N: usize>(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: [&'static str; N],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(column);
    }
    manager.create_index(index).await
}

async fn unique<const N: usize>(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: [&'static str; N],
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{table}_{}_unique", columns.join("_"))).table(table).unique();
    for column in columns {
        index.col(column);
    }
    manager.create_index(index).await
}
