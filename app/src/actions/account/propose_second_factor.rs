//! Begins to set up a second factor.

use super::is_own_password;
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::second_factor::new_secret;
use leptos::prelude::*;

/// Makes a secret, given the password, and leads to where it is shown. It is not asked for before it was
/// confirmed; one that was confirmed stays as it is.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store or the system's randomness fails.
#[server(name = ProposeSecondFactor, prefix = "/actions", endpoint = "propose-second-factor")]
pub async fn propose_second_factor(current_password: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    let user = request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if let Err(problem) = is_own_password(&request, current_password).await? {
        go(&format!("{back}?problem={problem}"));
        return Ok(());
    }
    let sealed = new_secret(&request.portal.site.key, user).ok_or(AppError::Internal)?;
    request.portal.store.propose_second_factor(user, sealed).await?;
    go(&format!("{back}/second-factor"));
    Ok(())
}
