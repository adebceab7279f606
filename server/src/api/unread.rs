//! What is unread for the token, in a few numbers: for a bell in a console.

use super::answer;
use super::caller::Caller;
use super::problem::Problem;
use super::views::{NoticeSummary, summary};
use crate::state::ServerState;
use axum::extract::State;
use axum::response::Response;
use domain::notice::Impact;
use domain::publication::PublicationKind;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

/// What is unread.
#[derive(Serialize, ToSchema)]
pub struct Unread {
    /// How many notices this token has not marked as read.
    #[schema(example = 4)]
    count: usize,
    /// How many of those the reader must act on, and are not over.
    #[schema(example = 1)]
    urgent_count: usize,
    /// The one published last.
    latest: Option<NoticeSummary>,
}

/// Summarize what is unread
///
/// How many, how many of them urgent, and the latest.
#[utoipa::path(
    get,
    path = "/api/v1/unread",
    tag = "notices",
    responses((status = 200, description = "The summary", body = Unread)),
    security(("bearer" = ["notices:read"]))
)]
pub async fn get_unread(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let marks = state.portal.store.token_marks(caller.bearer.token).await?;
    let notices = caller.catalogue.of_kind(caller.viewer(), caller.now, PublicationKind::Notice);
    let unread: Vec<_> = notices.filter(|notice| !caller.is_read(&marks, notice)).collect();
    let is_urgent = |notice: &domain::publication::Publication| {
        notice.notice().is_some_and(|facts| facts.impact == Impact::ActionRequired) && !notice.is_over(caller.now)
    };
    let view = Unread {
        count: unread.len(),
        urgent_count: unread.iter().filter(|notice| is_urgent(notice)).count(),
        latest: unread.first().and_then(|notice| summary(&state, &caller, &marks, notice)),
    };
    answer::read(&headers, &view)
}
