//! `kairan tenant import`: what the provider's own systems say of its customers, taken over in one
//! transaction. A file with a mistake changes nothing.

use super::super::{CONTENT_ERROR, Format, check, open_store, standing_or_empty_store};
use super::joined;
use crate::clock::SystemClock;
use crate::content::Content;
use crate::settings::Settings;
use anyhow::{Context, bail};
use domain::audience::Tenant;
use domain::audit::Act;
use domain::clock::Clock;
use domain::id::TenantId;
use domain::portal::Portal;
use domain::zone::civil_date;
use publishing::{Finding, ReadTenants, SourceTree, read_tenants};
use std::path::Path;
use std::process::ExitCode;
use store::{Store, TenantImport};

/// Reads, checks, imports and tells.
pub async fn run(settings: &Settings, file: &Path, is_dry_run: bool, format: Format) -> anyhow::Result<ExitCode> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let store = if is_dry_run { standing_or_empty_store(settings).await? } else { open_store(settings).await? };
    let portal = portal(&store, settings).await?;
    let path = file.display().to_string();
    let ReadTenants { tenants, findings } = read_tenants(&path, &bytes, &portal);
    if findings.iter().any(Finding::is_error) {
        match format {
            Format::Human => {
                check::tell(&findings, &SourceTree([(path, bytes)].into()));
                println!("nothing was changed");
            }
            Format::Json => println!("{}", serde_json::to_string_pretty(&Report::of_findings(&findings))?),
        }
        return Ok(ExitCode::from(CONTENT_ERROR));
    }
    let now = SystemClock.now();
    let import = if is_dry_run {
        store.plan_tenant_import(&tenants, civil_date(now)).await.context("cannot read the tenants")?
    } else {
        store
            .import_tenants(&tenants, &Act::of_command_line(now))
            .await
            .context("cannot import; everything is as it was")?
    };
    match format {
        Format::Human => print!("{}", for_people(&import, is_dry_run)),
        Format::Json => println!("{}", serde_json::to_string_pretty(&Report::of(&import, !is_dry_run))?),
    }
    Ok(ExitCode::SUCCESS)
}

/// The service as it is published; before anything is, as the content folder has it.
async fn portal(store: &Store, settings: &Settings) -> anyhow::Result<Portal> {
    let catalogue = store.load_catalogue().await.context("cannot read what stands")?;
    if let Some(portal) = &catalogue.portal {
        return Ok((**portal).clone());
    }
    let content = Content::read(&settings.content.dir, &mut |_, _| {})?;
    match content.portal {
        Some(portal) => Ok(portal),
        None => {
            bail!("there is no portal.toml that says which plans, regions and components there are; see `kairan check`")
        }
    }
}

fn for_people(import: &TenantImport, is_dry_run: bool) -> String {
    let mut lines = vec![];
    for tenant in &import.new {
        lines.push(format!("new        {} {} ({})", tenant.id, tenant.name.ja, tenant.plan));
    }
    for (before, after) in &import.changed {
        lines.push(format!("changed    {} {}: {}", after.id, after.name.ja, differences(before, after).join("; ")));
    }
    let (new, changed, unchanged) = (import.new.len(), import.changed.len(), import.unchanged.len());
    let others = match import.not_given.len() {
        0 => String::new(),
        others => format!("; {others} not in the file, left as they are"),
    };
    let dry_run = if is_dry_run { "; nothing was changed" } else { "" };
    lines.push(format!("{new} new, {changed} changed, {unchanged} unchanged{others}{dry_run}"));
    lines.join("\n") + "\n"
}

/// What is another, in words.
fn differences(before: &Tenant, after: &Tenant) -> Vec<String> {
    let mut differences = vec![];
    let mut differ = |what: &str, before: String, after: String| {
        if before != after {
            let shown = |text: String| if text.is_empty() { "none".to_owned() } else { text };
            differences.push(format!("{what} {} -> {}", shown(before), shown(after)));
        }
    };
    differ("name", before.name.ja.clone(), after.name.ja.clone());
    let english = |tenant: &Tenant| tenant.name.en.clone().unwrap_or_default();
    differ("name_en", english(before), english(after));
    differ("plan", before.plan.to_string(), after.plan.to_string());
    differ("regions", joined(&before.regions), joined(&after.regions));
    differ("components", joined(&before.components), joined(&after.components));
    let joined_on = |tenant: &Tenant| tenant.joined_on.map(|day| day.to_string()).unwrap_or_default();
    differ("joined_on", joined_on(before), joined_on(after));
    differences
}

/// The import for programs.
#[derive(serde::Serialize)]
struct Report<'a> {
    is_done: bool,
    new: Vec<&'a TenantId>,
    changed: Vec<Changed<'a>>,
    unchanged: Vec<&'a TenantId>,
    not_given: Vec<&'a TenantId>,
    findings: &'a [Finding],
}

#[derive(serde::Serialize)]
struct Changed<'a> {
    before: &'a Tenant,
    after: &'a Tenant,
}

impl<'a> Report<'a> {
    fn of(import: &'a TenantImport, is_done: bool) -> Self {
        Self {
            is_done,
            new: import.new.iter().map(|tenant| &tenant.id).collect(),
            changed: import.changed.iter().map(|(before, after)| Changed { before, after }).collect(),
            unchanged: import.unchanged.iter().map(|tenant| &tenant.id).collect(),
            not_given: import.not_given.iter().collect(),
            findings: &[],
        }
    }

    const fn of_findings(findings: &'a [Finding]) -> Self {
        Self { is_done: false, new: vec![], changed: vec![], unchanged: vec![], not_given: vec![], findings }
    }
}
