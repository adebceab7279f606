//! Takes an invitation back.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use leptos::prelude::*;

/// Takes it back; its link ends.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] when there is none for the viewer.
#[server(name = CancelInvitation, prefix = "/actions", endpoint = "cancel-invitation")]
pub async fn cancel_invitation(
    invitation: i64,
    back: String,
    #[server(default)] tenant: String,
) -> Result<(), AppError> {
    let request = current()?;
    let tenant = tenant_of(&request, &tenant)?;
    let store = &request.portal.store;
    let cancelled = store.cancel_invitation(&request.viewer, &tenant, invitation, &request.act()).await?;
    cancelled.ok_or(AppError::NotFound)?;
    lead_back(&back, "done=cancelled")
}
