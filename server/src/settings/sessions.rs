//! `[sessions]`: how long whoever signed in stays so.

use super::SettingsError;
use super::source::{Origin, Source};
use chrono::TimeDelta;
use domain::session::SessionRules;
use toml::{Table, Value};

/// The longest anything here may last, in hours: a year.
const MOST_HOURS: u32 = 8760;

/// Reads the section.
pub fn read(source: &mut Source) -> Result<SessionRules, SettingsError> {
    const MOST: &str = "a whole number from 1 to 1000";
    let most: u64 = source.parsed("sessions.most_per_person", "20", MOST)?;
    if !(1..=1000).contains(&most) {
        return Err(Origin::Default.bad("sessions.most_per_person", &most.to_string(), MOST));
    }
    Ok(SessionRules {
        unused: hours(source, "sessions.unused_hours", "168")?,
        longest: hours(source, "sessions.longest_hours", "336")?,
        most,
    })
}

fn hours(source: &mut Source, key: &'static str, default: &str) -> Result<TimeDelta, SettingsError> {
    const EXPECTED: &str = "whole hours from 1 to 8760";
    let hours: u32 = source.parsed(key, default, EXPECTED)?;
    if (1..=MOST_HOURS).contains(&hours) {
        Ok(TimeDelta::hours(hours.into()))
    } else {
        Err(Origin::Default.bad(key, &hours.to_string(), EXPECTED))
    }
}

/// As the file would have it.
pub fn to_table(rules: &SessionRules) -> Table {
    let most = i64::try_from(rules.most).unwrap_or(i64::MAX);
    [
        ("unused_hours", rules.unused.num_hours()),
        ("longest_hours", rules.longest.num_hours()),
        ("most_per_person", most),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), Value::Integer(value)))
    .collect()
}
