//! The stylesheet, the browser half and the icon, from the site folder.

use super::page;
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use http::{HeaderValue, Method, StatusCode, header};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// How long a file is kept ready before the folder is looked at again.
const HOLDS: TimeDelta = TimeDelta::minutes(1);

/// A file of the site folder; the 404 page where there is none, or where something is posted.
pub async fn asset(State(state): State<ServerState>, request: Request) -> Response {
    let now = state.portal.clock.now();
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return page::page(State(state), request).await;
    }
    let (parts, _) = request.into_parts();
    let folder = ServeDir::new(state.site.as_path()).append_index_html_on_directories(false);
    let asked = Request::from_parts(parts.clone(), Body::empty());
    let Ok(response) = folder.oneshot(asked).await;
    let mut response = response.into_response();
    if response.status() == StatusCode::NOT_FOUND {
        return page::page(State(state), Request::from_parts(parts, Body::empty())).await;
    }
    // The names do not change with the content: browsers ask each time, and are mostly told 304.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if response.status() == StatusCode::OK && !state.portal.site.watches {
        response.extensions_mut().insert(Cacheable {
            catalogue_version: None,
            from: now,
            until: Some(now + HOLDS),
            modified_at: None,
        });
    }
    response
}
