//! This user is done with everything they have read.

use crate::actions::{current, go};
use crate::error::AppError;
use domain::publication::PublicationKind;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes all notices the viewer has read as archived, but for those that are pinned, still ask them
/// to acknowledge, or have a day to act by that is still ahead.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody.
#[server(name = ArchiveAllRead, prefix = "/actions", endpoint = "archive-all-read")]
pub async fn archive_all_read(back: String) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let done: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .filter(|notice| request.can_be_archived_in_bulk(notice))
        .map(|notice| (notice.key.clone(), notice.sight()))
        .collect();
    request.portal.store.note_reader_fact(&request.viewer, request.now, ReaderFact::Archived, &done).await?;
    go(&back);
    Ok(())
}
