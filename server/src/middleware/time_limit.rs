//! A request is answered in time or stopped: one slow query must not hold a connection for ever.

use super::error_page;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use std::time::Duration;

/// The longest a request may take until its answer begins.
const LONGEST: Duration = Duration::from_secs(30);

/// Stops a request that takes longer.
pub async fn limit(request: Request, next: Next) -> Response {
    tokio::time::timeout(LONGEST, next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!("a request took too long and was stopped");
        error_page::busy()
    })
}
