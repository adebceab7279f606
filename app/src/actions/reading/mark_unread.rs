//! This user wants to read something again.

use crate::actions::{go, note};
use crate::error::AppError;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes that it is to be shown as unread, until it is read again.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the publication does not exist for
/// the viewer.
#[server(name = MarkUnread, prefix = "/actions", endpoint = "mark-unread")]
pub async fn mark_unread(kind: String, name: String, back: String) -> Result<(), AppError> {
    note(&kind, &name, ReaderFact::MarkedUnread).await?;
    go(&back);
    Ok(())
}
