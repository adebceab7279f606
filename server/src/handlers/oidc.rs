//! Sign-in at an `OpenID` provider: leaving for it, coming back, and its word that a session is over.
//! Neither address changes anything but what belongs to the sign-in under way; who it is for, a cookie of
//! the browser that left says.

use super::launch::{Arriving, Begun, begin, locale_of};
use super::page;
use crate::middleware::error_page;
use crate::settings::SecondFactorAt;
use crate::single_sign_on::logout_token;
use crate::single_sign_on::provider::{AWAY, Provider, ProviderTrouble, Return, word};
use crate::state::ServerState;
use app::actions::local_address;
use app::ssr::page_request::ClientAddress;
use app::ssr::{cookie, random, session};
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use std::collections::HashMap;
use store::{EndedSessions, SignedIn, UnderWay};

/// When to come back where too many sign-ins of one network are under way, in seconds.
const MAKES_ROOM: u64 = 60;

/// Names the browser that left, until it comes back.
const BROWSER_COOKIE: &str = "__Host-kairan-sign-in";

/// `/auth/oidc/{provider}/start`
pub async fn start(State(state): State<ServerState>, Path(key): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(provider) = state.single_sign_on.provider(&key) else {
        return page::page(State(state), Request::from_parts(parts, body)).await;
    };
    match leave(&state, provider, &parts).await {
        Ok(response) => response,
        Err(trouble) => refused(&key, &trouble),
    }
}

/// `/auth/oidc/{provider}/callback`
pub async fn callback(State(state): State<ServerState>, Path(key): Path<String>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(provider) = state.single_sign_on.provider(&key) else {
        return page::page(State(state), Request::from_parts(parts, body)).await;
    };
    match come_back(&state, provider, &parts).await {
        Ok(response) => response,
        Err(trouble) => refused(&key, &trouble),
    }
}

