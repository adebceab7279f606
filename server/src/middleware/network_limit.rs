//! How often one network may ask for pages, files, feeds and everything else but the API, which has a limit of its
//! own. It is looked at before anything is answered, also what is ready, and in memory only. Requests of
//! the machine itself and of the trusted proxies' own are not counted: nobody else's come from there.

use super::{client_address, error_page};
use crate::api::boundary;
use crate::limits::Limits;
use app::ssr::portal::Site;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use domain::network::network_of;

/// Says of a request, in its extensions, that its network has asked too often, and how many seconds to wait.
#[derive(Debug, Clone, Copy)]
pub struct Refused(u64);

/// Counts a request; what says that it is refused where there were too many.
pub fn refused(request: &Request, limits: &Limits, site: &Site) -> Option<Refused> {
    if request.uri().path().starts_with(boundary::PREFIX) {
        return None;
    }
    let client = client_address::of(request, &site.trusted_proxies)?;
    if client.is_loopback() || site.trusted_proxies.contains(&client) {
        return None;
    }
    limits.network.take(&network_of(client)).err().map(Refused)
}

/// Answers what is refused.
pub async fn refuse(request: Request, next: Next) -> Response {
    match request.extensions().get::<Refused>() {
        Some(Refused(seconds)) => error_page::too_many(*seconds),
        None => next.run(request).await,
    }
}
