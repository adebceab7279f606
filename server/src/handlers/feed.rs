//! Answers with a feed. What is ready is answered, also with 304, before it comes here: see
//! [`crate::middleware::cached_responses`].

use super::problem::problem;
use crate::feeds::{self, Format, Selection};
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use http::{StatusCode, header};

/// How long a feed of one state holds: states change by the minute at the earliest.
const STATE_HOLDS: TimeDelta = TimeDelta::minutes(1);

/// `/feeds/notices.{rss,atom,json}`
pub async fn feed(State(state): State<ServerState>, request: Request) -> Response {
    let path = request.uri().path();
    let Some(format) = Format::of_path(path) else {
        return problem(StatusCode::NOT_FOUND, "Not found", "There is no such feed.");
    };
    let query: Vec<_> = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).collect();
    let selection = match Selection::parse(query.iter().map(|(key, value)| (key.as_ref(), value.as_ref()))) {
        Ok(selection) => selection,
        Err(error) => return problem(StatusCode::BAD_REQUEST, "Invalid filter", &error.to_string()),
    };
    let now = state.portal.clock.now();
    let catalogue = state.portal.catalogue();
    let feed = feeds::notices(&catalogue, now, &selection, &state.portal.site.public_url, path);
    let appearance = catalogue.next_appearance(now);
    let until = match (selection.depends_on_time(), appearance) {
        (true, Some(appearance)) => Some(appearance.min(now + STATE_HOLDS)),
        (true, None) => Some(now + STATE_HOLDS),
        (false, appearance) => appearance,
    };
    let headers = [(header::CONTENT_TYPE, format.media_type()), (header::CACHE_CONTROL, "no-cache")];
    let mut response = (headers, format.write(&feed)).into_response();
    response.extensions_mut().insert(Cacheable {
        catalogue_version: Some(catalogue.version),
        from: now,
        until,
        modified_at: feeds::modified_at(&feed),
    });
    response
}
