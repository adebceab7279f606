//! The last step of every way in: a new session with a new token, in the place of what was there before.

use crate::actions::{go, set_cookie};
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{cookie, random, session};
use domain::audit::{Act, Actor};
use domain::viewer::Viewer;
use http::header::USER_AGENT;
use http::request::Parts;
use leptos::prelude::use_context;
use store::{Attempt, NewSession, TokenHash};

/// How somebody came to the last step.
#[derive(Debug, Default)]
pub struct Way {
    /// The second step they are in, where there was one.
    pub second_step: Option<TokenHash>,
    /// Whether they come inside a frame of a console.
    pub is_framed: bool,
}

/// Begins the session and leads to `next`, or home.
///
/// # Errors
/// [`AppError::Internal`] when the store or the system's randomness fails; nobody is signed in then.
pub async fn enter(
    request: &PageRequest,
    viewer: &Viewer,
    attempt: &Attempt,
    way: &Way,
    next: &str,
    home: &str,
) -> Result<(), AppError> {
    let token = random::token().map_err(|_| AppError::Internal)?;
    let device = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned));
    let new = NewSession {
        token_hash: session::token_hash(&token),
        rules: request.portal.sessions,
        device: device.as_deref(),
        replaces: request.session,
        second_step: way.second_step,
    };
    let act = Act { actor: Actor::of(viewer), ..request.act() };
    request.portal.store.sign_in(viewer, &new, attempt, &act).await?;
    let cookie = session::cookie(&request.portal.site.public_url, token, &request.portal.sessions);
    set_cookie(&if way.is_framed { cookie::framed(cookie) } else { cookie });
    go(if next.is_empty() { home } else { next });
    Ok(())
}
