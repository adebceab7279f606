//! Headers that every answer carries. `Referrer-Policy` is never `no-referrer`: forms find their way
//! back by the referrer.

use app::ssr::consoles::FramedBy;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{self, HeaderName, HeaderValue};
use std::sync::Arc;

/// A route may set a stricter one of its own: what is there is left.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// For a year only by HTTPS (RFC 6797); said where the portal itself is reached so.
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds them.
pub async fn add(State(public_url): State<Arc<str>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if public_url.starts_with("https://") {
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    // Where its policy names who may frame an answer, the older header has nothing to add.
    let is_framed = response.extensions().get::<FramedBy>().is_some();
    for (name, value) in HEADERS.into_iter().filter(|(name, _)| !(is_framed && name == header::X_FRAME_OPTIONS)) {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
