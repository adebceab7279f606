//! `kairan new notice`: a folder with the next number and files ready to be filled in.

use crate::clock::SystemClock;
use crate::content::Content;
use crate::settings::Settings;
use anyhow::{Context, bail};
use chrono::{Datelike, NaiveTime, TimeDelta};
use domain::clock::Clock;
use domain::notice::NoticeKind;
use domain::zone;
use publishing::scaffold::{self, Start};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Writes the files and says where they are. Never overwrites one.
pub fn run(settings: &Settings, title: &str, kind: NoticeKind) -> anyhow::Result<ExitCode> {
    let dir = &settings.content.dir;
    let listed = Content::files(dir)?;
    let today = zone::civil_date(SystemClock.now());
    let id = scaffold::next_notice_id(&listed, today.year());
    // Ten in the morning of the next day: a time the author will look at and change.
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    let publish_at = (today + TimeDelta::days(1)).and_time(ten).and_local_timezone(zone::jst());
    let publish_at = publish_at.single().context("the time of publication does not exist")?;
    let files = scaffold::new_notice(title, &Start { kind, id, today, publish_at });
    if files.is_empty() {
        bail!("there is nothing to write");
    }
    for (path, text) in files {
        let file = dir.join(&path);
        write_new(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
        println!("{}", file.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn write_new(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}
