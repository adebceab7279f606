//! `POST /launch`: the signed launch from a console. The form comes from another site; the token in it says
//! who it is, and the browser that it comes from a page of that console, so that nobody is signed in as
//! somebody else by a page of theirs.

use crate::middleware::error_page;
use crate::settings::SecondFactorAt;
use crate::single_sign_on::launch::{Console, Launch, LaunchRefusal};
use crate::state::ServerState;
use app::actions::account::complete_second_step::{self, step_cookie};
use app::actions::local_address;
use app::ssr::page_request::{ClientAddress, encode, session_token};
use app::ssr::{cookie, random, session};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::identity::Vouched;
use domain::locale::Locale;
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
    let arriving = Arriving {
        vouched: &vouched,
        once: Some(&once),
        of_provider: None,
        asks_factor: console.settings.second_factor == SecondFactorAt::Portal,
        is_framed: form.get("frame").is_some_and(|frame| frame == "1"),
        next,
    };
    match begin(&state, &parts, arriving).await {
        Ok(Begun::Session(response)) => response,
        Ok(Begun::Not(SignedIn::Replayed)) => refused(name, LaunchRefusal::Replayed),
        Ok(Begun::Not(SignedIn::Refused(refusal))) => refused(name, LaunchRefusal::Person(refusal)),
        Ok(Begun::Not(SignedIn::Started(_) | SignedIn::AsksFactor(_))) | Err(_) => error_page::failed(),
    }
}

/// Whether a session began.
pub enum Begun {
    /// With this answer, which carries its cookie; or it will, and the cookie is that of the second step.
    Session(Response),
    /// It did not.
    Not(SignedIn),
}

/// Somebody who comes, and another vouches for.
pub struct Arriving<'a> {
    /// Who.
    pub vouched: &'a Vouched,
    /// The token that is used up by it.
    pub once: Option<&'a OnceToken>,
    /// The provider's side of the session.
    pub of_provider: Option<ProviderSession>,
    /// Whether they are asked for the second factor they have here.
    pub asks_factor: bool,
    /// Whether they come inside a frame of a console.
    pub is_framed: bool,
    /// Where they want to go.
    pub next: &'a str,
}

/// Begins a session in the place of the one the browser came with, and goes on; where a second factor is asked
/// for, to the page that asks.
///
/// # Errors
/// When the store or the system's randomness fails; that is logged, and nobody is signed in.
pub async fn begin(state: &ServerState, parts: &Parts, arriving: Arriving<'_>) -> anyhow::Result<Begun> {
    let Arriving { vouched, once, of_provider, asks_factor, is_framed, next } = arriving;
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
            second_step_until: asks_factor.then(|| now + complete_second_step::LIFETIME),
            is_framed,
        };
        let signed_in = state.portal.store.sign_in_vouched(vouched, &new, once, now).await?;
        let public_url = &state.portal.site.public_url;
        let onward = opening(next, is_framed);
        let (cookie, onward) = match signed_in {
            SignedIn::Started(_) => (session::cookie(public_url, token, &state.portal.sessions), onward),
            SignedIn::AsksFactor(_) => {
                let page = locale_of(next).address(complete_second_step::SECOND_STEP);
                let page = format!("{page}?next={}", encode(&onward));
                (step_cookie(public_url, token), opening(&page, is_framed))
            }
            SignedIn::Refused(_) | SignedIn::Replayed => return Ok(Begun::Not(signed_in)),
        };
        let cookie = if is_framed { cookie::framed(cookie) } else { cookie };
        let mut response = Redirect::to(&onward).into_response();
        response.headers_mut().insert(header::SET_COOKIE, HeaderValue::from_str(&cookie.to_string())?);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        anyhow::Ok(Begun::Session(response))
    };
    begun.await.inspect_err(|error| tracing::error!(error = format!("{error:#}"), "a session could not begin"))
}

/// In a frame it has to be seen first whether the browser keeps the cookie.
fn opening(next: &str, is_framed: bool) -> String {
    if is_framed { format!("/embed/open?next={}", encode(next)) } else { next.to_owned() }
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
