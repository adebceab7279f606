//! This user is done with a notice.

use crate::actions::{current, go, named, seen, with_query};
use crate::error::AppError;
use domain::locale::Locale;
use domain::shelf::ReaderFact;
use leptos::prelude::*;

/// Notes that it is in the archive as it was seen, or as it stands where the form does not say. One that still asks the
/// viewer to acknowledge it is not put there: its page says so.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] when the notice does not exist for the
/// viewer.
#[server(name = ArchiveNotice, prefix = "/actions", endpoint = "archive-notice")]
pub async fn archive_notice(
    name: String,
    #[server(default)] revision: Option<u32>,
    #[server(default)] news: Option<i64>,
    back: String,
) -> Result<(), AppError> {
    let request = current()?;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let key = named("notice", &name)?;
    let notice = request.catalogue.find(&request.viewer, request.now, &key).ok_or(AppError::NotFound)?;
    if request.must_acknowledge(&notice) {
        let (locale, _) = Locale::split_address(&back);
        go(&locale.address(&format!("{}?problem=still-asked", key.path())));
        return Ok(());
    }
    let about = [(key.clone(), seen(&notice, revision, news))];
    request.portal.store.note_reader_fact(&request.viewer, request.now, ReaderFact::Archived, &about).await?;
    go(&with_query(&back, &format!("done=archived&of={}", key.name())));
    Ok(())
}
