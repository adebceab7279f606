//! This user acknowledges, for this tenant, the revision whose digest they saw.

use crate::actions::{current, go, named};
use crate::error::AppError;
use domain::digest::Digest;
use leptos::prelude::*;
use store::AckOutcome;

/// Writes the acknowledgement down, or leads to what has changed since.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for staff, and when the publication does not
/// exist for a member; [`AppError::BadInput`] for a malformed digest, or when nothing is asked of them.
#[server(name = AcknowledgeRevision, prefix = "/actions", endpoint = "acknowledge-revision")]
pub async fn acknowledge_revision(kind: String, name: String, digest: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let member = request.viewer.member().ok_or(AppError::NotFound)?;
    let key = named(&kind, &name)?;
    let seen = Digest::parse(&digest).map_err(|_| AppError::BadInput)?;
    let publication = request.catalogue.find(&request.viewer, request.now, &key).ok_or(AppError::NotFound)?;
    if publication.is_called_off() {
        // Called off while the reader had the page open: the page says so.
        go(&back);
        return Ok(());
    }
    if !publication.asks(member) {
        return Err(AppError::BadInput);
    }
    let outcome = request.portal.store.acknowledge(member, &key, &seen, request.now).await?;
    let query = match outcome.ok_or(AppError::NotFound)? {
        AckOutcome::Accepted(_) => "done=acknowledged".to_owned(),
        AckOutcome::Superseded { seen, .. } => format!("problem=superseded&seen={}", seen.number),
        AckOutcome::Unknown => "problem=unknown-digest".to_owned(),
        AckOutcome::NotAsked => return Err(AppError::BadInput),
    };
    go(&format!("{back}?{query}"));
    Ok(())
}
