//! The accent colour that `content/portal.toml` chooses, as a stylesheet of one line.

use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

/// `/portal.css`: empty until something was published.
pub async fn accent(State(state): State<ServerState>) -> Response {
    let now = state.portal.clock.now();
    let catalogue = state.portal.catalogue();
    // The check has made sure that the colour is `#rrggbb`.
    let css = catalogue.portal.as_ref().map(|portal| format!(":root{{--accent:{}}}\n", portal.accent));
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    let mut response = (headers, css.unwrap_or_default()).into_response();
    response.extensions_mut().insert(Cacheable {
        catalogue_version: Some(catalogue.version),
        from: now,
        until: None,
        modified_at: None,
    });
    response
}
