//! `[api]`: how often the API may be asked, and which of its operations will go.

use super::source::{Origin, SettingsError, Source};
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
    let tables = source.tables("api.deprecation")?;
    Ok(ApiSettings {
        requests_per_minute: per_minute(source, "api.requests_per_minute", "600")?,
        requests_per_minute_per_address: per_minute(source, "api.requests_per_minute_per_address", "1200")?,
        deprecations: tables.iter().map(|(table, origin)| deprecation(table, origin)).collect::<Result<_, _>>()?,
    })
}

fn per_minute(source: &mut Source, key: &'static str, default: &str) -> Result<u32, SettingsError> {
    const EXPECTED: &str = "a whole number from 1";
    let number: u32 = source.parsed(key, default, EXPECTED)?;
    if number == 0 { Err(Origin::Default.bad(key, "0", EXPECTED)) } else { Ok(number) }
}

fn deprecation(table: &Table, origin: &Origin) -> Result<Deprecation, SettingsError> {
    const KEYS: [&str; 5] = ["path", "method", "deprecated_at", "sunset_at", "notice"];
    if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(SettingsError::UnknownKey {
            origin: origin.to_string(),
            key: format!("api.deprecation.{key}"),
            known: KEYS.join(", "),
        });
    }
    let text = |key: &str| {
        table.get(key).map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
    };
    let bad = |key: &str, given: Option<String>, expected: &str| {
        origin.bad(&format!("api.deprecation.{key}"), &given.unwrap_or_default(), expected)
    };
    let moment = |key: &str| -> Result<Option<DateTime<Utc>>, SettingsError> {
        let given = text(key);
        let read = given.as_deref().map(|given| DateTime::parse_from_rfc3339(given).map(|at| at.with_timezone(&Utc)));
        read.transpose().map_err(|_| bad(key, given, "a time as in 2027-03-01T00:00:00+09:00"))
    };
    let path = text("path").filter(|path| path.starts_with("/api/v1/"));
    let method = text("method").map(|method| match method.as_str() {
        "GET" | "POST" | "PUT" | "DELETE" => Method::from_bytes(method.as_bytes()).ok(),
        _ => None,
    });
    let notice = text("notice").map(|notice| NoticeId::parse(&notice).ok());
    Ok(Deprecation {
        path: path.ok_or_else(|| bad("path", text("path"), "an address of the document, as in /api/v1/unread"))?,
        method: match method {
            Some(None) => return Err(bad("method", text("method"), "GET, POST, PUT or DELETE")),
            Some(method) => method,
            None => None,
        },
        deprecated_at: moment("deprecated_at")?
            .ok_or_else(|| bad("deprecated_at", None, "a time as in 2027-03-01T00:00:00+09:00"))?,
        sunset_at: moment("sunset_at")?,
        notice: match notice {
            Some(None) => return Err(bad("notice", text("notice"), "the number of a notice, as in SC-2026-0042")),
            Some(notice) => notice,
            None => None,
        },
    })
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
