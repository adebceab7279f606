//! Sends an invitation once more.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use leptos::prelude::*;

/// Sends it with a new link; the earlier one ends.
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
    let store = &request.portal.store;
    let resent = store.resend_invitation(&request.viewer, &tenant, invitation, &request.act()).await?;
    resent.ok_or(AppError::NotFound)?;
    lead_back(&back, "done=resent")
}
