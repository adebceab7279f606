//! Answers with what one person may read, for whoever has the secret address of a feed of theirs: looked up on
//! every fetch, kept nowhere on the way, and told by its validator alone. Which notices are in it changes with what
//! the person may see as well, which no notice has a date of; so there is no `Last-Modified`.

use super::calendar::{DISPOSITION, MEDIA_TYPE};
use super::feed::{failed, no_such_feed, selection_of};
use crate::feeds::{self, Follower, Format, Selection, calendar};
use crate::response_cache::Validated;
use crate::state::ServerState;
use app::ssr::secret::{self, Secret};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::publication::Publication;
use http::{HeaderName, HeaderValue, Uri, header};
use store::FeedReader;

/// What belongs to one reader is on no page of a search engine, and in no cache but the reader's own.
const OWN: [(HeaderName, HeaderValue); 3] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

/// `/feeds/private/{token}/notices.{rss,atom,json}`
pub async fn notices(State(state): State<ServerState>, Path(token): Path<String>, address: Uri) -> Response {
    let (reader, selection) = match asked(&state, &token, &address).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let Some(format) = Format::of_path(address.path()) else { return no_such_feed() };
    let (now, catalogue) = (state.portal.clock.now(), state.portal.catalogue());
    match feeds::notices(&state.portal, &catalogue, now, &selection, Follower::One(&reader)).await {
        Ok(dated) => own(([(header::CONTENT_TYPE, format.media_type())], format.write(&dated.feed)).into_response()),
        Err(error) => failed(&error),
    }
}

/// `/feeds/private/{token}/calendar.ics`
pub async fn entries(State(state): State<ServerState>, Path(token): Path<String>, address: Uri) -> Response {
    let (reader, selection) = match asked(&state, &token, &address).await {
        Ok(asked) => asked,
        Err(answer) => return *answer,
    };
    let marks = match state.portal.store.marks(&reader.viewer).await {
        Ok(marks) => marks,
        Err(error) => return failed(&error),
    };
    let (now, catalogue) = (state.portal.clock.now(), state.portal.catalogue());
    let (public_url, follower) = (&state.portal.site.public_url, Follower::One(&reader));
    let is_acknowledged = |publication: &Publication| marks.acknowledged(publication).is_some();
    let dated = calendar::calendar(&catalogue, now, &selection, public_url, follower, is_acknowledged);
    let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CONTENT_DISPOSITION, DISPOSITION)];
    own((headers, publishing::feed::ics(&dated.feed)).into_response())
}

/// Who reads by a token, and what they select; else what they are answered. Nothing is asked of the database for
/// what cannot be a token.
async fn asked(state: &ServerState, token: &str, address: &Uri) -> Result<(FeedReader, Selection), Box<Response>> {
    if !Secret::PrivateFeed.fits(token) {
        return Err(Box::new(no_such_feed()));
    }
    match state.portal.store.feed_reader(&secret::hash(token), state.portal.clock.now()).await {
        Ok(Some(reader)) => Ok((reader, selection_of(address)?)),
        Ok(None) => Err(Box::new(no_such_feed())),
        Err(error) => Err(Box::new(failed(&error))),
    }
}

fn own(mut response: Response) -> Response {
    response.headers_mut().extend(OWN);
    response.extensions_mut().insert(Validated);
    response
}
