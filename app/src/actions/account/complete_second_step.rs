//! The second step of signing in: a code of the authenticator app, or a recovery code.

use super::entry::{Way, enter};
use super::limits;
use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::cookie;
use crate::ssr::page_request::{PageRequest, encode};
use crate::ssr::second_factor::{recovery_hash, step_of};
use crate::ssr::session;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use domain::audit::{Act, Actor, AuditAction};
use domain::locale::Locale;
use domain::viewer::Viewer;
use http::request::Parts;
use leptos::prelude::*;
use store::{SecondStep, TokenHash};

/// How long the code may take after the password.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// The page that asks for the code.
pub const SECOND_STEP: &str = "/sign-in/second-step";

/// Carries the token of whoever is between password and code.
const COOKIE: &str = "__Host-kairan-step";

/// Takes the code, once, and signs in; leads back to the form where it does not fit, and to the first step
/// where the time is over.
///
/// # Errors
/// [`AppError::Internal`] when the store or the system's randomness fails; nobody is signed in then.
#[server(name = CompleteSecondStep, prefix = "/actions", endpoint = "complete-second-step")]
pub async fn complete_second_step(
    code: String,
    #[server(default)] next: String,
    #[server(default)] locale: String,
) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let store = &request.portal.store;
    let step = step_token(&request);
    let pending = match &step {
        Some(hash) => store.second_step(hash, request.now).await?,
        None => None,
    };
    let is_framed = pending.as_ref().is_some_and(|pending| pending.is_framed);
    let found = pending.and_then(|SecondStep { viewer, .. }| viewer.user().map(|user| (viewer, user)));
    let Some((viewer, user)) = found else {
        go(&format!("{}?problem=step-over&next={}", locale.address("/sign-in"), encode(&next)));
        return Ok(());
    };
    let act = Act { actor: Actor::of(&viewer), ..request.act() };
    let address = act.actor.address().map(ToString::to_string).unwrap_or_default();
    let failed = |problem: &str| {
        go(&format!("{}?problem={problem}&next={}", locale.address(SECOND_STEP), encode(&next)));
        Ok(())
    };
    let refusal = act.record(AuditAction::SignInRefused, viewer.tenant(), address.as_str());
    let limits = limits::of_code(&request, user.0);
    let Some(attempt) = store.begin_attempt(&limits, limits::WINDOW, &refusal).await? else {
        return failed("too_many");
    };
    if !fits(&request, &viewer, &code, &act).await? {
        let record = Act { actor: Actor::Anonymous, ..act }.record(AuditAction::SignInFailed, viewer.tenant(), address);
        store.audit(&record.with("step", "second")).await?;
        return failed("code");
    }
    let gone = step_cookie(&request.portal.site.public_url, String::new());
    set_cookie(&cookie::removal(if is_framed { cookie::framed(gone) } else { gone }));
    let way = Way { second_step: step, is_framed };
    enter(&request, &viewer, &attempt, &way, &next, &locale.address("/")).await
}

/// Whether the code fits, and was not used before.
async fn fits(request: &PageRequest, viewer: &Viewer, code: &str, act: &Act) -> Result<bool, AppError> {
    let (store, key) = (&request.portal.store, &request.portal.site.key);
    let Some(user) = viewer.user() else { return Ok(false) };
    let Some(factor) = store.second_factor(user).await?.filter(|factor| factor.is_confirmed) else { return Ok(false) };
    match step_of(key, user, &factor.sealed_secret, code, request.now.timestamp()) {
        Some(step) => Ok(store.use_step(user, step).await?),
        None => Ok(store.use_recovery_code(viewer, &recovery_hash(user, code), act).await?),
    }
}

/// The token of somebody whose code is still to come.
pub fn step_token(request: &PageRequest) -> Option<TokenHash> {
    step_of_browser(&request.portal.site.public_url, &use_context::<Parts>()?)
}

/// The same, of a request.
pub fn step_of_browser(public_url: &str, parts: &Parts) -> Option<TokenHash> {
    Some(session::token_hash(&cookie::value(public_url, COOKIE, parts)?))
}

/// The cookie that carries it.
pub fn step_cookie(public_url: &str, token: String) -> Cookie<'static> {
    cookie::cookie(public_url, COOKIE, token, SameSite::Lax, LIFETIME)
}
