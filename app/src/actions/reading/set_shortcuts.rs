//! This user wants shortcuts of single keys, or none.

use crate::actions::{current, go};
use crate::error::AppError;
use leptos::prelude::*;

/// Notes which.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody.
#[server(name = SetShortcuts, prefix = "/actions", endpoint = "set-shortcuts")]
pub async fn set_shortcuts(is_on: bool, back: String) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    request.portal.store.set_shortcuts(&request.viewer, request.now, is_on).await?;
    go(&back);
    Ok(())
}
