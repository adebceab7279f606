//! Signing in and out, and who belongs to an organisation.

pub mod cancel_invitation;
pub mod change_person;
pub mod invite_person;
pub mod resend_invitation;
pub mod reset_second_factor;
pub mod review_roles;
pub mod sign_in;
pub mod sign_out;

use super::{go, with_query};
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use domain::id::TenantId;

/// The organisation a form is about: the viewer's own, or the one staff name. Whether the viewer manages it is
/// the store's to say.
fn tenant_of(request: &PageRequest, named: &str) -> Result<TenantId, AppError> {
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    match request.viewer.tenant() {
        Some(own) if named.is_empty() || named == own.as_str() => Ok(own.clone()),
        Some(_) => Err(AppError::NotFound),
        None => TenantId::parse(named).map_err(|_| AppError::NotFound),
    }
}

/// Leads back to the page with what became of it.
#[expect(clippy::unnecessary_wraps, reason = "it ends actions, which answer with a result")]
fn lead_back(back: &str, query: &str) -> Result<(), AppError> {
    go(&with_query(back, query));
    Ok(())
}
