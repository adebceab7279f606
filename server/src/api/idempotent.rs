//! Repeated writes (draft-ietf-httpapi-idempotency-key-header): the same key with the same request gets
//! the answer of the first, with another request it is refused, and while the first is under way it is
//! told so. Failures on our side are not kept: those may be tried again.

use super::problem::{Kind, Problem};
use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::token::TokenId;
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode, header};
use sha2::{Digest, Sha256};
use std::future::Future;
use store::{Claim, Store, StoredAnswer};

/// The header with the key.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The longest key.
const LONGEST: usize = 255;
/// The headers of an answer that are kept with it.
const KEPT: [HeaderName; 5] =
    [header::CONTENT_TYPE, header::ETAG, header::LOCATION, header::CACHE_CONTROL, header::VARY];

/// The key of a request, where it has one; with or without the quotes of a structured string.
pub fn key_of(parts: &Parts) -> Result<Option<String>, Problem> {
    let mut given = parts.headers.get_all(KEY).iter();
    let Some(value) = given.next() else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let key = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let is_valid = !key.is_empty() && key.len() <= LONGEST && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_valid && given.next().is_none() {
        Ok(Some(key.to_owned()))
    } else {
        Err(Problem::header("Idempotency-Key", "1 to 255 visible ASCII characters, once"))
    }
}

/// What was asked, in 32 bytes.
pub fn fingerprint(parts: &Parts, body: &Bytes) -> [u8; 32] {
    let mut digest = Sha256::new();
    for part in [parts.method.as_str(), parts.uri.path(), parts.uri.query().unwrap_or_default()] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    for name in [header::IF_MATCH, header::IF_NONE_MATCH] {
        digest.update(parts.headers.get(name).map_or(&b""[..], HeaderValue::as_bytes));
        digest.update([0]);
    }
    digest.update(body);
    digest.finalize().into()
}

/// Does what is asked, or answers as before.
pub async fn once(
    store: &Store,
    token: TokenId,
    key: &str,
    fingerprint: [u8; 32],
    now: DateTime<Utc>,
    doing: impl Future<Output = Response>,
) -> Result<Response, Problem> {
    match store.claim_key(token, key, &fingerprint, now).await? {
        Claim::Claimed => {}
        Claim::Done(answer) => return Ok(replayed(answer)),
        Claim::InFlight => {
            let problem = Problem::new(Kind::InFlight, "Ask again in a moment for its answer.");
            return Err(problem.with(header::RETRY_AFTER, "1"));
        }
        Claim::OtherRequest => {
            return Err(Problem::new(Kind::KeyReused, "Take another Idempotency-Key for another request."));
        }
    }
    let response = doing.await;
    if response.status().is_server_error() {
        store.release_key(token, key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        store.release_key(token, key).await?;
        return Err(Problem::new(Kind::Failed, "The answer ended early."));
    };
    let headers = KEPT
        .iter()
        .filter_map(|name| Some((name.as_str().to_owned(), parts.headers.get(name)?.to_str().ok()?.to_owned())));
    let answer = StoredAnswer { status: parts.status.as_u16(), headers: headers.collect(), body: body.to_vec() };
    // What was asked is done: that its answer could not be kept is no reason to say that it failed.
    if let Err(error) = store.keep_answer(token, key, &answer).await {
        tracing::warn!(error = %error, "the answer to a write could not be kept");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn replayed(answer: StoredAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, answer.body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
