//! Switches one's own second factor off.

use super::is_own_password;
use crate::actions::{current, go};
use crate::error::AppError;
use leptos::prelude::*;

/// Switches it off, given the password.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store fails.
#[server(name = DisableSecondFactor, prefix = "/actions", endpoint = "disable-second-factor")]
pub async fn disable_second_factor(current_password: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if let Err(problem) = is_own_password(&request, current_password).await? {
        go(&format!("{back}?problem={problem}"));
        return Ok(());
    }
    request.portal.store.disable_second_factor(&request.viewer, &request.act()).await?;
    go(&format!("{back}?done=factor_off"));
    Ok(())
}
