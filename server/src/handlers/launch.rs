//! `POST /launch`: the signed launch from a console. The form comes from another site; the token in it says
//! who it is, and the browser that it comes from a page of that console, so that nobody is signed in as
//! somebody else by a page of theirs.

use crate::middleware::error_page;
use crate::single_sign_on::launch::{Console, Launch, LaunchRefusal};
use crate::state::ServerState;
use app::actions::local_address;
use app::ssr::page_request::{ClientAddress, encode, session_token};
use app::ssr::{random, session};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::Cookie;
use domain::identity::Vouched;
use domain::locale::Locale;
use domain::session::SessionRules;
use http::request::Parts;
use http::{HeaderValue, header};
use std::collections::HashMap;
use store::{OnceToken, ProviderSession, SignedIn, VouchedSession};

/// Begins a session for whom the token is about, and goes on to the page that was asked for.
pub async fn launch(State(state): State<ServerState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, crate::router::LARGEST_BODY).await.unwrap_or_default();
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let token = form.get("token").map(String::as_str).unwrap_or_default();
    let Some(console) = Console::of_token(&state.single_sign_on.consoles, token) else {
        return refused("", LaunchRefusal::UnknownIssuer);
    };
    let name = &console.settings.name;
    if !console.takes_from(&parts.headers) {
        return refused(name, LaunchRefusal::ForeignOrigin);
    }
    let now = state.portal.clock.now();
    let Launch { vouched, once, next } = match console.check(token, &state.portal.site.public_url, now).await {
        Ok(launch) => launch,
        Err(refusal) => return refused(name, refusal),
    };
    let home = vouched.locale.address("/");
    let next = next.as_deref().or(form.get("next").map(String::as_str)).filter(|next| !next.is_empty());
    let next = next.map_or(home.as_str(), local_address);
    let is_framed = form.get("frame").is_some_and(|frame| frame == "1");
    let opens = is_framed.then(|| format!("/embed/open?next={}", encode(next)));
    let next = opens.as_deref().unwrap_or(next);
    let cookie = if is_framed { session::framed_cookie } else { session::cookie };
    match begin(&state, &parts, &vouched, Some(&once), None, next, cookie).await {
        Ok(Begun::Session(response)) => response,
        Ok(Begun::Not(SignedIn::Replayed)) => refused(name, LaunchRefusal::Replayed),
        Ok(Begun::Not(SignedIn::Refused(refusal))) => refused(name, LaunchRefusal::Person(refusal)),
        Ok(Begun::Not(SignedIn::Started(_))) | Err(_) => error_page::failed(),
    }
}

/// Whether a session began.
pub enum Begun {
    /// With this answer, which carries its cookie.
    Session(Response),
    /// It did not.
    Not(SignedIn),
}

/// Begins a session in the place of the one the browser came with, and goes on. `cookie` makes the cookie
/// that carries it.
///
/// # Errors
/// When the store or the system's randomness fails; that is logged, and nobody is signed in.
pub async fn begin(
    state: &ServerState,
    parts: &Parts,
    vouched: &Vouched,
    once: Option<&OnceToken>,
    of_provider: Option<ProviderSession>,
    next: &str,
    cookie: fn(&str, String, &SessionRules) -> Cookie<'static>,
) -> anyhow::Result<Begun> {
    let begun = async {
        let token = random::token()?;
        let now = state.portal.clock.now();
        let new = VouchedSession {
            token_hash: session::token_hash(&token),
            rules: state.portal.sessions,
            replaces: session_token(&state.portal, parts).map(|before| session::token_hash(&before)),
            device: parts.headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).map(str::to_owned),
            network: parts.extensions.get::<ClientAddress>().map(|client| client.0),
            of_provider,
        };
        let signed_in = state.portal.store.sign_in_vouched(vouched, &new, once, now).await?;
        if !matches!(signed_in, SignedIn::Started(_)) {
            return Ok(Begun::Not(signed_in));
        }
        let cookie = cookie(&state.portal.site.public_url, token, &state.portal.sessions);
        let mut response = Redirect::to(next).into_response();
        response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_str(&cookie.to_string())?);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        anyhow::Ok(Begun::Session(response))
    };
    begun.await.inspect_err(|error| tracing::error!(error = format!("{error:#}"), "a session could not begin"))
}

fn refused(console: &str, refusal: LaunchRefusal) -> Response {
    tracing::warn!(launch.console = console, launch.refusal = %refusal, "a launch was refused");
    match refusal {
        LaunchRefusal::Person(_) => error_page::no_account(),
        _ => error_page::bad_launch(),
    }
}

/// The language someone was reading in.
pub fn locale_of(address: &str) -> Locale {
    Locale::split_address(address.split(['?', '#']).next().unwrap_or_default()).0
}
