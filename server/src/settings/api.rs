//! `[api]`: how often the API may be asked, and which of its operations will go.

use super::source::{Entry, Origin, SettingsError, Source};
use crate::api::deprecation::Deprecation;
use chrono::{DateTime, Utc};
use domain::id::NoticeId;
use http::Method;
use toml::{Table, Value};

/// `[api]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSettings {
    /// How many requests a token may make in a minute.
    pub requests_per_minute: u32,
    /// How many requests may come from one network address in a minute.
    pub requests_per_minute_per_address: u32,
    /// What will go.
    pub deprecations: Vec<Deprecation>,
}

impl Default for ApiSettings {
    fn default() -> Self {
        Self { requests_per_minute: 600, requests_per_minute_per_address: 1200, deprecations: vec![] }
    }
}

/// Reads the section.
pub fn read(source: &mut Source) -> Result<ApiSettings, SettingsError> {
    let deprecations = source.entries("api.deprecation")?;
    Ok(ApiSettings {
        requests_per_minute: per_minute(source, "api.requests_per_minute", "600")?,
        requests_per_minute_per_address: per_minute(source, "api.requests_per_minute_per_address", "1200")?,
        deprecations: deprecations.into_iter().map(deprecation).collect::<Result<_, _>>()?,
    })
}

fn per_minute(source: &mut Source, key: &'static str, default: &str) -> Result<u32, SettingsError> {
    const EXPECTED: &str = "a whole number from 1";
    let number: u32 = source.parsed(key, default, EXPECTED)?;
    if number == 0 { Err(Origin::Default.bad(key, "0", EXPECTED)) } else { Ok(number) }
}

fn deprecation(mut entry: Entry) -> Result<Deprecation, SettingsError> {
    const ADDRESS: &str = "an address of the document, as in /api/v1/unread";
    const MOMENT: &str = "a time as in 2027-03-01T00:00:00+09:00";
    let path = entry.required("path", ADDRESS)?;
    if !path.starts_with("/api/v1/") {
        return Err(entry.bad("path", &path, ADDRESS));
    }
    let method = read_as(&mut entry, "method", "GET, POST, PUT or DELETE", |text| match text {
        "GET" | "POST" | "PUT" | "DELETE" => Method::from_bytes(text.as_bytes()).ok(),
        _ => None,
    })?;
    let deprecated_at = read_as(&mut entry, "deprecated_at", MOMENT, moment)?;
    let deprecated_at = deprecated_at.ok_or_else(|| entry.bad("deprecated_at", "", MOMENT))?;
    let sunset_at = read_as(&mut entry, "sunset_at", MOMENT, moment)?;
    let notice =
        read_as(&mut entry, "notice", "the number of a notice, as in SC-2026-0042", |text| NoticeId::parse(text).ok())?;
    entry.finish()?;
    Ok(Deprecation { path, method, deprecated_at, sunset_at, notice })
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

/// A text that means something; `None` where none was given.
fn read_as<T>(
    entry: &mut Entry,
    key: &'static str,
    expected: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, SettingsError> {
    let given = entry.text(key)?;
    given.map(|text| read(&text).ok_or_else(|| entry.bad(key, &text, expected))).transpose()
}

impl ApiSettings {
    /// As the file would have it.
    pub fn to_table(&self) -> Table {
        let text = |text: &str| Value::String(text.to_owned());
        let deprecation = |one: &Deprecation| {
            let mut table = Table::new();
            table.insert("path".to_owned(), text(&one.path));
            if let Some(method) = &one.method {
                table.insert("method".to_owned(), text(method.as_str()));
            }
            table.insert("deprecated_at".to_owned(), text(&one.deprecated_at.to_rfc3339()));
            if let Some(at) = one.sunset_at {
                table.insert("sunset_at".to_owned(), text(&at.to_rfc3339()));
            }
            if let Some(notice) = &one.notice {
                table.insert("notice".to_owned(), text(notice.as_str()));
            }
            Value::Table(table)
        };
        let keys = [
            ("requests_per_minute", Value::Integer(self.requests_per_minute.into())),
            ("requests_per_minute_per_address", Value::Integer(self.requests_per_minute_per_address.into())),
            ("deprecation", Value::Array(self.deprecations.iter().map(deprecation).collect())),
        ];
        keys.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
