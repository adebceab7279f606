//! This user no longer wants a notice on top of the list.

use crate::actions::{go, note};
use crate::error::AppError;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes that it is no longer pinned.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the notice does not exist for the
/// viewer.
#[server(name = UnpinNotice, prefix = "/actions", endpoint = "unpin-notice")]
pub async fn unpin_notice(name: String, back: String) -> Result<(), AppError> {
    note("notice", &name, ReaderFact::Unpinned).await?;
    go(&back);
    Ok(())
}
