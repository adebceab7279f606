//! Ends the session.

use crate::actions::{current, go, set_cookie};
use crate::error::AppError;
use crate::ssr::session;
use domain::locale::Locale;
use leptos::prelude::*;

/// Ends the session in the database and takes the cookie away. Twice is as good as once. A session that
/// came from a provider ends there too.
///
/// # Errors
/// [`AppError::Internal`] when the store fails; the session is still there then.
#[server(name = SignOut, prefix = "/actions", endpoint = "sign-out")]
pub async fn sign_out(back: String) -> Result<(), AppError> {
    let request = current()?;
    let public_url = &request.portal.site.public_url;
    let mut of_provider = None;
    if let Some(session) = &request.session {
        of_provider = request.portal.store.sign_out(&request.viewer, session, &request.act()).await?;
    }
    set_cookie(&session::ended_cookie(public_url));
    let locale = Locale::split_address(&back).0;
    let elsewhere =
        of_provider.and_then(|session| request.portal.providers.sign_out_address(&session, public_url, locale));
    if let Some(elsewhere) = elsewhere {
        // The one redirect that leaves this portal: its address comes from the provider's own metadata.
        leptos_axum::redirect(&elsewhere);
        return Ok(());
    }
    go(&format!("{back}?done=signed-out"));
    Ok(())
}
