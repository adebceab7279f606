//! Signs out on one of one's devices.

use crate::actions::{current, go};
use crate::error::AppError;
use leptos::prelude::*;

/// Ends the session of that name among one's own.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] where one has no such session;
/// [`AppError::Internal`] when the store fails.
#[server(name = EndSession, prefix = "/actions", endpoint = "end-session")]
pub async fn end_session(session: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let ended = request.portal.store.end_one_session(&request.viewer, &session, &request.act()).await?;
    ended.ok_or(AppError::NotFound)?;
    go(&format!("{back}?done=ended_one"));
    Ok(())
}
