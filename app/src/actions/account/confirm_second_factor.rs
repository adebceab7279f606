//! Finishes setting up a second factor with its first code.

use super::limits;
use crate::actions::shown_once::ShownOnce;
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::second_factor::{recovery_codes, recovery_hash, step_of};
use domain::audit::AuditAction;
use leptos::prelude::*;

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
    ShownOnce::RecoveryCodes.send(&request, &codes.join(" "))?;
    go(&format!("{back}?done=enrolled"));
    Ok(())
}
