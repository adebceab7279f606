//! Sends an invitation once more.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use leptos::prelude::*;

/// Sends it with a new link; the earlier one ends. Leads back with what is wrong where there were too many.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] when there is none for the viewer.
#[server(name = ResendInvitation, prefix = "/actions", endpoint = "resend-invitation")]
pub async fn resend_invitation(
    invitation: i64,
    back: String,
    #[server(default)] tenant: String,
) -> Result<(), AppError> {
    let request = current()?;
    let tenant = tenant_of(&request, &tenant)?;
    let (store, limits) = (&request.portal.store, &request.portal.limits.invitations);
    let resent = store.resend_invitation(&request.viewer, &tenant, invitation, limits, &request.act()).await?;
    match resent.ok_or(AppError::NotFound)? {
        Ok(()) => lead_back(&back, "done=resent"),
        Err(refusal) => lead_back(&back, &format!("problem={}", refusal.word())),
    }
}
