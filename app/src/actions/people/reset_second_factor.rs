//! Takes a second factor away from whoever lost it.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use domain::id::UserId;
use leptos::prelude::*;

/// Takes it away and ends their sessions.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] when the viewer manages nobody of that number who
/// has one.
#[server(name = ResetSecondFactor, prefix = "/actions", endpoint = "reset-second-factor")]
pub async fn reset_second_factor(user: i64, back: String, #[server(default)] tenant: String) -> Result<(), AppError> {
    let request = current()?;
    let tenant = tenant_of(&request, &tenant)?;
    let store = &request.portal.store;
    let reset = store.reset_second_factor(&request.viewer, &tenant, UserId(user), &request.act()).await?;
    reset.ok_or(AppError::NotFound)?;
    lead_back(&back, "done=factor_reset")
}
