//! What a read answers: JSON with a strong entity tag of exactly these bytes, and 304 where the reader
//! has them already (RFC 9110 §13.1.2). Nobody but the reader may keep it.

use super::problem::Problem;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use sha2::{Digest, Sha256};

const KEPT: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARIES: HeaderValue = HeaderValue::from_static("authorization");

/// A value as it is sent, with its entity tag.
pub fn tagged(value: &impl Serialize) -> Result<(Vec<u8>, String), Problem> {
    let body = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(error = %error, "a view has no JSON form");
        Problem::new(super::problem::Kind::Failed, "The answer could not be written.")
    })?;
    let digest = Sha256::digest(&body);
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&digest[..18]));
    Ok((body, tag))
}

/// The answer to a read.
pub fn read(asked: &HeaderMap, value: &impl Serialize) -> Result<Response, Problem> {
    let (body, tag) = tagged(value)?;
    if names_tag(asked, header::IF_NONE_MATCH, &tag) {
        return Ok(with_tag(StatusCode::NOT_MODIFIED.into_response(), &tag));
    }
    Ok(with_tag(json(StatusCode::OK, body), &tag))
}

/// The answer to a write.
pub fn written(status: StatusCode, value: &impl Serialize) -> Result<Response, Problem> {
    let (body, tag) = tagged(value)?;
    Ok(with_tag(json(status, body), &tag))
}

/// Whether a condition names the tag, or anything at all. Weak tags name nothing where a strong one is
/// needed; for `If-None-Match` they count (RFC 9110 §13.1).
pub fn names_tag(asked: &HeaderMap, condition: header::HeaderName, tag: &str) -> bool {
    let is_weak_enough = condition == header::IF_NONE_MATCH;
    asked.get_all(condition).iter().filter_map(|tags| tags.to_str().ok()).flat_map(|tags| tags.split(',')).any(
        |given| {
            let given = given.trim();
            let given = if is_weak_enough { given.trim_start_matches("W/") } else { given };
            given == "*" || given == tag
        },
    )
}

fn json(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

fn with_tag(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, KEPT);
    headers.insert(header::VARY, VARIES);
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// With the next page's address.
pub fn with_link(mut response: Response, link: Option<String>) -> Response {
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}
