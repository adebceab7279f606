//! What explains the API: the `OpenAPI` document, and the page made from it.

use super::page;
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use app::ssr::api_document::ApiDocument;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use http::header;

/// How long the document is kept ready before it is written again; it is the same until the next version.
const HOLDS: TimeDelta = TimeDelta::hours(1);

/// `/api/openapi.json`, the same for everyone.
pub async fn document(State(state): State<ServerState>) -> Response {
    let now = state.portal.clock.now();
    let body = state.api.contract.document.to_string();
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    let mut response = (headers, body).into_response();
    response.extensions_mut().insert(Cacheable {
        catalogue_version: None,
        from: now,
        until: Some(now + HOLDS),
        modified_at: None,
    });
    response
}

/// `/api`: the page is handed the document.
pub async fn page(State(state): State<ServerState>, mut request: Request) -> Response {
    request.extensions_mut().insert(ApiDocument::new(&state.api.contract.document));
    page::page(State(state), request).await
}
