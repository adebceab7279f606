//! Chooses a new password by the link of a mail, which works once.

use super::{chosen, limits};
use crate::actions::{current, go};
use crate::error::AppError;
use crate::ssr::session;
use domain::audit::Actor;
use domain::locale::Locale;
use leptos::prelude::*;

/// Sets the password, ends all sessions and leads to sign-in; back to the form where the password is not
/// taken, which leaves the link as it is.
///
/// # Errors
/// [`AppError::Internal`] when the store fails; nothing was changed then.
#[server(name = ResetPassword, prefix = "/actions", endpoint = "reset-password")]
pub async fn reset_password(
    token: String,
    password: String,
    #[server(default)] locale: String,
) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let form = locale.address(&format!("/reset-password/{}", super::path_part(&token)));
    let (store, hash) = (&request.portal.store, session::token_hash(&token));
    let Some(attempt) = limits::try_link(&request).await? else {
        go(&form);
        return Ok(());
    };
    let Some(viewer) = store.password_reset_by_link(&hash, request.now).await? else {
        go(&form);
        return Ok(());
    };
    store.forgive_attempt(&attempt).await?;
    let actor = Actor::of(&viewer);
    let hashed = match chosen(&request, &actor, password).await? {
        Ok(hashed) => hashed,
        Err(problem) => {
            go(&format!("{form}?problem={}", problem.word()));
            return Ok(());
        }
    };
    let is_done = store.reset_password(&hash, hashed, &request.act()).await?;
    go(&if is_done { locale.address("/sign-in") + "?done=reset" } else { form });
    Ok(())
}
