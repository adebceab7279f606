//! Invites someone to an organisation.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::person::{NewInvitation, name_of};
use domain::viewer::TenantRole;
use leptos::prelude::*;

/// Writes the invitation down; its mail goes out in the background. Leads back with what is wrong where
/// something is.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for whoever may not; [`AppError::BadInput`] for a
/// form of another shape.
#[server(name = InvitePerson, prefix = "/actions", endpoint = "invite-person")]
pub async fn invite_person(
    name: String,
    address: String,
    role: String,
    language: String,
    back: String,
    #[server(default)] tenant: String,
) -> Result<(), AppError> {
    let request = current()?;
    let tenant = tenant_of(&request, &tenant)?;
    let role = TenantRole::from_word(&role).ok_or(AppError::BadInput)?;
    let locale = Locale::from_tag(&language).ok_or(AppError::BadInput)?;
    let Some(name) = name_of(&name) else { return lead_back(&back, "problem=name") };
    let Ok(address) = MailAddress::parse(&address) else { return lead_back(&back, "problem=address") };
    let new = NewInvitation { address, name, role, locale };
    let (store, limits) = (&request.portal.store, &request.portal.limits.invitations);
    match store.invite(&request.viewer, &tenant, &new, limits, &request.act()).await?.ok_or(AppError::NotFound)? {
        Ok(()) => lead_back(&back, "done=invited"),
        Err(refusal) => lead_back(&back, &format!("problem={}", refusal.word())),
    }
}
