//! How often one network may fail to prove what another site says of somebody: launches and back-channel logouts.
//! As with passwords, a try is counted before anything is looked at, on all nodes together, and taken back
//! where nothing was wrong with it.

use super::error_page;
use crate::state::ServerState;
use app::actions::account::limits::{WINDOW, from_network};
use app::ssr::page_request::ClientAddress;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::audit::{Act, Actor, AuditAction};
use http::StatusCode;
use store::StoreError;

/// When to come back after too many tries, in seconds: some of them are over then.
const WAIT: u64 = 60;

/// Lets a try through that may be made. `what` names it in the audit trail.
pub async fn limit(State((state, what)): State<(ServerState, &'static str)>, request: Request, next: Next) -> Response {
    let network = request.extensions().get::<ClientAddress>().map(|client| client.0);
    let Some(limit) = from_network(network, what) else { return next.run(request).await };
    let store = &state.portal.store;
    let act = Act { actor: Actor::Anonymous, network, at: state.portal.clock.now() };
    let refusal = act.record(AuditAction::SignInRefused, None, "").with("what", what);
    let attempt = match store.begin_attempt(&[limit], WINDOW, &refusal).await {
        Ok(Some(attempt)) => attempt,
        Ok(None) => return error_page::too_many(WAIT),
        Err(error) => return failed(&error),
    };
    let response = next.run(request).await;
    // A page that leads nowhere proves nothing of anybody.
    let is_wrong = response.status().is_client_error() && response.status() != StatusCode::NOT_FOUND;
    if !is_wrong && let Err(error) = store.forgive_attempt(&attempt).await {
        tracing::warn!(error = %error, "a try could not be taken back");
    }
    response
}

fn failed(error: &StoreError) -> Response {
    tracing::error!(error = %error, "a try could not be counted");
    error_page::failed()
}
