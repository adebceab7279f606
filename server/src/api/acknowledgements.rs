//! How far a tenant is with what a notice asks: its own for a tenant's token, every tenant's for the
//! provider's. Names only for a token that may read people.

use super::answer;
use super::caller::Caller;
use super::problem::Problem;
use super::views::Asked;
use super::words::RoleWord;
use crate::state::ServerState;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::acknowledgement::{Coverage, Standing, coverage};
use domain::token::Scope;
use domain::viewer::TenantRole;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

/// How far tenants are.
#[derive(Serialize, ToSchema)]
pub struct Acknowledgements {
    /// The number of the notice.
    #[schema(example = "SC-2026-0042")]
    id: String,
    /// What it asks; null where it asks nothing of the token's tenant.
    asked: Option<Asked>,
    /// The token's tenant alone, or for the provider every tenant of which it is asked.
    tenants: Vec<TenantAcknowledgements>,
}

/// How far one tenant is.
#[derive(Serialize, ToSchema)]
pub struct TenantAcknowledgements {
    /// The key of the tenant.
    #[schema(example = "hinode")]
    tenant: String,
    /// Of how many people it is asked.
    #[schema(example = 5)]
    asked_count: usize,
    /// How many of those have acknowledged.
    #[schema(example = 3)]
    acknowledged_count: usize,
    /// Whether that is enough.
    is_met: bool,
    /// Its people; null without the scope people:read.
    people: Option<Vec<PersonAcknowledgement>>,
}

/// What one person did.
#[derive(Serialize, ToSchema)]
pub struct PersonAcknowledgement {
    /// The person's number.
    #[schema(example = 7)]
    id: i64,
    /// As shown.
    name: String,
    /// What they may do in their tenant.
    #[schema(value_type = RoleWord)]
    role: TenantRole,
    /// Whether it is asked of them.
    is_asked: bool,
    /// The revision they acknowledged, if that still counts.
    revision: Option<u32>,
    /// When.
    acknowledged_at: Option<DateTime<Utc>>,
}

/// Read how far a notice is acknowledged
///
/// For a tenant's token its own organisation, for the provider's every tenant.
#[utoipa::path(
    get,
    path = "/api/v1/notices/{id}/acknowledgements",
    tag = "notices",
    params(("id" = String, Path, description = "The number of the notice", example = "SC-2026-0042")),
    responses((status = 200, description = "How far it is", body = Acknowledgements)),
    security(("bearer" = ["notices:read"]))
)]
pub async fn get_acknowledgements(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let notice = caller.notice(&id)?;
    let store = &state.portal.store;
    let requirement = match caller.viewer().member() {
        Some(member) => notice.requirement_of(&member.tenant),
        None => notice.stated_requirement(),
    };
    let mut tenants = vec![];
    if let Some(requirement) = requirement {
        let view = |tenant: &str, people: &[Standing], coverage: Coverage| TenantAcknowledgements {
            tenant: tenant.to_owned(),
            asked_count: coverage.asked,
            acknowledged_count: coverage.acknowledged,
            is_met: coverage.is_met,
            people: caller
                .may(Scope::PeopleRead)
                .then(|| people.iter().map(|person| person_view(person, requirement.asks(person.role))).collect()),
        };
        if let Some(staff) = caller.viewer().staff() {
            let covered = store.coverage_of(staff, &notice.key).await?.unwrap_or_default();
            tenants.extend(covered.iter().map(|of| view(of.tenant.id.as_str(), &of.people, of.coverage)));
        } else {
            let administrator = caller.administrator()?;
            let people = store.stamps(administrator, caller.now, &notice).await?.ok_or_else(Problem::not_found)?;
            tenants.push(view(administrator.tenant.id.as_str(), &people, coverage(requirement, &people)));
        }
    }
    let asked = requirement.map(|requirement| Asked { by: requirement.by, due: requirement.due });
    answer::read(&headers, &Acknowledgements { id, asked, tenants })
}

fn person_view(person: &Standing, is_asked: bool) -> PersonAcknowledgement {
    PersonAcknowledgement {
        id: person.user.0,
        name: person.name.clone(),
        role: person.role,
        is_asked,
        revision: person.acknowledged.map(|(revision, _)| revision),
        acknowledged_at: person.acknowledged.map(|(_, at)| at),
    }
}
