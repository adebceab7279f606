//! Finishes setting up a second factor with its first code.

use super::limits;
use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::second_factor::{recovery_codes, recovery_hash, step_of};
use crate::ssr::{cookie, seal};
use axum_extra::extract::cookie::{Cookie, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use domain::audit::AuditAction;
use http::request::Parts;
use leptos::prelude::*;

/// Carries the recovery codes, sealed, to the one page that shows them.
const CODES_COOKIE: &str = "__Host-kairan-recovery-codes";
/// What they are sealed for.
const PURPOSE: &str = "recovery codes on their way to the page";

/// Switches the second factor on where the code fits, and leads to its recovery codes.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store or the system's randomness fails.
#[server(name = ConfirmSecondFactor, prefix = "/actions", endpoint = "confirm-second-factor")]
pub async fn confirm_second_factor(code: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    let user = request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let (store, key) = (&request.portal.store, &request.portal.site.key);
    let refusal = request.act().record(AuditAction::SignInRefused, request.viewer.tenant(), "second factor");
    let limits = limits::of_code(&request, user.0);
    let Some(attempt) = store.begin_attempt(&limits, limits::WINDOW, &refusal).await? else {
        go(&format!("{back}?problem=too_many"));
        return Ok(());
    };
    let proposed = store.second_factor(user).await?.filter(|factor| !factor.is_confirmed).ok_or(AppError::NotFound)?;
    let Some(step) = step_of(key, user, &proposed.sealed_secret, &code, request.now.timestamp()) else {
        go(&format!("{back}?problem=code"));
        return Ok(());
    };
    store.forgive_attempt(&attempt).await?;
    let codes = recovery_codes().ok_or(AppError::Internal)?;
    let hashes: Vec<_> = codes.iter().map(|code| recovery_hash(user, code)).collect();
    if !store.confirm_second_factor(&request.viewer, step, &hashes, &request.act()).await? {
        return Err(AppError::NotFound);
    }
    let sealed = seal::seal(key, PURPOSE, user, codes.join(" ").as_bytes()).ok_or(AppError::Internal)?;
    set_cookie(&codes_cookie(&request, URL_SAFE_NO_PAD.encode(sealed)));
    go(&format!("{back}?done=enrolled"));
    Ok(())
}

/// The recovery codes on their way to the page, which takes them out of the browser in the same answer.
pub fn take_codes(request: &PageRequest) -> Option<Vec<String>> {
    let carried = cookie::value(&request.portal.site.public_url, CODES_COOKIE, &use_context::<Parts>()?)?;
    let sealed = URL_SAFE_NO_PAD.decode(carried).ok()?;
    let plain = seal::open(&request.portal.site.key, PURPOSE, request.viewer.user()?, &sealed)?;
    set_cookie(&cookie::removal(codes_cookie(request, String::new())));
    Some(String::from_utf8(plain).ok()?.split(' ').map(str::to_owned).collect())
}

fn codes_cookie(request: &PageRequest, value: String) -> Cookie<'static> {
    cookie::cookie(&request.portal.site.public_url, CODES_COOKIE, value, SameSite::Strict, TimeDelta::minutes(2))
}
