//! Chooses the language of one's mails.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::locale::Locale;
use leptos::prelude::*;

/// Keeps the choice.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::BadInput`] for a language the portal does not have.
#[server(name = SetLanguage, prefix = "/actions", endpoint = "set-language")]
pub async fn set_language(language: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let locale = Locale::from_tag(&language).ok_or(AppError::BadInput)?;
    request.portal.store.set_locale(&request.viewer, locale).await?;
    go(&format!("{back}?done=saved"));
    Ok(())
}
