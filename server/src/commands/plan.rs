//! `kairan plan`: what a publish would do, and whom it would reach. Changes nothing: where there is
//! no database yet, an empty one in memory stands in for it.

use super::progress::Progress;
use super::{ContentArguments, Format, check, open_standing_store};
use crate::clock::SystemClock;
use crate::content::{Comparison, Content, Plan, Summary, plan_for_people};
use crate::settings::Settings;
use anyhow::Context;
use domain::clock::Clock;
use std::process::ExitCode;
use store::Store;

/// Compares and tells.
pub async fn run(settings: &Settings, arguments: &ContentArguments) -> anyhow::Result<ExitCode> {
    let mut progress = Progress::new();
    let mut content = Content::read(arguments.dir(settings), &mut |done, total| progress.tell(done, total))?;
    let store = match open_standing_store(settings).await {
        Some(store) => store,
        None => empty_store().await?,
    };
    let standings = store.standings().await.context("cannot read what stands")?;
    let now = SystemClock.now();
    let comparison = Comparison::new(&mut content, &standings, now);
    let plan = Plan::new(&comparison, &store, now).await.context("cannot count whom it reaches")?;
    match arguments.format {
        Format::Human => {
            check::tell(&plan.findings, &content.tree);
            print!("{}", plan_for_people(&plan));
        }
        Format::Json => println!("{}", serde_json::to_string_pretty(&Report { summary: Summary::of(&plan), plan })?),
    }
    Ok(check::exit_code(&comparison.findings))
}

async fn empty_store() -> anyhow::Result<Store> {
    let store = Store::open("sqlite::memory:").await.context("cannot make an empty database in memory")?;
    store.migrate().await.context("cannot make an empty database in memory")?;
    Ok(store)
}

#[derive(serde::Serialize)]
struct Report {
    summary: Summary,
    #[serde(flatten)]
    plan: Plan,
}
