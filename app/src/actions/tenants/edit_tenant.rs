//! Changes what is known of one tenant.

use crate::actions::{current, go, with_query};
use crate::error::AppError;
use domain::audience::Tenant;
use domain::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use domain::locale::Localized;
use domain::permission::{Permission, may};
use domain::person::name_of;
use leptos::prelude::*;

/// Changes it; only plans, regions and components of the service are taken.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for whoever may not and for a tenant that is not
/// there; [`AppError::BadInput`] for a key the service does not have.
#[server(name = EditTenant, prefix = "/actions", endpoint = "edit-tenant")]
pub async fn edit_tenant(
    tenant: String,
    name: String,
    plan: String,
    back: String,
    #[server(default)] name_en: String,
    #[server(default)] regions: Vec<String>,
    #[server(default)] components: Vec<String>,
) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let staff = request.viewer.staff().filter(|_| may(&request.viewer, Permission::ManageTenants));
    let staff = staff.ok_or(AppError::NotFound)?;
    let id = TenantId::parse(&tenant).map_err(|_| AppError::NotFound)?;
    let store = &request.portal.store;
    let before = store.tenants(staff).await?.into_iter().find(|tenant| tenant.id == id).ok_or(AppError::NotFound)?;
    let service = request.service().ok_or(AppError::NotFound)?;
    let plan = PlanKey::parse(&plan).map_err(|_| AppError::BadInput)?;
    let regions: Vec<_> =
        regions.iter().map(|key| RegionKey::parse(key)).collect::<Result<_, _>>().map_err(|_| AppError::BadInput)?;
    let components: Vec<_> = components
        .iter()
        .map(|key| ComponentKey::parse(key))
        .collect::<Result<_, _>>()
        .map_err(|_| AppError::BadInput)?;
    let is_known = service.plans.iter().any(|known| known.key == plan)
        && regions.iter().all(|key| service.regions.iter().any(|known| known.key == *key))
        && components.iter().all(|key| service.components.iter().any(|known| known.key == *key));
    if !is_known {
        return Err(AppError::BadInput);
    }
    let (Some(ja), is_english) = (name_of(&name), !name_en.trim().is_empty()) else {
        go(&with_query(&back, "problem=name"));
        return Ok(());
    };
    let en = name_of(&name_en);
    if is_english && en.is_none() {
        go(&with_query(&back, "problem=name"));
        return Ok(());
    }
    let after = Tenant {
        name: Localized { ja, en },
        plan,
        regions: regions.into_iter().collect(),
        components: components.into_iter().collect(),
        ..before
    };
    store.change_tenants(&request.viewer, &[after], &request.act()).await?.ok_or(AppError::NotFound)?;
    request.portal.refresh().await?;
    go(&with_query(&back, "done=saved"));
    Ok(())
}
