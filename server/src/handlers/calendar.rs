//! Answers with the public calendar, as [`super::feed`] does with a feed.

use super::feed::{holds_until, selection_of};
use crate::feeds::{Dated, Follower, calendar};
use crate::response_cache::Cacheable;
use crate::state::ServerState;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::header;

/// iCalendar.
pub(super) const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// Saved under a name that calendar programs open.
pub(super) const DISPOSITION: &str = "inline; filename=\"calendar.ics\"";

/// `/feeds/calendar.ics`
pub async fn calendar(State(state): State<ServerState>, request: Request) -> Response {
    let selection = match selection_of(request.uri()) {
        Ok(selection) => selection,
        Err(problem) => return *problem,
    };
    let now = state.portal.clock.now();
    let catalogue = state.portal.catalogue();
    let follower = Follower::Everyone(request.uri().path());
    let public_url = &state.portal.site.public_url;
    let Dated { feed, modified_at } = calendar::calendar(&catalogue, now, &selection, public_url, follower, |_| false);
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_DISPOSITION, DISPOSITION),
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
