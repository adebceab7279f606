//! `kairan check`: what is wrong with the content. Where there is a database, texts changed after
//! they were published are found too.

use super::progress::Progress;
use super::{CONTENT_ERROR, CheckArguments, may_colour, open_standing_store};
use crate::clock::SystemClock;
use crate::content::{Comparison, Content, Ground};
use crate::settings::Settings;
use anyhow::Context;
use clap::ValueEnum;
use domain::clock::Clock;
use publishing::{Finding, Sources};
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

/// For whom the findings are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
    /// Workflow commands, which annotate the lines of a pull request on GitHub.
    Github,
}

/// Reads, checks and shows the findings.
pub async fn run(settings: &Settings, arguments: &CheckArguments) -> anyhow::Result<ExitCode> {
    let mut progress = Progress::new();
    let dir = arguments.dir(settings);
    let mut content = Content::read(dir, &mut |done, total| progress.tell(done, total))?;
    let ground = ground(settings, &content).await;
    let comparison = Comparison::new(&mut content, &ground, SystemClock.now());
    match arguments.format {
        Format::Human => {
            let colour = may_colour(std::io::stdout().is_terminal());
            print!("{}", publishing::human(&comparison.findings, &content.files, colour));
        }
        Format::Json => println!("{}", serde_json::to_string_pretty(&Report::of(&comparison.findings))?),
        Format::Github => {
            let folder = folder_within(&repository()?, dir)?;
            print!("{}", publishing::github(&comparison.findings, &folder));
        }
    }
    Ok(exit_code(&comparison.findings))
}

/// The root of the repository being checked out: where GitHub says it is, else where the command runs.
fn repository() -> anyhow::Result<std::path::PathBuf> {
    match std::env::var_os("GITHUB_WORKSPACE").filter(|path| !path.is_empty()) {
        Some(path) => Ok(path.into()),
        None => std::env::current_dir().context("cannot tell where this is"),
    }
}

/// The content's place below the repository, with `/` between its parts; as given where it lies elsewhere.
fn folder_within(repository: &Path, dir: &Path) -> anyhow::Result<String> {
    let dir = dir.canonicalize().with_context(|| format!("there is no folder {}", dir.display()))?;
    let root = repository.canonicalize().with_context(|| format!("there is no folder {}", repository.display()))?;
    let within = dir.strip_prefix(&root).unwrap_or(&dir);
    Ok(within.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
}

/// 1 when there is an error among the findings.
pub fn exit_code(findings: &[Finding]) -> ExitCode {
    if findings.iter().any(Finding::is_error) { ExitCode::from(CONTENT_ERROR) } else { ExitCode::SUCCESS }
}

/// Shows findings on standard error, if there are any.
pub fn tell(findings: &[Finding], files: &dyn Sources) {
    if !findings.is_empty() {
        let colour = may_colour(std::io::stderr().is_terminal());
        eprint!("{}", publishing::human(findings, files, colour));
    }
}

/// What stands and which tenants there are, or nothing where there is no database that can be read.
async fn ground(settings: &Settings, content: &Content) -> Ground {
    let Some(store) = open_standing_store(settings).await else {
        return Ground::default();
    };
    Ground::read(&store, content).await.unwrap_or_else(|error| {
        eprintln!("kairan: not compared with what is published, nor checked for each tenant: {error}");
        Ground::default()
    })
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
