//! From where a request comes, for limits and the audit trail: the address of the connection, or what a trusted
//! proxy says in `X-Forwarded-For`. Nothing any other client claims there is believed.

use app::ssr::page_request::ClientAddress;
use app::ssr::portal::Site;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::network::client_of;
use http::HeaderMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Finds it out and puts it among the request's extensions.
pub async fn find(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    if let Some(client) = of(&request, &site.trusted_proxies) {
        request.extensions_mut().insert(ClientAddress(client));
    }
    next.run(request).await
}

/// From where a request comes, where its connection is known.
pub fn of(request: &Request, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
    let is_believed = trusted.contains(&peer.to_canonical());
    let forwarded = if is_believed { forwarded(request.headers()) } else { vec![] };
    Some(client_of(peer, &forwarded, trusted))
}

/// The addresses the header has, in order. One that cannot be read ends what can be believed.
fn forwarded(headers: &HeaderMap) -> Vec<IpAddr> {
    let values = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut addresses: Vec<_> =
        values.flat_map(|value| value.split(',')).rev().map_while(|address| address.trim().parse().ok()).collect();
    addresses.reverse();
    addresses
}
