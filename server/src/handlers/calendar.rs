//! Answers with the public calendar, as [`super::feed`] does with a feed.

use super::feed::{holds_until, selection_of};
use crate::feeds::{Dated, calendar};
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header;

/// `/feeds/calendar.ics`
pub async fn calendar(State(state): State<ServerState>, request: Request) -> Response {
    let selection = match selection_of(&request) {
        Ok(selection) => selection,
        Err(problem) => return *problem,
    };
    let now = state.portal.clock.now();
    let catalogue = state.portal.catalogue();
    let path = request.uri().path();
    let Dated { feed, modified_at } =
        calendar::calendar(&catalogue, now, &selection, &state.portal.site.public_url, path);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "no-cache"),
        // Saved under a name that calendar programs open.
        (header::CONTENT_DISPOSITION, "inline; filename=\"calendar.ics\""),
    ];
    let mut response = (headers, publishing::feed::ics(&feed)).into_response();
    response.extensions_mut().insert(Cacheable {
        catalogue_version: Some(catalogue.version),
        from: now,
        until: holds_until(&catalogue, &selection, now),
        modified_at,
    });
    response
}
