//! This user has read everything there is.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::publication::PublicationKind;
use leptos::prelude::*;

/// Notes all notices that exist for the viewer as read, as they stand.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody.
#[server(name = MarkAllRead, prefix = "/actions", endpoint = "mark-all-read")]
pub async fn mark_all_read(back: String) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let unread: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .filter(|notice| !request.is_read(notice))
        .map(|notice| (notice.key.clone(), notice.sight()))
        .collect();
    request.portal.store.mark_read(&request.viewer, request.now, &unread).await?;
    go(&back);
    Ok(())
}
