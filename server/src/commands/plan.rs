//! `kairan plan`: what a publish would do, and whom it would reach. Changes nothing: where there is
//! no database yet, or nothing in it, an empty one in memory stands in for it.

use super::progress::Progress;
use super::{ContentArguments, Format, check, standing_or_empty_store};
use crate::clock::SystemClock;
use crate::content::{Comparison, Content, Ground, Plan, Summary, plan_for_people};
use crate::settings::Settings;
use anyhow::Context;
use domain::clock::Clock;
use std::process::ExitCode;

/// Compares and tells.
pub async fn run(settings: &Settings, arguments: &ContentArguments) -> anyhow::Result<ExitCode> {
    let mut progress = Progress::new();
    let mut content = Content::read(arguments.dir(settings), &mut |done, total| progress.tell(done, total))?;
    let store = standing_or_empty_store(settings).await?;
    let ground = Ground::read(&store, &content).await.context("cannot read what stands")?;
    let now = SystemClock.now();
    let comparison = Comparison::new(&mut content, &ground, now);
    let plan = Plan::new(&comparison, &store, now).await.context("cannot count whom it reaches")?;
    match arguments.format {
        Format::Human => {
            check::tell(&plan.findings, &content.files);
            print!("{}", plan_for_people(&plan));
        }
        Format::Json => println!("{}", serde_json::to_string_pretty(&Report { summary: Summary::of(&plan), plan })?),
    }
    Ok(check::exit_code(&comparison.findings))
}

#[derive(serde::Serialize)]
struct Report {
    summary: Summary,
    #[serde(flatten)]
    plan: Plan,
}
