//! Notes that the roles of an organisation were looked at (policy III.2-b).

use super::lead_back;
use crate::actions::current;
use crate::error::AppError;
use leptos::prelude::*;

/// Notes who looked and when.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for whoever is no administrator.
#[server(name = ReviewRoles, prefix = "/actions", endpoint = "review-roles")]
pub async fn review_roles(back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    request.portal.store.review_roles(&request.viewer, &request.act()).await?.ok_or(AppError::NotFound)?;
    lead_back(&back, "done=reviewed")
}
