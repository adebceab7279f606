//! Tenants, for the provider's own systems: read, and made as given with the checks of
//! `kairan tenant import`. A write says what it expects to stand, so that two systems do not undo one
//! another's changes.

use super::answer::{self, names_tag, tagged};
use super::body;
use super::caller::Caller;
use super::cursor;
use super::problem::{FieldError, Kind, Problem};
use super::publications::PageQuery;
use super::words::Text;
use crate::state::ServerState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use domain::audience::Tenant;
use domain::id::TenantId;
use domain::zone::civil_date;
use http::{HeaderMap, StatusCode, header};
use publishing::{FieldProblem, GivenTenant, read_tenant};
use serde::{Deserialize, Serialize};
use store::Replacement;
use utoipa::ToSchema;

/// A part of the list.
#[derive(Serialize, ToSchema)]
pub struct TenantPage {
    /// The tenants, by their keys.
    tenants: Vec<TenantView>,
    /// For the next page; null on the last.
    next_cursor: Option<String>,
}

/// A customer, with what audiences ask of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Tenant)]
pub struct TenantView {
    /// The provider's key for it.
    #[schema(example = "hinode")]
    id: String,
    /// Its name as shown.
    name: Text,
    /// The key of its plan.
    #[schema(example = "standard")]
    plan: String,
    /// The keys of the regions its data is kept in.
    #[schema(example = json!(["tokyo"]))]
    regions: Vec<String>,
    /// The keys of the components it uses.
    #[schema(example = json!(["recording-api"]))]
    components: Vec<String>,
    /// The day it became a customer, in Japan; null for one that has always been there.
    joined_on: Option<NaiveDate>,
}

/// A tenant as it shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// Its name as shown.
    name: Text,
    /// The key of its plan, as `portal.toml` lists it.
    #[schema(example = "standard")]
    plan: String,
    /// The keys of its regions, as `portal.toml` lists them.
    #[schema(example = json!(["tokyo"]))]
    regions: Vec<String>,
    /// The keys of its components, as `portal.toml` lists them.
    #[schema(example = json!(["recording-api"]))]
    components: Vec<String>,
    /// The day it became a customer. Left out, the one known is kept; a new one joins today.
    #[serde(default)]
    joined_on: Option<NaiveDate>,
}

/// List tenants
///
/// All customers of the provider.
#[utoipa::path(
    get,
    path = "/api/v1/tenants",
    tag = "tenants",
    params(PageQuery),
    responses((status = 200, description = "A part of the list", body = TenantPage)),
    security(("bearer" = ["tenants:read"]))
)]
pub async fn list_tenants(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (key, limit) = (&state.portal.site.key, caller.limit()?);
    let after: Option<String> = cursor::open(key, &caller)?;
    let mut found = state.portal.store.tenants(caller.staff()?).await?;
    found.retain(|tenant| after.as_deref().is_none_or(|after| tenant.id.as_str() > after));
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| has_more).map(|last| cursor::seal(key, &caller, &last.id));
    let link = next_cursor.as_deref().map(|next| cursor::link(&caller, next));
    let tenants = found.iter().map(TenantView::from).collect();
    Ok(answer::with_link(answer::read(&headers, &TenantPage { tenants, next_cursor })?, link))
}

/// Read a tenant
///
/// One customer. Its entity tag is what a change has to name.
#[utoipa::path(
    get,
    path = "/api/v1/tenants/{id}",
    tag = "tenants",
    params(("id" = String, Path, description = "The key of the tenant", example = "hinode")),
    responses((status = 200, description = "The tenant", body = TenantView)),
    security(("bearer" = ["tenants:read"]))
)]
pub async fn get_tenant(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = TenantId::parse(&id).map_err(|_| Problem::not_found())?;
    let tenants = state.portal.store.tenants(caller.staff()?).await?;
    let found = tenants.iter().find(|tenant| tenant.id == id).ok_or_else(Problem::not_found)?;
    answer::read(&headers, &TenantView::from(found))
}

/// Add or change a tenant
///
/// The tenant becomes as given. A change names the entity tag it was read with in If-Match, a new tenant
/// says If-None-Match: *.
#[utoipa::path(
    put,
    path = "/api/v1/tenants/{id}",
    tag = "tenants",
    params(
        ("id" = String, Path, description = "The key of the tenant", example = "hinode"),
        ("If-Match" = Option<String>, Header, description = "The entity tag the tenant was read with"),
        ("If-None-Match" = Option<String>, Header, description = "* for a tenant that must not be there yet"),
    ),
    request_body = NewTenant,
    responses(
        (status = 200, description = "It is as given", body = TenantView),
        (status = 201, description = "It was added", body = TenantView),
    ),
    security(("bearer" = ["tenants:write"]))
)]
pub async fn put_tenant(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    caller.staff()?;
    if !headers.contains_key(header::IF_MATCH) && !headers.contains_key(header::IF_NONE_MATCH) {
        let detail = "Send If-Match with the entity tag the tenant was read with, or If-None-Match: * for a new one.";
        return Err(Problem::new(Kind::PreconditionRequired, detail));
    }
    let id = TenantId::parse(&id).map_err(|_| Problem::not_found())?;
    let portal = caller.catalogue.portal.clone().ok_or_else(Problem::not_found)?;
    let given = body::read::<NewTenant>(&body)?.with_id(&id);
    let tenant = read_tenant(&given, &portal).map_err(Problem::from)?;
    let today = civil_date(caller.now);
    let is_expected = |standing: Option<&Tenant>| meets(&headers, standing);
    match state.portal.store.replace_tenant(&caller.act(), &tenant, today, is_expected).await? {
        Replacement::Done { tenant, is_new } => {
            // What a tenant keeps may have changed the catalogue.
            state.portal.refresh().await?;
            let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
            answer::written(status, &TenantView::from(&tenant))
        }
        Replacement::Unexpected => {
            let detail = "Nothing was changed. Read the tenant again, and send its entity tag.";
            Err(Problem::new(Kind::PreconditionFailed, detail))
        }
    }
}

/// RFC 9110 §13.1: both conditions have to hold where both are given.
fn meets(headers: &HeaderMap, standing: Option<&Tenant>) -> bool {
    let tag = standing.and_then(|tenant| tagged(&TenantView::from(tenant)).ok()).map(|(_, tag)| tag);
    let names = |condition| tag.as_deref().is_some_and(|tag| names_tag(headers, condition, tag));
    (!headers.contains_key(header::IF_MATCH) || names(header::IF_MATCH))
        && (!headers.contains_key(header::IF_NONE_MATCH) || !names(header::IF_NONE_MATCH))
}

impl NewTenant {
    fn with_id(self, id: &TenantId) -> GivenTenant {
        GivenTenant {
            id: id.to_string(),
            name: self.name.ja,
            name_en: self.name.en,
            plan: self.plan,
            regions: self.regions,
            components: self.components,
            joined_on: self.joined_on,
        }
    }
}

impl From<&Tenant> for TenantView {
    fn from(tenant: &Tenant) -> Self {
        Self {
            id: tenant.id.to_string(),
            name: Text::from(tenant.name.clone()),
            plan: tenant.plan.to_string(),
            regions: tenant.regions.iter().map(ToString::to_string).collect(),
            components: tenant.components.iter().map(ToString::to_string).collect(),
            joined_on: tenant.joined_on,
        }
    }
}

impl From<Vec<FieldProblem>> for Problem {
    fn from(problems: Vec<FieldProblem>) -> Self {
        Self::body(problems.iter().map(|problem| FieldError::at(&problem.pointer, problem.message.clone())).collect())
    }
}
