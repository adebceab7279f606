//! Signs out elsewhere.

use crate::actions::{current, go};
use crate::error::AppError;
use leptos::prelude::*;

/// Ends all of one's sessions but this one.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::Internal`] when the store fails.
#[server(name = EndOtherSessions, prefix = "/actions", endpoint = "end-other-sessions")]
pub async fn end_other_sessions(back: String) -> Result<(), AppError> {
    let request = current()?;
    let (Some(_), Some(session)) = (request.viewer.user(), request.session) else {
        return Err(AppError::NotSignedIn);
    };
    request.portal.store.end_other_sessions(&request.viewer, &session, &request.act()).await?;
    go(&format!("{back}?done=ended"));
    Ok(())
}
