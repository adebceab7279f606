//! How many invitations are mailed: for one organisation in a day, by one person in an hour, and to one address
//! at a time. All count that the mail goes out, so that taking an invitation back and inviting again is no way
//! around.

use crate::error::Result;
use crate::throttle::{Limit, count_try};
use chrono::TimeDelta;
use domain::audit::{Act, AuditAction};
use domain::id::TenantId;
use domain::person::{InvitationLimits, InvitationRefusal};
use sea_orm::DatabaseTransaction;

/// Counts a mail with an invitation, on all nodes together, unless there were too many. What is counted under an
/// address is one organisation's: that another invites the same is not for this one to know.
pub async fn count_invitation(
    transaction: &DatabaseTransaction,
    tenant: &TenantId,
    address: &str,
    limits: &InvitationLimits,
    act: &Act,
) -> Result<Result<(), InvitationRefusal>> {
    let by = act.actor.user().map_or_else(|| act.actor.word().to_owned(), |user| user.0.to_string());
    let of_address = Limit { key: format!("invitation from {} to {address}", tenant.as_str()), most: 1 };
    let of_person = Limit { key: format!("invitations by {by}"), most: limits.per_person_an_hour.into() };
    let of_tenant =
        Limit { key: format!("invitations from {}", tenant.as_str()), most: limits.per_tenant_a_day.into() };
    let counted = [(&of_address, limits.between), (&of_person, TimeDelta::hours(1)), (&of_tenant, TimeDelta::days(1))];
    let refusal = act.record(AuditAction::InvitationRefused, Some(tenant), address);
    // No time between two mails to an address means that they are not counted.
    let is_of_address_counted = !limits.between.is_zero();
    let counted = &counted[usize::from(!is_of_address_counted)..];
    Ok(match count_try(transaction, counted, &refusal).await? {
        Ok(_) => Ok(()),
        Err(0) if is_of_address_counted => Err(InvitationRefusal::TooSoon),
        Err(_) => Err(InvitationRefusal::TooMany),
    })
}
