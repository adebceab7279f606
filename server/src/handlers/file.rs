//! Files published with a revision. One that belongs to a publication outside the reader's audience,
//! one of a notice that was withdrawn and one that does not exist are answered alike: with the 404 page.

use super::page;
use crate::middleware::error_page;
use crate::state::ServerState;
use app::ssr::{page_request, session};
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::publication::{PublicationKey, PublicationKind};
use domain::revision::Attachment;
use domain::viewer::Viewer;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use std::fmt::Write;
use store::StoreError;

/// Media types that browsers show; all others are saved.
const SHOWN: [&str; 6] =
    ["image/png", "image/jpeg", "image/webp", "image/gif", "application/pdf", "text/plain; charset=utf-8"];

/// `/notices/{name}/files/{revision}/{file}` and the like.
pub async fn file(
    State(state): State<ServerState>,
    Path((name, revision, file)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let now = state.portal.clock.now();
    let found = match (key_of(parts.uri.path(), &name), revision.parse()) {
        (Some(key), Ok(revision)) => find(&state, &parts, now, &key, revision, &file).await,
        _ => Ok(None),
    };
    match found {
        Ok(Some((attachment, bytes, is_public))) => answer(&parts.headers, &attachment, bytes, is_public),
        Ok(None) => page::page(State(state), Request::from_parts(parts, Body::empty())).await,
        Err(error) => {
            tracing::error!(error = %error, cause = ?std::error::Error::source(&error), "a file could not be read");
            error_page::failed()
        }
    }
}

async fn find(
    state: &ServerState,
    parts: &http::request::Parts,
    now: DateTime<Utc>,
    key: &PublicationKey,
    revision: u32,
    file: &str,
) -> Result<Option<(Attachment, Vec<u8>, bool)>, StoreError> {
    let store = &state.portal.store;
    let viewer = match page_request::session_token(&state.portal, parts) {
        Some(token) => store.viewer_by_session(&session::token_hash(&token), now).await?.unwrap_or_default(),
        None => Viewer::Anonymous,
    };
    let Some(publication) = state.portal.catalogue().find(&viewer, now, key) else {
        return Ok(None);
    };
    if publication.is_withdrawn() && viewer.staff().is_none() {
        return Ok(None);
    }
    let found = store.attachment(&viewer, now, key, revision, file).await?;
    Ok(found.map(|(attachment, bytes)| (attachment, bytes, publication.audience.is_public())))
}

fn key_of(path: &str, name: &str) -> Option<PublicationKey> {
    let kind = match path.split('/').nth(1)? {
        "notices" => PublicationKind::Notice,
        "disclosures" => PublicationKind::Disclosure,
        "policies" => PublicationKind::Policy,
        _ => return None,
    };
    PublicationKey::parse(kind, name).ok()
}

pub(super) fn answer(asked: &HeaderMap, attachment: &Attachment, bytes: Vec<u8>, is_public: bool) -> Response {
    let etag = format!("\"{}\"", attachment.digest);
    let is_known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|tags| tags.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    let is_pdf = attachment.media_type == "application/pdf";
    let headers = [
        // A revision is immutable, and so are its files.
        (
            header::CACHE_CONTROL,
            if is_public { "public, max-age=31536000, immutable" } else { "private, no-cache" }.to_owned(),
        ),
        (header::ETAG, etag),
        (header::VARY, "cookie".to_owned()),
        (header::CONTENT_TYPE, attachment.media_type.clone()),
        (header::CONTENT_DISPOSITION, disposition(attachment)),
        // Whatever an author published can run nothing here. Browsers refuse to show a PDF in a
        // sandbox, so for one only its scripts are switched off.
        (
            header::CONTENT_SECURITY_POLICY,
            if is_pdf {
                "default-src 'self'; script-src 'none'; frame-ancestors 'none'"
            } else {
                "default-src 'none'; sandbox; frame-ancestors 'none'"
            }
            .to_owned(),
        ),
    ];
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = Response::new(if is_known { Body::empty() } else { Body::from(bytes) });
    *response.status_mut() = status;
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.into_response()
}

/// RFC 6266: the name in UTF-8, every byte that is not a plain letter or digit escaped.
fn disposition(attachment: &Attachment) -> String {
    let kind = if SHOWN.contains(&attachment.media_type.as_str()) { "inline" } else { "attachment" };
    let mut name = String::with_capacity(attachment.name.len());
    for byte in attachment.name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            name.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(name, "%{byte:02X}");
        }
    }
    format!("{kind}; filename*=UTF-8''{name}")
}
