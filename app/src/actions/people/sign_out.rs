//! Ends the session.

use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::session;
use leptos::prelude::*;

/// Ends the session in the database and takes the cookie away. Twice is as good as once.
///
/// # Errors
/// [`AppError::Internal`] when the store fails; the session is still there then.
#[server(name = SignOut, prefix = "/actions", endpoint = "sign-out")]
pub async fn sign_out(back: String) -> Result<(), AppError> {
    let request = current()?;
    if let Some(session) = &request.session {
        request.portal.store.sign_out(&request.viewer, session, &request.act()).await?;
    }
    set_cookie(&session::ended_cookie(&request.portal.site.public_url));
    go(&format!("{back}?done=signed-out"));
    Ok(())
}
