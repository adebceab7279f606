//! Whether a token has read a notice: a mark of the token's own, which its maker and everyone else do not
//! share, so that a program keeps track of what it has dealt with and takes nobody's bell away.

use super::answer;
use super::body;
use super::caller::Caller;
use super::problem::{FieldError, Problem};
use crate::state::ServerState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::reading::{Reading, Sight};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Which revision was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReadMark {
    /// The number of the revision.
    #[schema(minimum = 1, example = 1)]
    revision: u32,
}

/// What this token has read.
#[derive(Serialize, ToSchema)]
pub struct ReadMark {
    /// The number of the notice.
    #[schema(example = "SC-2026-0042")]
    id: String,
    /// The highest revision it has marked.
    #[schema(example = 1)]
    revision: u32,
    /// When.
    read_at: DateTime<Utc>,
    /// Whether that is the notice as it stands: no later revision means something else, and its date has not
    /// moved since, nor was it cancelled, nor has an incident come to another stage.
    is_read: bool,
}

/// Mark a notice as read
///
/// For this token alone. A higher revision marked before stays.
#[utoipa::path(
    put,
    path = "/api/v1/notices/{id}/read-mark",
    tag = "notices",
    params(("id" = String, Path, description = "The number of the notice", example = "SC-2026-0042")),
    request_body = NewReadMark,
    responses((status = 200, description = "The mark as it stands", body = ReadMark)),
    security(("bearer" = ["notices:write"]))
)]
pub async fn mark_read(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let notice = caller.notice(&id)?;
    let NewReadMark { revision } = body::read(&body)?;
    // A revision there is not yet is refused, as one there never is.
    let seen = Sight { revision, news: notice.sight().news };
    let marked = state.portal.store.mark_read_by_token(&caller.bearer, caller.now, &notice.key, seen).await?;
    let Some(Reading { seen, at: read_at }) = marked else {
        let detail = format!("a revision of {id}, from 1 to {}", notice.current.head.number);
        return Err(Problem::body(vec![FieldError::at("/revision", detail)]));
    };
    let is_read = notice.stands_as(seen);
    answer::written(StatusCode::OK, &ReadMark { id, revision: seen.revision, read_at, is_read })
}

/// Mark a notice as unread
///
/// For this token alone. Twice is the same as once.
#[utoipa::path(
    delete,
    path = "/api/v1/notices/{id}/read-mark",
    tag = "notices",
    params(("id" = String, Path, description = "The number of the notice", example = "SC-2026-0042")),
    responses((status = 204, description = "It is unread")),
    security(("bearer" = ["notices:write"]))
)]
pub async fn mark_unread(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let notice = caller.notice(&id)?;
    let done = state.portal.store.mark_unread_by_token(&caller.bearer, caller.now, &notice.key).await?;
    done.map(|()| StatusCode::NO_CONTENT.into_response()).ok_or_else(Problem::not_found)
}
