//! What every request of the API passes before its handler: the limit of its address, its token, the
//! token's limit, the scope, the parameters, and for a write its body and its key. In that order, so that
//! nobody learns anything of what there is without a token that may ask.

use super::caller::Caller;
use super::contract::Operation;
use super::idempotent;
use super::limits::{self, Policy, Usage};
use super::problem::{Kind, Problem};
use crate::state::ServerState;
use app::ssr::page_request::ClientAddress;
use app::ssr::secret::{self, Secret};
use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::token::{Bearer, Scope};
use http::request::Parts;
use http::{HeaderName, HeaderValue, header};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;

/// The largest body, in bytes.
const LARGEST_BODY: usize = 64 * 1024;

/// Lets a request pass that may pass.
pub async fn pass(State(state): State<ServerState>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let Some(operation) = state.api.contract.operation(&path, &parts.method).cloned() else {
        // Another method: the router says which there are.
        return next.run(Request::from_parts(parts, body)).await;
    };
    let deprecation = state.api.deprecations.of(&path, &parts.method).cloned();
    let mut usages = vec![];
    let answered = answer(&state, parts, body, &operation, next, &mut usages).await;
    let mut response = answered.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    if !usages.is_empty() {
        let (policies, standings) = limits::headers(&usages);
        for (name, value) in [("ratelimit-policy", policies), ("ratelimit", standings)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
    if let Some(deprecation) = deprecation {
        deprecation.tell(headers, &state.portal.site.public_url);
    }
    response
}

async fn answer(
    state: &ServerState,
    mut parts: Parts,
    body: Body,
    operation: &Operation,
    next: Next,
    usages: &mut Vec<Usage>,
) -> Result<Response, Problem> {
    let (store, now) = (&state.portal.store, state.portal.clock.now());
    if let Some(ClientAddress(address)) = parts.extensions.get::<ClientAddress>().copied() {
        let whose = address_key(&state.portal.site.key, address);
        within(state.api.limits.count(store, Policy::Address, &whose, now).await?, usages)?;
    }
    let bearer = bearer(state, &parts, now).await?;
    within(state.api.limits.count(store, Policy::Token, &bearer.token.0.to_string(), now).await?, usages)?;
    if !bearer.scopes.contains(&operation.scope) {
        return Err(insufficient(operation.scope));
    }
    let query = query(&parts, operation)?;
    let token = bearer.token;
    let path = path_without_cursor(&parts, &query);
    let network = parts.extensions.get::<ClientAddress>().map(|client| client.0);
    let (catalogue, query) = (state.portal.catalogue(), query.into());
    parts.extensions.insert(Caller { bearer, catalogue, now, network, query, path });
    if !operation.is_write {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    }
    if operation.has_body && !is_json(&parts) {
        let problem = Problem::new(Kind::UnsupportedMediaType, "Send application/json.");
        return Err(problem.with(header::ACCEPT, "application/json"));
    }
    let key = idempotent::key_of(&parts)?;
    let body = axum::body::to_bytes(body, LARGEST_BODY).await;
    let body: Bytes = body.map_err(|_| Problem::new(Kind::TooLarge, "A body may have 64 KiB."))?;
    let Some(key) = key else {
        return Ok(next.run(Request::from_parts(parts, Body::from(body))).await);
    };
    let fingerprint = idempotent::fingerprint(&parts, &body);
    let doing = next.run(Request::from_parts(parts, Body::from(body)));
    idempotent::once(store, token, &key, fingerprint, now, doing).await
}

/// Notes how far a limit is used; refuses what is beyond it.
fn within(usage: Usage, usages: &mut Vec<Usage>) -> Result<(), Problem> {
    usages.push(usage);
    if usage.is_within {
        return Ok(());
    }
    let detail = format!("The limit of this {} is {} requests a minute.", usage.policy.name(), usage.limit);
    Err(Problem::new(Kind::RateLimited, detail).with(header::RETRY_AFTER, &usage.seconds.to_string()))
}

/// Whose token came along (RFC 6750 §2.1). What is unknown, expired and revoked is answered alike.
async fn bearer(state: &ServerState, parts: &Parts, now: DateTime<Utc>) -> Result<Bearer, Problem> {
    let problem = |challenge: &str, detail: &str| {
        Problem::new(Kind::Unauthenticated, detail).with(header::WWW_AUTHENTICATE, challenge)
    };
    let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        given.and_then(|given| given.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else {
        return Err(problem("Bearer realm=\"kairan\"", "Send a token made on /tokens as Authorization: Bearer."));
    };
    let token = token.trim();
    let is_one = Secret::ApiToken.fits(token);
    let found = if is_one { state.portal.store.bearer(&secret::hash(token), now).await? } else { None };
    found.ok_or_else(|| {
        problem(
            "Bearer realm=\"kairan\", error=\"invalid_token\"",
            "The token is unknown, expired or revoked, or its maker has no access any more.",
        )
    })
}

fn insufficient(scope: Scope) -> Problem {
    let challenge = format!("Bearer realm=\"kairan\", error=\"insufficient_scope\", scope=\"{}\"", scope.word());
    Problem::new(Kind::InsufficientScope, format!("This needs a token with the scope {}.", scope.word()))
        .with(header::WWW_AUTHENTICATE, &challenge)
}

/// The query, with names that the operation knows, each once.
fn query(parts: &Parts, operation: &Operation) -> Result<Vec<(String, String)>, Problem> {
    let mut pairs: Vec<(String, String)> = vec![];
    for (name, value) in form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned() {
        if !operation.queries.contains(&name) {
            let known = operation.queries.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none".to_owned() } else { known };
            return Err(Problem::parameter(&name, format!("not a parameter of this operation; known are: {known}")));
        }
        if pairs.iter().any(|(before, _)| *before == name) {
            return Err(Problem::parameter(&name, "given more than once"));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

fn path_without_cursor(parts: &Parts, query: &[(String, String)]) -> Arc<str> {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    kept.extend_pairs(query.iter().filter(|(name, _)| name != "cursor"));
    let kept = kept.finish();
    if kept.is_empty() { parts.uri.path().into() } else { format!("{}?{kept}", parts.uri.path()).into() }
}

fn is_json(parts: &Parts) -> bool {
    let given = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// What stands for an address in the database, where no address belongs: of IPv6 the /64 that one
/// customer has.
fn address_key(key: &[u8], address: IpAddr) -> String {
    let mut digest = Sha256::new_with_prefix(b"kairan address v1\0");
    digest.update(key);
    match address.to_canonical() {
        IpAddr::V4(address) => digest.update(address.octets()),
        IpAddr::V6(address) => digest.update(&address.octets()[..8]),
    }
    URL_SAFE_NO_PAD.encode(&digest.finalize()[..16])
}
