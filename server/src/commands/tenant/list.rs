//! `kairan tenant list`: which tenants there are, with all that audiences ask about.

use super::super::{Format, standing_or_empty_store};
use super::joined;
use crate::settings::Settings;
use anyhow::Context;
use domain::audience::Tenant;
use std::process::ExitCode;

/// Shows them by their keys.
pub async fn run(settings: &Settings, format: Format) -> anyhow::Result<ExitCode> {
    let store = standing_or_empty_store(settings).await?;
    let tenants = store.every_tenant().await.context("cannot read the tenants")?;
    match format {
        Format::Human => {
            for tenant in &tenants {
                println!("{}", line(tenant));
            }
            println!("{} tenant{}", tenants.len(), if tenants.len() == 1 { "" } else { "s" });
        }
        Format::Json => println!("{}", serde_json::to_string_pretty(&tenants)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn line(tenant: &Tenant) -> String {
    let joined_on = tenant.joined_on.map(|day| format!(", since {day}")).unwrap_or_default();
    let (regions, components) = (joined(&tenant.regions), joined(&tenant.components));
    format!(
        "{:<20} {}: {}, regions {regions}, components {components}{joined_on}",
        tenant.id, tenant.name.ja, tenant.plan
    )
}
