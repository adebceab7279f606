//! Gives each request a number, which the answer carries and every line logged meanwhile has. The
//! log knows a request by the pattern of its route: an address may hold a token.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue};
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument;

/// The header with a request's number.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers requests: a part of this process's own, and a count.
#[derive(Debug)]
pub struct RequestNumbers {
    process: String,
    count: AtomicU64,
}

impl RequestNumbers {
    /// Numbers for one process; `seed` makes them differ from another's.
    pub fn new(seed: [u8; 4]) -> Self {
        let process = seed.iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        });
        Self { process, count: AtomicU64::new(0) }
    }

    fn next(&self) -> String {
        format!("{}-{}", self.process, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Numbers a request and tells the log how it went.
pub async fn trace(State(numbers): State<Arc<RequestNumbers>>, request: Request, next: Next) -> Response {
    let number = numbers.next();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!(
        "request",
        request.id = %number,
        http.method = %request.method(),
        http.route = route,
    );
    let begun = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
    // What went wrong was said where it went wrong.
    span.in_scope(|| tracing::debug!(http.status = status, milliseconds, "answered"));
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
