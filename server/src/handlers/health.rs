//! Whether the process is alive, and whether it can answer: for supervisors and load balancers.

use crate::state::ServerState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use std::time::Duration;

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// `/healthz`: the process runs.
pub async fn is_alive() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

/// `/readyz`: the catalogue is loaded, the database answers and the server is not stopping.
pub async fn is_ready(State(state): State<ServerState>) -> Response {
    let has_database = matches!(tokio::time::timeout(PATIENCE, state.portal.store.ping()).await, Ok(Ok(())));
    let is_ready = has_database && !state.stopping.is_cancelled();
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::json!({
        "ready": is_ready,
        "database": has_database,
        "catalogue_version": state.portal.catalogue().version,
    });
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
