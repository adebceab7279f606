//! Answers with what one person may read, for whoever has the secret address of a feed of theirs: looked up on
//! every fetch, kept nowhere on the way, and told by its validator alone. Which notices are in it changes with what
//! the person may see as well, which no notice has a date of; so there is no `Last-Modified`.

use super::calendar::{DISPOSITION, MEDIA_TYPE};
use super::feed::{failed, no_such_feed, selection_of};
use crate::feeds::{self, Follower, Format, calendar};
use crate::response_cache::Validated;
use crate::state::ServerState;
use app::ssr::secret::{self, Secret};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::acknowledgement::still_counts;
use http::{HeaderName, HeaderValue, Uri, header};
use store::{FeedReader, StoreError};

/// What belongs to one reader is on no page of a search engine, and in no cache but the reader's own.
const OWN: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

/// `/feeds/private/{token}/notices.{rss,atom,json}`
pub async fn notices(State(state): State<ServerState>, Path(token): Path<String>, address: Uri) -> Response {
    match answer_notices(&state, &token, &address).await {
        Ok(response) => response,
        Err(error) => failed(&error),
    }
}

/// `/feeds/private/{token}/calendar.ics`
pub async fn entries(State(state): State<ServerState>, Path(token): Path<String>, address: Uri) -> Response {
    match answer_entries(&state, &token, &address).await {
        Ok(response) => response,
        Err(error) => failed(&error),
    }
}

async fn answer_notices(state: &ServerState, token: &str, address: &Uri) -> Result<Response, StoreError> {
    let (Some(reader), Some(format)) = (reader(state, token).await?, Format::of_path(address.path())) else {
        return Ok(no_such_feed());
    };
    let selection = match selection_of(address) {
        Ok(selection) => selection,
        Err(problem) => return Ok(*problem),
    };
    let (now, catalogue) = (state.portal.clock.now(), state.portal.catalogue());
    let dated = feeds::notices(&state.portal, &catalogue, now, &selection, Follower::One(&reader)).await?;
    Ok(own(([(header::CONTENT_TYPE, format.media_type())], format.write(&dated.feed)).into_response()))
}

async fn answer_entries(state: &ServerState, token: &str, address: &Uri) -> Result<Response, StoreError> {
    let Some(reader) = reader(state, token).await? else { return Ok(no_such_feed()) };
    let selection = match selection_of(address) {
        Ok(selection) => selection,
        Err(problem) => return Ok(*problem),
    };
    let (now, catalogue) = (state.portal.clock.now(), state.portal.catalogue());
    let marks = state.portal.store.marks(&reader.viewer).await?;
    let public_url = &state.portal.site.public_url;
    let dated = calendar::calendar(&catalogue, now, &selection, public_url, Follower::One(&reader), |publication| {
        let revision = marks.acknowledged.get(&publication.key).map(|(revision, _)| *revision);
        revision.is_some_and(|revision| still_counts(publication, revision))
    });
    let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CONTENT_DISPOSITION, DISPOSITION)];
    Ok(own((headers, publishing::feed::ics(&dated.feed)).into_response()))
}

/// Who reads by that token; nothing is asked of the database for what cannot be one.
async fn reader(state: &ServerState, token: &str) -> Result<Option<FeedReader>, StoreError> {
    if !Secret::PrivateFeed.fits(token) {
        return Ok(None);
    }
    state.portal.store.feed_reader(&secret::hash(token), state.portal.clock.now()).await
}

fn own(mut response: Response) -> Response {
    response.headers_mut().extend(OWN);
    response.extensions_mut().insert(Validated);
    response
}
