//! Pages and the actions of their forms. What an anonymous reader gets is made from the catalogue
//! alone on most pages and can be kept ready; what a signed-in reader gets is kept by nobody.

use super::html;
use crate::middleware::error_page;
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use app::ssr::{page_request, respond};
use axum::extract::{Request, State};
use axum::response::Response;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::catalogue::Catalogue;
use http::{HeaderValue, StatusCode, header};

/// The query keys that a page made from the catalogue looks at. With any other, the answer is not kept.
const KNOWN_KEYS: [&str; 12] = [
    "kind",
    "category",
    "impact",
    "component",
    "state",
    "unread",
    "needs_action",
    "order",
    "page",
    "month",
    "view",
    "show",
];

/// How long a page holds: relative dates and states on it change by the minute at the earliest.
const PAGE_HOLDS: TimeDelta = TimeDelta::minutes(1);

/// A page that an anonymous reader gets from the catalogue alone.
pub async fn from_catalogue(State(state): State<ServerState>, request: Request) -> Response {
    let has_known_keys = request.uri().query().is_none_or(has_known_keys);
    let now = state.portal.clock.now();
    // Taken before the page is made: at worst the page is newer than its entry says, and made again.
    let catalogue = state.portal.catalogue();
    let (is_personal, mut response) = answer(state, request).await;
    if !is_personal && has_known_keys && response.status() == StatusCode::OK {
        response.extensions_mut().insert(Cacheable {
            catalogue_version: Some(catalogue.version),
            from: now,
            until: Some(holds_until(&catalogue, now)),
            modified_at: None,
        });
    }
    response
}

/// Any page; the app's 404 page for an address that leads nowhere. What it shows may be one reader's own also
/// without a session, as behind a link in a mail.
pub async fn page(State(state): State<ServerState>, request: Request) -> Response {
    let mut response = answer(state, request).await.1;
    response.headers_mut().insert(header::CACHE_CONTROL, PRIVATE);
    response
}

/// The action of a form.
pub async fn action(State(state): State<ServerState>, request: Request) -> Response {
    match respond::action(&state.portal, request).await {
        // Whatever form it was, and wherever it would have led back to.
        Ok(response) if response.status() == StatusCode::SERVICE_UNAVAILABLE => error_page::crowded(),
        Ok(response) if respond::has_failed(&response) => error_page::failed(),
        Ok(mut response) => {
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(PRIVATE);
            response
        }
        Err(error) => failed(&error),
    }
}

const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
const ANONYMOUS: HeaderValue = HeaderValue::from_static("no-cache");

/// Renders a page and says who may keep it. The first of the two is whether a session came along.
async fn answer(state: ServerState, request: Request) -> (bool, Response) {
    let (parts, body) = request.into_parts();
    let is_personal = page_request::session_token(&state.portal, &parts).is_some();
    let rendered = respond::page(&state.portal, state.leptos, Request::from_parts(parts, body)).await;
    let response = match rendered {
        Ok(response) => {
            // Only a session has a provider to leave at, and nobody else is told which there are.
            let targets = if is_personal { state.single_sign_on.form_targets() } else { vec![] };
            let mut response = html::finish(response, &targets, state.portal.site.watches).await;
            let headers = response.headers_mut();
            headers.insert(header::CACHE_CONTROL, if is_personal { PRIVATE } else { ANONYMOUS });
            headers.append(header::VARY, HeaderValue::from_static("cookie"));
            response
        }
        Err(error) => failed(&error),
    };
    (is_personal, response)
}

fn failed(error: &store::StoreError) -> Response {
    tracing::error!(error = %error, cause = ?std::error::Error::source(error), "a page could not be made");
    error_page::failed()
}

fn has_known_keys(query: &str) -> bool {
    query.split('&').all(|pair| KNOWN_KEYS.contains(&pair.split('=').next().unwrap_or_default()))
}

/// The end of this minute, or the instant something appears if that is sooner.
fn holds_until(catalogue: &Catalogue, now: DateTime<Utc>) -> DateTime<Utc> {
    let minute = now.duration_trunc(PAGE_HOLDS).unwrap_or(now) + PAGE_HOLDS;
    catalogue.next_appearance(now).map_or(minute, |appearance| appearance.min(minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_to_the_end_of_the_minute() {
        let now: DateTime<Utc> = "2026-11-23T01:00:42.5Z".parse().unwrap();
        assert_eq!(holds_until(&Catalogue::empty(), now).to_rfc3339(), "2026-11-23T01:01:00+00:00");
    }

    #[test]
    fn only_queries_the_pages_know_are_kept() {
        assert!(has_known_keys("impact=action_required&page=2"));
        assert!(!has_known_keys("page=2&utm_source=x"));
        assert!(!has_known_keys("done=all-read"));
    }
}
