//! Changes one's own password.

use super::{chosen, is_own_password};
use crate::actions::{current, go};
use crate::error::AppError;
use domain::audit::Actor;
use leptos::prelude::*;

/// Changes it, given the current one, and ends the other sessions.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store fails.
#[server(name = ChangePassword, prefix = "/actions", endpoint = "change-password")]
pub async fn change_password(current_password: String, password: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    let (Some(_), Some(session)) = (request.viewer.user(), request.session) else {
        return Err(AppError::NotSignedIn);
    };
    if let Err(problem) = is_own_password(&request, current_password).await? {
        go(&format!("{back}?problem={problem}"));
        return Ok(());
    }
    match chosen(&request, &Actor::of(&request.viewer), password).await? {
        Ok(hashed) => {
            request.portal.store.change_password(&request.viewer, hashed, &session, &request.act()).await?;
            go(&format!("{back}?done=password"));
        }
        Err(problem) => go(&format!("{back}?problem={}", problem.word())),
    }
    Ok(())
}
