//! People and the audit trail as files. Taking one out is an act of its own, and stands in the trail.

use super::page;
use crate::middleware::error_page;
use crate::state::ServerState;
use app::ssr::audit_query::{as_csv, as_json_lines, filter_of};
use app::ssr::csv_file::csv_file;
use app::ssr::page_request::PageRequest;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::audit::{AuditAction, AuditFilter};
use domain::permission::{Permission, may};
use domain::person::PersonState;
use http::header;
use store::StoreError;

/// The most records a file has; the period of the filter leads to older ones.
const MOST_RECORDS: u64 = 50_000;

/// A file, or the ordinary 404, or the way to sign in.
pub async fn export(State(state): State<ServerState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match PageRequest::for_request(&state.portal, &parts).await {
        Ok(asked) => asked,
        Err(error) => return failed(&error),
    };
    if asked.viewer.user().is_none() {
        return axum::response::Redirect::to(&asked.sign_in_address()).into_response();
    }
    match file(&asked).await {
        Ok(Some((name, media_type, bytes))) => {
            let headers = [
                (header::CONTENT_TYPE, media_type.to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
                (header::CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            (headers, Body::from(bytes)).into_response()
        }
        Ok(None) => page::page(State(state), Request::from_parts(parts, body)).await,
        Err(error) => failed(&error),
    }
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(error = %error, cause = ?std::error::Error::source(error), "a file could not be made");
    error_page::failed()
}

type File = (&'static str, &'static str, Vec<u8>);

const CSV: &str = "text/csv; charset=utf-8";

async fn file(asked: &PageRequest) -> Result<Option<File>, StoreError> {
    let (own, everyone) = (Permission::ReadOwnAudit, Permission::ReadEveryAudit);
    match asked.path.as_str() {
        "/people.csv" => people(asked).await,
        "/audit.csv" if may(&asked.viewer, own) => trail(asked, "csv").await,
        "/audit.jsonl" if may(&asked.viewer, own) => trail(asked, "jsonl").await,
        "/staff/audit.csv" if may(&asked.viewer, everyone) => trail(asked, "csv").await,
        "/staff/audit.jsonl" if may(&asked.viewer, everyone) => trail(asked, "jsonl").await,
        _ => Ok(None),
    }
}

async fn people(asked: &PageRequest) -> Result<Option<File>, StoreError> {
    let store = &asked.portal.store;
    let Some(tenant) = asked.viewer.tenant() else { return Ok(None) };
    let Some(roster) = store.roster(&asked.viewer, tenant).await? else { return Ok(None) };
    let head = ["name", "address", "role", "state", "language", "last_signed_in_at", "second_factor"];
    let came = roster.people.iter().map(|person| {
        let last = person.last_signed_in_at.map(|at| at.to_rfc3339()).unwrap_or_default();
        let factor = if person.has_second_factor { "on" } else { "off" };
        [
            &person.name,
            person.address.as_str(),
            person.role.word(),
            person.state.word(),
            person.locale.tag(),
            &last,
            factor,
        ]
        .map(str::to_owned)
    });
    let invited = roster.invitations.iter().map(|open| {
        let state = PersonState::Invited.word();
        [&open.name, open.address.as_str(), open.role.word(), state, open.locale.tag(), "", "off"].map(str::to_owned)
    });
    let bytes = csv_file(head.map(str::to_owned), came.chain(invited).collect::<Vec<_>>());
    store.audit(&asked.act().record(AuditAction::PeopleExported, Some(tenant), tenant.as_str())).await?;
    Ok(Some(("people.csv", CSV, bytes)))
}

async fn trail(asked: &PageRequest, ending: &str) -> Result<Option<File>, StoreError> {
    // A day that cannot be read gives no file, where it would give one of everything.
    let Ok(filter) = filter_of(asked) else { return Ok(None) };
    let filter = AuditFilter { before: None, ..filter };
    let Some(page) = asked.portal.store.audit_page(&asked.viewer, &filter, MOST_RECORDS).await? else {
        return Ok(None);
    };
    let record = asked.act().record(AuditAction::AuditExported, asked.viewer.tenant(), format!("audit.{ending}"));
    asked.portal.store.audit(&record.with("records", page.records.len().to_string())).await?;
    Ok(Some(match ending {
        "csv" => ("audit.csv", CSV, as_csv(&page)),
        _ => ("audit.jsonl", "application/jsonl; charset=utf-8", as_json_lines(&page)),
    }))
}
