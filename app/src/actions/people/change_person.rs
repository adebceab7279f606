//! Changes what someone of an organisation may do, or lets them go.

use super::{lead_back, tenant_of};
use crate::actions::current;
use crate::error::AppError;
use domain::id::UserId;
use domain::person::PersonChange;
use domain::viewer::TenantRole;
use leptos::prelude::*;

/// Does what `change` says: `member`, `administrator`, `disable`, `enable` or `remove`.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] when the viewer manages nobody of that number;
/// [`AppError::BadInput`] for another change.
#[server(name = ChangePerson, prefix = "/actions", endpoint = "change-person")]
pub async fn change_person(
    user: i64,
    change: String,
    back: String,
    #[server(default)] tenant: String,
) -> Result<(), AppError> {
    let request = current()?;
    let tenant = tenant_of(&request, &tenant)?;
    let change = match change.as_str() {
        "member" => PersonChange::Role(TenantRole::Member),
        "administrator" => PersonChange::Role(TenantRole::Administrator),
        "disable" => PersonChange::Disable,
        "enable" => PersonChange::Enable,
        "remove" => PersonChange::Remove,
        _ => return Err(AppError::BadInput),
    };
    let store = &request.portal.store;
    let changed = store.change_person(&request.viewer, &tenant, UserId(user), change, &request.act()).await?;
    match changed.ok_or(AppError::NotFound)? {
        Ok(true) => lead_back(&back, "done=changed"),
        Ok(false) => lead_back(&back, "done=unchanged"),
        Err(refusal) => lead_back(&back, &format!("problem={}", refusal.word())),
    }
}
