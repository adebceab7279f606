//! This user has read this revision.

use crate::actions::{current, go, named, seen};
use crate::error::AppError;
use leptos::prelude::*;

/// Notes that the revision was read, with the news there had been: without `news`, all there is. More that was noted
/// before stays. An empty `back` asks for no
/// redirect: that is the page's own script.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the publication does not exist for
/// the viewer, [`AppError::BadInput`] for a revision it does not have.
#[server(name = MarkRead, prefix = "/actions", endpoint = "mark-read")]
pub async fn mark_read(
    kind: String,
    name: String,
    revision: u32,
    #[server(default)] news: Option<i64>,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let key = named(&kind, &name)?;
    let publication = request.catalogue.find(&request.viewer, request.now, &key).ok_or(AppError::NotFound)?;
    if !publication.history.iter().any(|head| head.number == revision) {
        return Err(AppError::BadInput);
    }
    let seen = seen(&publication, Some(revision), news);
    request.portal.store.mark_read(&request.viewer, request.now, &[(key, seen)]).await?;
    if !back.is_empty() {
        go(&back);
    }
    Ok(())
}
