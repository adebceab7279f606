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
    within(LONGEST, request, next).await
}

async fn within(longest: Duration, request: Request, next: Next) -> Response {
    tokio::time::timeout(longest, next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!("a request took too long and was stopped");
        error_page::busy()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use http::StatusCode;
    use tower::ServiceExt;

    #[tokio::test]
    async fn what_takes_too_long_is_stopped_and_told_so() {
        let limited = from_fn(|request: Request, next: Next| within(Duration::from_millis(20), request, next));
        let router = Router::new()
            .route("/stalls", get(std::future::pending::<()>))
            .route("/answers", get(|| async { "at once" }))
            .layer(limited);
        let ask = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap().status()
        };
        assert_eq!(ask("/stalls").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(ask("/answers").await, StatusCode::OK);
    }
}
