//! The people of the token's tenant, to read.

use super::answer;
use super::caller::Caller;
use super::cursor;
use super::problem::Problem;
use super::publications::PageQuery;
use super::words::RoleWord;
use crate::state::ServerState;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::id::UserId;
use domain::viewer::TenantRole;
use http::HeaderMap;
use serde::Serialize;
use store::TenantPerson;
use utoipa::ToSchema;

/// A part of the list.
#[derive(Serialize, ToSchema)]
pub struct PersonPage {
    /// The people, in the order they were added.
    people: Vec<Person>,
    /// For the next page; null on the last.
    next_cursor: Option<String>,
}

/// Someone who can sign in.
#[derive(Serialize, ToSchema)]
pub struct Person {
    /// The person's number.
    #[schema(example = 7)]
    id: i64,
    /// As shown.
    #[schema(example = "佐藤 由美")]
    name: String,
    /// Where mail goes.
    #[schema(format = Email, example = "yumi@hinode.example")]
    address: String,
    /// What they may do in their tenant.
    #[schema(value_type = RoleWord)]
    role: TenantRole,
    /// The language of their pages and mail.
    #[schema(example = "ja")]
    locale: String,
    /// When they were added.
    added_at: DateTime<Utc>,
}

/// List people
///
/// The people of the token's tenant whose access was not taken away.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    tag = "people",
    params(PageQuery),
    responses((status = 200, description = "A part of the list", body = PersonPage)),
    security(("bearer" = ["people:read"]))
)]
pub async fn list_people(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (key, limit) = (&state.portal.site.key, caller.limit()?);
    let after: Option<i64> = cursor::open(key, &caller)?;
    let administrator = caller.administrator()?;
    let wanted = u64::try_from(limit + 1).unwrap_or(u64::MAX);
    let mut found = state.portal.store.people_of_tenant(administrator, after.map(UserId), wanted).await?;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| has_more).map(|last| cursor::seal(key, &caller, &last.user.0));
    let link = next_cursor.as_deref().map(|next| cursor::link(&caller, next));
    let people = found.into_iter().map(Person::from).collect();
    Ok(answer::with_link(answer::read(&headers, &PersonPage { people, next_cursor })?, link))
}

/// Read a person
///
/// Someone of the token's tenant.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}",
    tag = "people",
    params(("id" = i64, Path, description = "The person's number", example = 7)),
    responses((status = 200, description = "The person", body = Person)),
    security(("bearer" = ["people:read"]))
)]
pub async fn get_person(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::not_found())?;
    let found = state.portal.store.person_of_tenant(caller.administrator()?, UserId(id)).await?;
    answer::read(&headers, &found.map(Person::from).ok_or_else(Problem::not_found)?)
}

impl From<TenantPerson> for Person {
    fn from(person: TenantPerson) -> Self {
        Self {
            id: person.user.0,
            name: person.name,
            address: person.address.to_string(),
            role: person.role,
            locale: person.locale.tag().to_owned(),
            added_at: person.added_at,
        }
    }
}
