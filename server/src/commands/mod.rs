//! The commands of `kairan`, one per file. A command ends with 0 when it did what it was asked, with
//! 1 when the content has errors or what is asked cannot have happened, and with 2 when it could not be
//! done at all.

mod check;
mod config;
mod demo;
mod new_notice;
mod notice;
mod plan;
mod preview;
mod progress;
mod publish;
mod schema;
mod serve;
mod tenant;

use crate::settings::Settings;
use anyhow::{Context, bail};
use clap::{Parser, Subcommand, ValueEnum};
use domain::notice::NoticeKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{SchemaState, Store};

/// A portal that tells customers what changes, and can prove that it did.
#[derive(Debug, Parser)]
#[command(name = "kairan", version, about)]
pub struct Cli {
    /// The settings file [default: `KAIRAN_SETTINGS`, else ./Leptos.toml, else Leptos.toml beside the binary]
    #[arg(long, global = true, value_name = "PATH")]
    settings: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Migrate, publish the content when configured to, serve HTTP, send mail
    Serve {
        /// Publish again and reload open pages whenever the content changes; for authors, not for production
        #[arg(long)]
        watch: bool,
    },
    /// Find what is wrong with the content; ends with 1 on an error
    Check(CheckArguments),
    /// Say what `publish` would do and whom it would reach; changes nothing
    Plan(ContentArguments),
    /// Publish what passes the check
    Publish {
        #[command(flatten)]
        content: ContentArguments,
        /// Publish nothing when anything has an error
        #[arg(long)]
        all_or_nothing: bool,
    },
    /// Print the address under which reviewers see a draft, or what waits for its hour
    Preview(preview::Arguments),
    /// Start a new text
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Record what became of a notice, and tell those concerned
    Notice {
        #[command(subcommand)]
        what: notice::What,
    },
    /// Print the JSON Schema of a file, for editors
    Schema {
        /// Which file
        #[arg(value_parser = schema::sheet())]
        name: publishing::schema::Sheet,
    },
    /// Look after tenants
    Tenant {
        #[command(subcommand)]
        what: tenant::Tenant,
    },
    /// Fill an empty database with fictional tenants and people
    Demo,
    /// Show the settings in force, secrets masked
    Config,
}

#[derive(Debug, Subcommand)]
enum New {
    /// A notice with the next number, ready to be filled in
    Notice {
        /// Its Japanese title
        title: String,
        /// What sort of notice: `service_change`, `terms_change` or `incident`
        #[arg(long, default_value = NoticeKind::ServiceChange.word(), value_parser = notice_kind)]
        kind: NoticeKind,
    },
}

fn notice_kind(word: &str) -> Result<NoticeKind, String> {
    let known = || NoticeKind::ALL.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
    NoticeKind::from_word(word).ok_or_else(|| format!("it can be {}", known()))
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// The content folder [default: content.dir of the settings]
    dir: Option<PathBuf>,
    /// For people, for programs, or as GitHub's workflow commands
    #[arg(long, value_enum, default_value_t)]
    format: check::Format,
}

impl CheckArguments {
    fn dir<'a>(&'a self, settings: &'a Settings) -> &'a Path {
        self.dir.as_deref().unwrap_or(&settings.content.dir)
    }
}

#[derive(Debug, clap::Args)]
struct ContentArguments {
    /// The content folder [default: content.dir of the settings]
    dir: Option<PathBuf>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl ContentArguments {
    fn dir<'a>(&'a self, settings: &'a Settings) -> &'a Path {
        self.dir.as_deref().unwrap_or(&settings.content.dir)
    }
}

/// For whom the output is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// What was asked for cannot have happened; nothing was changed.
const REFUSED: u8 = 1;
/// The content has errors.
const CONTENT_ERROR: u8 = 1;
/// The command could not be done.
const NOT_DONE: u8 = 2;

impl Cli {
    /// Does what was asked and answers with the exit code.
    pub async fn run(self) -> ExitCode {
        match self.dispatch().await {
            Ok(code) => code,
            Err(error) => {
                eprintln!("kairan: {error:#}");
                ExitCode::from(NOT_DONE)
            }
        }
    }

    async fn dispatch(self) -> anyhow::Result<ExitCode> {
        // A schema depends on nothing but the binary: an editor's project need not have settings.
        if let Command::Schema { name } = self.command {
            return schema::run(name);
        }
        let settings = Settings::load(self.settings.as_deref())?;
        match self.command {
            Command::Schema { name } => schema::run(name),
            Command::Serve { watch } => serve::run(settings, watch).await,
            Command::Check(content) => check::run(&settings, &content).await,
            Command::Plan(content) => plan::run(&settings, &content).await,
            Command::Publish { content, all_or_nothing } => publish::run(&settings, &content, all_or_nothing).await,
            Command::Preview(arguments) => preview::run(&settings, &arguments).await,
            Command::New { what: New::Notice { title, kind } } => new_notice::run(&settings, &title, kind),
            Command::Notice { what } => notice::run(&settings, what).await,
            Command::Tenant { what } => tenant::run(&settings, &what).await,
            Command::Demo => demo::run(&settings).await,
            Command::Config => Ok(config::run(&settings)),
        }
    }
}

/// Opens the database of the settings and brings it up to date.
async fn open_store(settings: &Settings) -> anyhow::Result<Store> {
    let store = Store::open(&settings.database.url).await.context("database.url: cannot open the database")?;
    store.migrate().await.context("cannot bring the database up to date")?;
    Ok(store)
}

/// An empty database in memory, for commands that say what they would do before there is one.
async fn empty_store() -> anyhow::Result<Store> {
    let store = Store::open("sqlite::memory:").await.context("cannot make an empty database in memory")?;
    store.migrate().await.context("cannot make an empty database in memory")?;
    Ok(store)
}

/// The database, if there is one already and it is in a state to be read. For commands that must not
/// make or change one.
async fn open_standing_store(settings: &Settings) -> Option<Store> {
    if let Some(path) = settings.database.url.strip_prefix("sqlite:") {
        let file = path.split('?').next().unwrap_or(path);
        // To open a file without anything in it would write into it.
        if !std::fs::metadata(file).is_ok_and(|file| file.is_file() && file.len() > 0) {
            return None;
        }
    }
    let store = match Store::open(&settings.database.url).await {
        Ok(store) => store,
        Err(error) => {
            eprintln!("kairan: published texts were not compared: {error}");
            return None;
        }
    };
    let is_empty = store.schema_state().await.is_ok_and(|state| state == SchemaState::Empty);
    (!is_empty).then_some(store)
}

/// The database as it stands, or an empty one in its place where nothing was ever kept. For commands that
/// answer from it and change nothing.
async fn standing_or_empty_store(settings: &Settings) -> anyhow::Result<Store> {
    let Some(store) = open_standing_store(settings).await else { return empty_store().await };
    if store.schema_state().await.context("cannot read the database")? == SchemaState::Behind {
        bail!(
            "the database is that of an earlier version; `kairan serve` and `kairan publish` bring it up to date, this \
             command changes nothing"
        );
    }
    Ok(store)
}

/// Whether what is written to the terminal may be coloured (<https://no-color.org>).
pub(crate) fn may_colour(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
