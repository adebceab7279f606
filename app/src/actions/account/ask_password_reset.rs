//! Asks for a link with which to choose a new password. The answer is the same whoever asks for whomever.

use super::limits;
use crate::actions::{current, go};
use crate::error::AppError;
use domain::audit::AuditAction;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use leptos::prelude::*;

/// Puts a letter down where the address is known; it goes out in the background.
///
/// # Errors
/// [`AppError::Internal`] when the store fails.
#[server(name = AskPasswordReset, prefix = "/actions", endpoint = "ask-password-reset")]
pub async fn ask_password_reset(address: String, #[server(default)] locale: String) -> Result<(), AppError> {
    let request = current()?;
    let locale = Locale::from_tag(&locale).unwrap_or_default();
    let Ok(address) = MailAddress::parse(&address) else {
        go(&format!("{}?problem=address", locale.address("/reset-password")));
        return Ok(());
    };
    let act = request.act();
    let refusal = act.record(AuditAction::SignInRefused, None, address.as_str()).with("what", "password reset");
    let store = &request.portal.store;
    let limits = limits::of_letter(&request, address.as_str());
    if store.begin_attempt(&limits, limits::WINDOW, &refusal).await?.is_some() {
        store.ask_password_reset(&address, &act).await?;
    }
    go(&format!("{}?done=sent", locale.address("/reset-password")));
    Ok(())
}
