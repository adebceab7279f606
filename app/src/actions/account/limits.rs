//! How often what needs a secret may be tried: per account and per network address, within [`WINDOW`].

use crate::ssr::page_request::PageRequest;
use chrono::TimeDelta;
use domain::audit::AuditAction;
use domain::network::network_of;
use std::net::IpAddr;
use store::{Attempt, Limit, StoreError};

/// The time over which tries are counted.
pub const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// How many wrong passwords one address may have.
const MOST_FOR_ACCOUNT: u64 = 10;
/// How many wrong codes one person may have.
const MOST_CODES: u64 = 5;
/// How many letters one address may ask for.
const MOST_LETTERS: u64 = 3;
/// How many failures may come from one network: a whole office may be behind one.
const MOST_FROM_NETWORK: u64 = 50;

/// For signing in with a password, under the address as it was given.
pub fn of_password(request: &PageRequest, address: &str) -> Vec<Limit> {
    with_network(request, Limit { key: address.to_owned(), most: MOST_FOR_ACCOUNT }, "sign-in")
}

/// For the second step, under the person.
pub fn of_code(request: &PageRequest, user: i64) -> Vec<Limit> {
    with_network(request, Limit { key: format!("code {user}"), most: MOST_CODES }, "sign-in")
}

/// For asking for a letter, under the address as it was given.
pub fn of_letter(request: &PageRequest, address: &str) -> Vec<Limit> {
    with_network(request, Limit { key: format!("letter {address}"), most: MOST_LETTERS }, "letter")
}

/// Begins a try with a link's token, which has no account to count under. `None` when there were too many.
///
/// # Errors
/// When the store cannot count.
pub async fn try_link(request: &PageRequest) -> Result<Option<Attempt>, StoreError> {
    let refusal = request.act().record(AuditAction::SignInRefused, None, "").with("what", "link");
    let limits: Vec<_> = network(request, "link").into_iter().collect();
    request.portal.store.begin_attempt(&limits, WINDOW, &refusal).await
}

fn with_network(request: &PageRequest, limit: Limit, purpose: &str) -> Vec<Limit> {
    std::iter::once(limit).chain(network(request, purpose)).collect()
}

fn network(request: &PageRequest, purpose: &str) -> Option<Limit> {
    from_network(request.network, purpose)
}

/// For what comes from a network address, where that is known.
pub fn from_network(address: Option<IpAddr>, purpose: &str) -> Option<Limit> {
    let network = network_of(address?);
    Some(Limit { key: format!("{purpose} from {network}"), most: MOST_FROM_NETWORK })
}
