//! This user wants a notice back from the archive.

use crate::actions::{go, note};
use crate::error::AppError;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes that it is no longer in the archive.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the notice does not exist for the
/// viewer.
#[server(name = UnarchiveNotice, prefix = "/actions", endpoint = "unarchive-notice")]
pub async fn unarchive_notice(name: String, back: String) -> Result<(), AppError> {
    note("notice", &name, ReaderFact::Unarchived).await?;
    go(&back);
    Ok(())
}
