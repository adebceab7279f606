//! `kairan preview`: the address under which a reviewer sees what is not published yet, a draft or
//! what waits for its hour.

use super::open_store;
use crate::clock::SystemClock;
use crate::secret_key;
use crate::settings::Settings;
use anyhow::{Context, bail};
use app::ssr::preview_token::{Previewed, preview_path};
use chrono::TimeDelta;
use clap::ValueEnum;
use domain::clock::Clock;
use domain::locale::Locale;
use std::process::ExitCode;

/// A language the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Japanese.
    Ja,
    /// English.
    En,
}

/// What to show, to whom and for how long.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The number of a notice, or the name of a disclosure or policy
    id: String,
    /// How many days the address is valid
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=90))]
    days: u16,
    /// The language of the page
    #[arg(long, value_enum, default_value = "ja")]
    lang: Language,
}

/// Finds it and prints the address.
pub async fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let store = open_store(settings).await?;
    let now = SystemClock.now();
    let drafts = store.drafts().await.context("cannot read the drafts")?;
    let catalogue = store.load_catalogue().await.context("cannot read what stands")?;
    let scheduled = catalogue.scheduled(now).map(|publication| Previewed::of_scheduled(publication));
    let is_meant = |it: &Previewed| it.publication.name() == arguments.id || it.publication.to_string() == arguments.id;
    let Some(previewed) = drafts.iter().filter_map(Previewed::of_draft).chain(scheduled).find(is_meant) else {
        bail!(
            "{}: there is no draft of that name and nothing that waits for its hour; drafts are put on the server by \
             `kairan publish`",
            arguments.id
        );
    };
    let secret = secret_key::load_or_make(&settings.secrets.key_file)?;
    let path = preview_path(&secret, &previewed, now + TimeDelta::days(i64::from(arguments.days)));
    let locale = match arguments.lang {
        Language::Ja => Locale::Ja,
        Language::En => Locale::En,
    };
    println!("{}{}", settings.server.public_url, locale.address(&path));
    Ok(ExitCode::SUCCESS)
}
