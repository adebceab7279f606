//! This user wants a notice on top of the list.

use crate::actions::{go, note};
use crate::error::AppError;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes that it is pinned; what was in the archive comes back.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the notice does not exist for the
/// viewer.
#[server(name = PinNotice, prefix = "/actions", endpoint = "pin-notice")]
pub async fn pin_notice(name: String, back: String) -> Result<(), AppError> {
    note("notice", &name, ReaderFact::Pinned).await?;
    go(&back);
    Ok(())
}
