//! Takes a table of tenants over.

use crate::actions::{current, go, with_query};
use crate::error::AppError;
use domain::permission::{Permission, may};
use leptos::prelude::*;
use publishing::{Finding, read_tenants};

/// Takes over the table whose number this is: the one that was shown, and no other. One with a mistake changes
/// nothing.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for whoever may not import.
#[server(name = ImportTenants, prefix = "/actions", endpoint = "import-tenants")]
pub async fn import_tenants(draft: i64, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if !may(&request.viewer, Permission::ManageTenants) {
        return Err(AppError::NotFound);
    }
    let store = &request.portal.store;
    let kept = store.tenant_draft(&request.viewer).await?;
    let service = request.service().ok_or(AppError::NotFound)?;
    let Some((csv, _)) = kept.filter(|(_, number)| *number == draft) else {
        go(&with_query(&back, "problem=stale"));
        return Ok(());
    };
    let read = read_tenants("CSV", csv.as_bytes(), service);
    if read.findings.iter().any(Finding::is_error) {
        go(&back);
        return Ok(());
    }
    store.change_tenants(&request.viewer, &read.tenants, &request.act()).await?.ok_or(AppError::NotFound)?;
    request.portal.refresh().await?;
    go(&with_query(&back, "done=imported"));
    Ok(())
}
