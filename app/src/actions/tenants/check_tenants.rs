//! Looks at a table of tenants before it is taken over.

use crate::actions::{current, go, with_query};
use crate::error::AppError;
use leptos::prelude::*;

/// The largest table, in bytes, within what a request may have.
const LARGEST: usize = 200 * 1024;

/// Keeps the table for the page that shows what it would change; changes nothing else.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for whoever may not import.
#[server(name = CheckTenants, prefix = "/actions", endpoint = "check-tenants")]
pub async fn check_tenants(csv: String, back: String) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    if csv.len() > LARGEST {
        go(&with_query(&back, "problem=too_large"));
        return Ok(());
    }
    // A browser ends lines as mails do.
    let csv = csv.replace("\r\n", "\n");
    request.portal.store.keep_tenant_draft(&request.viewer, &csv, &request.act()).await?.ok_or(AppError::NotFound)?;
    go(&back);
    Ok(())
}
