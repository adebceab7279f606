//! Answers with a feed. What is ready is answered, also with 304, before it comes here: see
//! [`crate::middleware::cached_responses`].

use super::problem::problem;
use crate::feeds::{self, Dated, Follower, Format, Selection};
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use domain::catalogue::Catalogue;
use http::{StatusCode, Uri, header};
use store::StoreError;

/// How long a feed of one state holds: states change by the minute at the earliest.
const STATE_HOLDS: TimeDelta = TimeDelta::minutes(1);

/// `/feeds/notices.{rss,atom,json}`
pub async fn feed(State(state): State<ServerState>, request: Request) -> Response {
    let path = request.uri().path();
    let Some(format) = Format::of_path(path) else { return no_such_feed() };
    let selection = match selection_of(request.uri()) {
        Ok(selection) => selection,
        Err(problem) => return *problem,
    };
    let now = state.portal.clock.now();
    let catalogue = state.portal.catalogue();
    let follower = Follower::Everyone(path);
    let Dated { feed, modified_at } = match feeds::notices(&state.portal, &catalogue, now, &selection, follower).await {
        Ok(dated) => dated,
        Err(error) => return failed(&error),
    };
    let headers = [(header::CONTENT_TYPE, format.media_type()), (header::CACHE_CONTROL, "no-cache")];
    let mut response = (headers, format.write(&feed)).into_response();
    response.extensions_mut().insert(Cacheable {
        catalogue_version: Some(catalogue.version),
        from: now,
        until: holds_until(&catalogue, &selection, now),
        modified_at,
    });
    response
}

/// There is none at that address.
pub(super) fn no_such_feed() -> Response {
    problem(StatusCode::NOT_FOUND, "Not found", "There is no such feed.")
}

/// The store could not tell what belongs in it.
pub(super) fn failed(error: &StoreError) -> Response {
    tracing::error!(error = %error, cause = ?std::error::Error::source(error), "a feed could not be made");
    let detail = "The feed could not be made. Please try again later.";
    problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal error", detail)
}

/// What is asked of a feed, or the problem with it.
pub(super) fn selection_of(address: &Uri) -> Result<Selection, Box<Response>> {
    let query: Vec<_> = form_urlencoded::parse(address.query().unwrap_or_default().as_bytes()).collect();
    Selection::parse(query.iter().map(|(key, value)| (key.as_ref(), value.as_ref())))
        .map_err(|error| Box::new(problem(StatusCode::BAD_REQUEST, "Invalid filter", &error.to_string())))
}

/// The first instant at which a feed could be different from what it is at `now`.
pub(super) fn holds_until(catalogue: &Catalogue, selection: &Selection, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let state_holds = selection.depends_on_time().then(|| now + STATE_HOLDS);
    catalogue.next_appearance(now).into_iter().chain(state_holds).min()
}
