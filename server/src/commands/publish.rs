//! `kairan publish`: publishes what passes the check, in one transaction. What has an error is left
//! out and shown, and the command ends with 1; with `--all-or-nothing` an error keeps everything from
//! being published.

use super::progress::Progress;
use super::{CONTENT_ERROR, ContentArguments, Format, check, open_store};
use crate::clock::SystemClock;
use crate::content::{Publishing, Summary, publish_folder};
use crate::settings::Settings;
use publishing::Finding;
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Publishes and tells.
pub async fn run(settings: &Settings, arguments: &ContentArguments, all_or_nothing: bool) -> anyhow::Result<ExitCode> {
    let store = open_store(settings).await?;
    let mut progress = Progress::new();
    let progress = move |done, total| progress.tell(done, total);
    let dir = arguments.dir(settings);
    let result = publish_folder(&store, dir, all_or_nothing, &SystemClock, progress).await?;
    let left_out = left_out(&result);
    match arguments.format {
        Format::Human => {
            check::tell(&result.findings, &result.files);
            match result.published {
                Some(summary) if left_out == 0 => println!("{summary}"),
                Some(summary) => println!("{summary}; left out because of errors: {left_out}"),
                None => println!("nothing was published: {left_out} with errors"),
            }
        }
        Format::Json => {
            let report = Report { published: result.published, left_out, findings: &result.findings };
            println!("{}", serde_json::to_string_pretty(&report)?);
        }
    }
    Ok(if left_out == 0 { ExitCode::SUCCESS } else { ExitCode::from(CONTENT_ERROR) })
}

/// How many folders (or single files) have errors.
fn left_out(result: &Publishing) -> usize {
    let errors = result.findings.iter().filter(|finding| finding.is_error());
    errors.map(|finding| folder_of(&finding.path)).collect::<BTreeSet<_>>().len()
}

/// `notices/2026/SC-2026-0042-x` of any path below it.
fn folder_of(path: &str) -> &str {
    let depth = if path.starts_with("notices/") { 3 } else { 2 };
    path.match_indices('/').nth(depth - 1).map_or(path, |(at, _)| &path[..at])
}

#[derive(serde::Serialize)]
struct Report<'a> {
    /// `null` when nothing was published.
    published: Option<Summary>,
    left_out: usize,
    findings: &'a [Finding],
}
