//! One's own account: passwords, the second factor, sessions, and the links of mails about it.

pub mod accept_invitation;
pub mod ask_password_reset;
pub mod change_password;
pub mod complete_second_step;
pub mod confirm_second_factor;
pub mod disable_second_factor;
pub mod end_other_sessions;
pub mod end_session;
pub mod entry;
pub mod limits;
pub mod propose_second_factor;
pub mod reset_password;
pub mod set_language;

use crate::error::AppError;
use crate::ssr::hashing::HashingError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{guessing, password};
use domain::audit::{Actor, AuditAction};
use domain::password::{PasswordProblem, judge};
use http::StatusCode;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

/// Hashes or checks a password, in line with all others.
///
/// # Errors
/// [`AppError::Crowded`] when too many are in line, for which the answer's status is set too;
/// [`AppError::Internal`] when the work was cut short.
pub async fn hashing<T: Send + 'static>(
    request: &PageRequest,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    request.portal.limits.hashing.run(work).await.map_err(|error| match error {
        HashingError::Crowded => {
            tracing::warn!("too many passwords at once: one was not looked at");
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(StatusCode::SERVICE_UNAVAILABLE);
            }
            AppError::Crowded
        }
        HashingError::CutShort => AppError::Internal,
    })
}

/// Judges a new password and hashes it.
async fn chosen(
    request: &PageRequest,
    who: &Actor,
    given: String,
) -> Result<Result<String, PasswordProblem>, AppError> {
    let address = who.address().ok_or(AppError::NotSignedIn)?.clone();
    let name = who.name().unwrap_or_default().to_owned();
    if let Err(problem) = judge(&given, &address, &name) {
        return Ok(Err(problem));
    }
    let judged = hashing(request, move || guessing::judge(&given, &address, &name).map(|()| password::hash(&given)));
    match judged.await? {
        Ok(hashed) => hashed.map(Ok).map_err(|_| AppError::Internal),
        Err(problem) => Ok(Err(problem)),
    }
}

/// Whether that is the viewer's own password; the word of the problem where it is not, or was tried too often.
async fn is_own_password(request: &PageRequest, given: String) -> Result<Result<(), &'static str>, AppError> {
    let act = request.act();
    let address = act.actor.address().ok_or(AppError::NotSignedIn)?;
    let store = &request.portal.store;
    let record = |action| act.record(action, request.viewer.tenant(), address.as_str()).with("what", "own password");
    let limits = limits::of_password(request, address.as_str());
    let Some(attempt) = store.begin_attempt(&limits, limits::WINDOW, &record(AuditAction::SignInRefused)).await? else {
        return Ok(Err("too_many"));
    };
    let known = store.credentials(address).await?.map(|(_, hash)| hash);
    let fits = match known {
        Some(hash) => hashing(request, move || password::verify(&given, &hash)).await,
        None => Ok(false),
    };
    // What was not looked at is no try.
    if fits != Ok(false) {
        store.forgive_attempt(&attempt).await?;
    }
    let fits = fits?;
    if fits {
        return Ok(Ok(()));
    }
    store.audit(&record(AuditAction::SignInFailed)).await?;
    Ok(Err("current"))
}

/// A token as a part of an address; what is none becomes one that leads nowhere.
fn path_part(token: &str) -> &str {
    let is_token = !token.is_empty() && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if is_token { token } else { "none" }
}
