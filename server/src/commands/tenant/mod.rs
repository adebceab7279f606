//! `kairan tenant`: the provider's customers as audiences see them.

mod import;
mod list;

use super::Format;
use crate::settings::Settings;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

/// What to do about tenants.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Add and change tenants from a CSV file, all of them or none
    Import {
        /// `id,name,name_en,plan,regions,components,joined_on`; lists separated by `;` or spaces
        file: PathBuf,
        /// Say what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Show the tenants there are
    List {
        /// For people or for programs
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

/// Does it.
pub async fn run(settings: &Settings, what: &Tenant) -> anyhow::Result<ExitCode> {
    match what {
        Tenant::Import { file, dry_run, format } => import::run(settings, file, *dry_run, *format).await,
        Tenant::List { format } => list::run(settings, *format).await,
    }
}

/// A list of keys as the CSV file has it.
fn joined<K: AsRef<str>>(keys: impl IntoIterator<Item = K>) -> String {
    keys.into_iter().map(|key| key.as_ref().to_owned()).collect::<Vec<_>>().join(";")
}
