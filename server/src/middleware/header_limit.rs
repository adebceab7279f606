//! How large address and headers may be together. The server reads some hundred kilobytes of them before anything
//! here is asked; what is larger than any browser sends goes no further than this.

use super::error_page;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;

/// The most that the address and the names and values of all headers may have, in bytes.
pub const LARGEST: usize = 32 * 1024;

/// Refuses what is larger.
pub async fn limit(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    let headers: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if address + headers > LARGEST { error_page::large_headers() } else { next.run(request).await }
}
