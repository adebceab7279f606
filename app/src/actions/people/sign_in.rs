//! Sign-in with e-mail and password. The answer is the same for an unknown address and a wrong
//! password, in words and in time.

use crate::actions::account::complete_second_step::{self, step_cookie};
use crate::actions::account::entry::{Way, enter};
use crate::actions::account::{hashing, limits};
use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::page_request::{PageRequest, encode};
use crate::ssr::{cookie, password, random, session};
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use domain::audit::AuditAction;
use domain::id::UserId;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use http::request::Parts;
use leptos::prelude::*;
use std::sync::LazyLock;

/// Carries the address from a failed try back to the form, so that it need not be typed again.
const ADDRESS_COOKIE: &str = "__Host-kairan_sign_in_address";

/// What an unknown address is checked against, so that it takes as long as a known one.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| {
    let unknown = random::token().ok()?;
    password::hash(&unknown).ok()
});

/// Starts a session and leads to `next`, or back to the form with what went wrong.
///
/// # Errors
/// [`AppError::Internal`] when the store or the system's randomness fails; nobody is signed in then.
#[server(name = SignIn, prefix = "/actions", endpoint = "sign-in")]
pub async fn sign_in(
    address: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] locale: String,
) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let form = locale.address("/sign-in");
    let failed = |problem: &str| {
        set_cookie(&address_cookie(&request, &address));
        go(&format!("{form}?problem={problem}&next={}", encode(&next)));
        Ok(())
    };
    let Ok(known_address) = MailAddress::parse(&address) else {
        return failed("credentials");
    };
    // Whoever signs in at their organisation has no password here.
    if password.is_empty() {
        let Some(provider) = request.portal.providers.of_address(&known_address) else {
            return failed("credentials");
        };
        set_cookie(&address_cookie(&request, &address));
        go(&format!("{form}?provider={}&next={}", provider.key, encode(&next)));
        return Ok(());
    }
    let store = &request.portal.store;
    let act = request.act();
    let refusal = act.record(AuditAction::SignInRefused, None, known_address.as_str());
    let limits = limits::of_password(&request, known_address.as_str());
    let Some(attempt) = store.begin_attempt(&limits, limits::WINDOW, &refusal).await? else {
        return failed("too-many");
    };
    let verified = verified(&request, &known_address, password).await;
    if verified == Err(AppError::Crowded) {
        // What was not looked at is no try.
        store.forgive_attempt(&attempt).await?;
    }
    let Some(user) = verified? else {
        store.sign_in_failed(&known_address, &act).await?;
        return failed("credentials");
    };
    let Some(viewer) = store.viewer_of(user).await? else { return failed("credentials") };
    set_cookie(&cookie::removal(address_cookie(&request, "")));
    if store.second_factor(user).await?.is_some_and(|factor| factor.is_confirmed) {
        let token = random::token().map_err(|_| AppError::Internal)?;
        store.forgive_attempt(&attempt).await?;
        store
            .start_second_step(&session::token_hash(&token), user, request.now + complete_second_step::LIFETIME)
            .await?;
        set_cookie(&step_cookie(&request.portal.site.public_url, token));
        go(&format!("{}?next={}", locale.address(complete_second_step::SECOND_STEP), encode(&next)));
        return Ok(());
    }
    enter(&request, &viewer, &attempt, &Way::default(), &next, &locale.address("/")).await
}

/// The user whose address and password these are.
async fn verified(request: &PageRequest, address: &MailAddress, given: String) -> Result<Option<UserId>, AppError> {
    let known = request.portal.store.credentials(address).await?;
    let (user, hash) = match known {
        Some((user, hash)) => (Some(user), Some(hash)),
        None => (None, NOBODY.clone()),
    };
    let hash = hash.ok_or(AppError::Internal)?;
    let fits = hashing(request, move || password::verify(&given, &hash)).await?;
    Ok(user.filter(|_| fits))
}

/// The address of the try before this one.
pub fn remembered_address(request: &PageRequest) -> Option<String> {
    let value = cookie::value(&request.portal.site.public_url, ADDRESS_COOKIE, &use_context::<Parts>()?)?;
    MailAddress::parse(&value).ok().map(|address| address.to_string())
}

fn address_cookie(request: &PageRequest, address: &str) -> Cookie<'static> {
    let kept = MailAddress::parse(address).map(|address| address.to_string()).unwrap_or_default();
    cookie::cookie(&request.portal.site.public_url, ADDRESS_COOKIE, kept, SameSite::Lax, TimeDelta::minutes(5))
}
