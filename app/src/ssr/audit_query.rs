//! The audit trail's filter as the page's query and its form have it, and the same records as files.

use super::csv_file::csv_file;
use super::page_request::{PageRequest, encode};
use chrono::{Days, NaiveDate};
use domain::audit::{AuditAction, AuditFilter, AuditPage};
use domain::id::TenantId;
use domain::zone::end_of_day;
use std::fmt::Write;

/// A query that cannot be read: a day that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadDay;

/// Reads the query. Days are Japan's, both included.
///
/// # Errors
/// [`BadDay`].
pub fn filter_of(request: &PageRequest) -> Result<AuditFilter, BadDay> {
    let given = |key| request.query(key).map(str::trim).filter(|value| !value.is_empty());
    let day = |key| given(key).map(|text| text.parse::<NaiveDate>().map_err(|_| BadDay)).transpose();
    let before = |day: NaiveDate| day.checked_sub_days(Days::new(1)).unwrap_or(day);
    Ok(AuditFilter {
        action: given("action").and_then(AuditAction::from_word),
        who: given("who").map(|who| who.chars().take(100).collect()),
        tenant: given("tenant").and_then(|id| TenantId::parse(id).ok()),
        from: day("from")?.map(|day| end_of_day(before(day))),
        until: day("until")?.map(end_of_day),
        before: given("before").and_then(|number| number.parse().ok()),
    })
}

/// The query's filters, without the cursor, to be put after `?`.
pub fn kept_query(request: &PageRequest) -> String {
    let mut query = String::new();
    for key in ["action", "who", "tenant", "from", "until"] {
        if let Some(value) = request.query(key).filter(|value| !value.is_empty()) {
            let _ = write!(query, "{}{key}={}", if query.is_empty() { "" } else { "&" }, encode(value));
        }
    }
    query
}

/// The records as a table for spreadsheets.
pub fn as_csv(page: &AuditPage) -> Vec<u8> {
    let head = ["at", "actor", "name", "address", "action", "subject", "tenant", "details", "network"];
    let rows = page.records.iter().map(|(_, record)| {
        [
            record.at.to_rfc3339(),
            record.actor.word().to_owned(),
            record.actor.name().unwrap_or_default().to_owned(),
            record.actor.address().map(ToString::to_string).unwrap_or_default(),
            record.action.word().to_owned(),
            record.subject.clone(),
            record.tenant.as_ref().map(ToString::to_string).unwrap_or_default(),
            serde_json::to_string(&record.details).unwrap_or_default(),
            record.network.map(|address| address.to_string()).unwrap_or_default(),
        ]
    });
    csv_file(head.map(str::to_owned), rows)
}

/// The records as JSON Lines.
pub fn as_json_lines(page: &AuditPage) -> Vec<u8> {
    let lines = page.records.iter().filter_map(|(_, record)| serde_json::to_string(record).ok());
    lines.fold(String::new(), |text, line| text + &line + "\n").into_bytes()
}