/// `/auth/oidc/{provider}/back-channel-logout`
pub async fn back_channel_logout(
    State(state): State<ServerState>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some(provider) = state.single_sign_on.provider(&key) else {
        parts.method = http::Method::GET;
        let mut response = page::page(State(state), Request::from_parts(parts, Body::empty())).await;
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let body = axum::body::to_bytes(body, crate::router::LARGEST_BODY).await.unwrap_or_default();
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let token = form.get("logout_token").map(String::as_str).unwrap_or_default();
    let ended = end_sessions(&state, provider, token).await;
    let mut response = match ended {
        Ok(count) => {
            tracing::info!(oidc.provider = %key, sessions = count, "a provider ended sessions");
            StatusCode::OK.into_response()
        }
        Err(Some(reason)) => {
            tracing::warn!(oidc.provider = %key, oidc.refusal = %reason, "a logout token was refused");
            (StatusCode::BAD_REQUEST, Json(serde_json::json!({ "error": "invalid_request" }))).into_response()
        }
        Err(None) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// How many sessions ended; the error is what was wrong with the token, none where the store failed.
async fn end_sessions(state: &ServerState, provider: &Provider, token: &str) -> Result<u64, Option<String>> {
    let now = state.portal.clock.now();
    let logout = logout_token::check(provider, token, now).await.map_err(Some)?;
    let (subject, session_id) = (logout.subject.as_deref(), logout.session_id.as_deref());
    let key = provider.settings.key.as_str();
    match state.portal.store.end_sessions_of_provider(key, subject, session_id, &logout.once).await {
        Ok(EndedSessions::Ended(count)) => Ok(count),
        Ok(EndedSessions::Replayed) => Err(Some("replayed".to_owned())),
        Err(error) => {
            tracing::error!(error = %error, "sessions could not be ended");
            Err(None)
        }
    }
}

async fn leave(state: &ServerState, provider: &Provider, parts: &Parts) -> Result<Response, ProviderTrouble> {
    let query = query_of(parts);
    let next = local_address(query.get("next").map(String::as_str).unwrap_or_default()).to_owned();
    // Two tabs may be under way at once: the browser keeps its name for a while.
    let browser = match browser_of(state, parts) {
        Some(browser) => browser,
        None => random::token().map_err(|_| ProviderTrouble::NoRandomness)?,
    };
    let departure = provider.depart(&browser, &next, locale_of(&next), state.portal.clock.now()).await?;
    let network = parts.extensions.get::<ClientAddress>().map(|client| client.0);
    let under_way = UnderWay { network, most: state.limits.sign_ins_under_way };
    let now = state.portal.clock.now();
    match state.portal.store.keep_pending_sign_in(&departure.pending, &under_way, now).await {
        Ok(true) => {}
        Ok(false) => return Ok(error_page::too_many(MAKES_ROOM)),
        Err(error) => {
            tracing::error!(error = %error, "a sign-in could not be remembered");
            return Ok(error_page::failed());
        }
    }
    let mut response = Redirect::to(&departure.address).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(cookie) = HeaderValue::from_str(&browser_cookie(state, browser).to_string()) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn come_back(state: &ServerState, provider: &Provider, parts: &Parts) -> Result<Response, ProviderTrouble> {
    let query = query_of(parts);
    let given = |key: &str| query.get(key).map(String::as_str);
    let now = state.portal.clock.now();
    let key = provider.settings.key.as_str();
    let (Some(state_given), Some(browser)) = (given("state"), browser_of(state, parts)) else {
        return Err(ProviderTrouble::UnknownState);
    };
    let (state_hash, browser_hash) = (session::token_hash(state_given), session::token_hash(&browser));
    let taken = state.portal.store.take_pending_sign_in(key, &state_hash, &browser_hash, now).await;
    let pending = match taken {
        Ok(pending) => pending.ok_or(ProviderTrouble::UnknownState)?,
        Err(error) => {
            tracing::error!(error = %error, "a sign-in could not be taken up again");
            return Ok(error_page::failed());
        }
    };
    if let Some(error) = given("error") {
        return Err(ProviderTrouble::Refused(word(error)));
    }
    let code = given("code").filter(|code| !code.is_empty()).ok_or(ProviderTrouble::NotValid("no_code"))?;
    let back = Return { code, issuer: given("iss"), pending: &pending };
    let (vouched, of_provider) = provider.take_back(&back, locale_of(&pending.next), now).await?;
    let arriving = Arriving {
        vouched: &vouched,
        once: None,
        of_provider: Some(of_provider),
        asks_factor: provider.settings.second_factor == SecondFactorAt::Portal,
        is_framed: false,
        next: &pending.next,
    };
    match begin(state, parts, arriving).await {
        Ok(Begun::Session(response)) => Ok(response),
        Ok(Begun::Not(SignedIn::Refused(refusal))) => Err(ProviderTrouble::Person(refusal)),
        Ok(Begun::Not(_)) | Err(_) => Ok(error_page::failed()),
    }
}

fn refused(provider: &str, trouble: &ProviderTrouble) -> Response {
    tracing::warn!(oidc.provider = provider, oidc.trouble = %trouble, "a sign-in at a provider failed");
    match trouble {
        ProviderTrouble::NoPlace(_) | ProviderTrouble::Person(_) => error_page::no_account(),
        ProviderTrouble::NoAnswer | ProviderTrouble::NotValid(_) => error_page::not_vouched(StatusCode::BAD_GATEWAY),
        ProviderTrouble::TooSlow => error_page::not_vouched(StatusCode::GATEWAY_TIMEOUT),
        ProviderTrouble::Refused(_) | ProviderTrouble::UnknownState => error_page::not_vouched(StatusCode::FORBIDDEN),
        ProviderTrouble::NoRandomness => error_page::failed(),
    }
}

fn query_of(parts: &Parts) -> HashMap<String, String> {
    form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

fn browser_of(state: &ServerState, parts: &Parts) -> Option<String> {
    cookie::value(&state.portal.site.public_url, BROWSER_COOKIE, parts).filter(|value| value.len() == 43)
}

fn browser_cookie(state: &ServerState, browser: String) -> Cookie<'static> {
    cookie::cookie(&state.portal.site.public_url, BROWSER_COOKIE, browser, SameSite::Lax, AWAY)
}
