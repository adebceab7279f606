//! Notices: the list with the page's filters, and one of them whole.

use super::answer;
use super::caller::Caller;
use super::cursor;
use super::problem::Problem;
use super::publications::PageQuery;
use super::views::{Notice, NoticeSummary, Texts, is_gone, summary, texts, whole};
use super::words::{CategoryWord, ImpactWord, NoticeKindWord, OrderWord, StateWord};
use crate::state::ServerState;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::listing::Listing;
use domain::publication::Publication;
use domain::slice::Position;
use http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

/// The filters of the list.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NoticesQuery {
    /// Only of this kind.
    #[param(value_type = Option<NoticeKindWord>)]
    kind: Option<String>,
    /// Only of this category.
    #[param(value_type = Option<CategoryWord>)]
    category: Option<String>,
    /// Only with this impact.
    #[param(value_type = Option<ImpactWord>)]
    impact: Option<String>,
    /// Only about this component.
    #[param(example = "recording-api")]
    component: Option<String>,
    /// Only in this state; withdrawn notices are listed only when asked for.
    #[param(value_type = Option<StateWord>)]
    state: Option<String>,
    /// `published`: the latest first. `date`: the soonest date first.
    #[param(value_type = Option<OrderWord>)]
    order: Option<String>,
    /// Only those this token has not marked as read.
    unread: Option<bool>,
    /// Only those that ask for action, or of the organisation's administrators for an acknowledgement.
    needs_action: Option<bool>,
}

/// A part of the list.
#[derive(Serialize, ToSchema)]
pub struct NoticePage {
    /// The notices, in order.
    pub notices: Vec<NoticeSummary>,
    /// For the next page; null on the last.
    pub next_cursor: Option<String>,
}

/// List notices
///
/// The notices that exist for the token, with the filters of the page.
#[utoipa::path(
    get,
    path = "/api/v1/notices",
    tag = "notices",
    params(NoticesQuery, PageQuery),
    responses((status = 200, description = "A part of the list", body = NoticePage)),
    security(("bearer" = ["notices:read"]))
)]
pub async fn list_notices(
    State(state): State<ServerState>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = NoticesQuery::read(&caller)?;
    let (listing, limit) = (asked.listing()?, caller.limit()?);
    let key = &state.portal.site.key;
    // A list by date is in the order of the hour it was begun.
    let begun: Option<(DateTime<Utc>, Position)> = cursor::open(key, &caller)?;
    let now = begun.as_ref().map_or(caller.now, |(now, _)| *now);
    let marks = state.portal.store.token_marks(caller.bearer.token).await?;
    let is_wanted = |notice: &Publication| {
        asked.unread.is_none_or(|unread| caller.is_read(&marks, notice) != unread)
            && asked
                .needs_action
                .is_none_or(|needs| needs == domain::attention::reason(notice, caller.viewer(), caller.now).is_some())
    };
    let after = begun.as_ref().map(|(_, position)| position);
    let slice = caller.catalogue.slice(caller.viewer(), now, &listing, is_wanted, after, limit);
    let next_cursor = slice.next.map(|position| cursor::seal(key, &caller, &(now, position)));
    let link = next_cursor.as_deref().map(|next| cursor::link(&caller, next));
    let notices = slice.notices.iter().filter_map(|notice| summary(&state, &caller, &marks, notice)).collect();
    let response = answer::read(&headers, &NoticePage { notices, next_cursor })?;
    Ok(answer::with_link(response, link))
}

/// Read a notice
///
/// One notice with all that it says, its timeline, revisions and files.
#[utoipa::path(
    get,
    path = "/api/v1/notices/{id}",
    tag = "notices",
    params(("id" = String, Path, description = "The number of the notice", example = "SC-2026-0042")),
    responses((status = 200, description = "The notice", body = Notice)),
    security(("bearer" = ["notices:read"]))
)]
pub async fn get_notice(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let notice = caller.notice(&id)?;
    let marks = state.portal.store.token_marks(caller.bearer.token).await?;
    let texts = if is_gone(&caller, &notice) { Texts::default() } else { texts(&state, &notice).await? };
    let view = whole(&state, &caller, &marks, &notice, &texts).ok_or_else(Problem::not_found)?;
    answer::read(&headers, &view)
}

impl NoticesQuery {
    fn read(caller: &Caller) -> Result<Self, Problem> {
        let text = |name| caller.query(name).map(str::to_owned);
        Ok(Self {
            kind: text("kind"),
            category: text("category"),
            impact: text("impact"),
            component: text("component"),
            state: text("state"),
            order: text("order"),
            unread: caller.flag("unread")?,
            needs_action: caller.flag("needs_action")?,
        })
    }

    fn listing(&self) -> Result<Listing, Problem> {
        let pairs = [
            ("kind", &self.kind),
            ("category", &self.category),
            ("impact", &self.impact),
            ("component", &self.component),
            ("state", &self.state),
            ("order", &self.order),
        ];
        let given = pairs.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?)));
        if let Some((name, _)) = given.clone().find(|(_, value)| value.is_empty()) {
            return Err(Problem::parameter(name, "empty; leave it out instead"));
        }
        Listing::parse(given).map_err(|error| Problem::parameter(error.key, error.to_string()))
    }
}
