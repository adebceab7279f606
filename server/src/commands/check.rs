//! `kairan check`: what is wrong with the content. Where there is a database, texts changed after
//! they were published are found too.

use super::progress::Progress;
use super::{CONTENT_ERROR, ContentArguments, Format, may_colour, open_standing_store};
use crate::content::{Comparison, Content};
use crate::settings::Settings;
use domain::audience::Tenant;
use domain::plan::Standing;
use publishing::{Finding, SourceTree};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Reads, checks and shows the findings.
pub async fn run(settings: &Settings, arguments: &ContentArguments) -> anyhow::Result<ExitCode> {
    let mut progress = Progress::new();
    let mut content = Content::read(arguments.dir(settings), &mut |done, total| progress.tell(done, total))?;
    let (standings, tenants) = standing(settings).await;
    let comparison = Comparison::new(&mut content, &standings, &tenants);
    match arguments.format {
        Format::Human => {
            let colour = may_colour(std::io::stdout().is_terminal());
            print!("{}", publishing::human(&comparison.findings, &content.tree, colour));
        }
        Format::Json => println!("{}", serde_json::to_string_pretty(&Report::of(&comparison.findings))?),
    }
    Ok(exit_code(&comparison.findings))
}

/// 1 when there is an error among the findings.
pub fn exit_code(findings: &[Finding]) -> ExitCode {
    if findings.iter().any(Finding::is_error) { ExitCode::from(CONTENT_ERROR) } else { ExitCode::SUCCESS }
}

/// Shows findings on standard error, if there are any.
pub fn tell(findings: &[Finding], tree: &SourceTree) {
    if !findings.is_empty() {
        let colour = may_colour(std::io::stderr().is_terminal());
        eprint!("{}", publishing::human(findings, tree, colour));
    }
}

/// What stands and which tenants there are, or nothing where there is no database that can be read.
async fn standing(settings: &Settings) -> (Vec<Standing>, Vec<Tenant>) {
    let Some(store) = open_standing_store(settings).await else {
        return (vec![], vec![]);
    };
    let standings = store.standings().await.unwrap_or_else(|error| {
        eprintln!("kairan: published texts were not compared: {error}");
        vec![]
    });
    let tenants = store.every_tenant().await.unwrap_or_else(|error| {
        eprintln!("kairan: lead times were not checked for each tenant: {error}");
        vec![]
    });
    (standings, tenants)
}

#[derive(serde::Serialize)]
struct Report<'a> {
    errors: usize,
    warnings: usize,
    findings: &'a [Finding],
}

impl<'a> Report<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let errors = findings.iter().filter(|finding| finding.is_error()).count();
        Self { errors, warnings: findings.len() - errors, findings }
    }
}
