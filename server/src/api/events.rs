//! What became of a notice, recorded by the rules of `domain::timeline`, as by staff and the command line.

use super::answer;
use super::body;
use super::caller::Caller;
use super::problem::{FieldError, Problem};
use super::views::TimelineEvent;
use super::words::{Text, VerbWord};
use crate::state::ServerState;
use app::actions::timeline::record_event::LONGEST_MESSAGE;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::Recorder;
use domain::locale::Localized;
use domain::timeline::{Shift, Transition, Verb};
use domain::zone::start_of_day;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::{NewEvent, Recording};
use utoipa::ToSchema;

/// What happened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTimelineEvent {
    /// What.
    #[schema(value_type = VerbWord)]
    verb: String,
    /// Of a reschedule: the new start, in RFC 3339 with an offset; of changed terms a day.
    #[serde(default)]
    #[schema(example = "2027-03-08T02:00:00+09:00")]
    start: Option<String>,
    /// Of a reschedule: the new end. Left out, the change takes as long as before.
    #[serde(default)]
    end: Option<String>,
    /// What to tell people about it, at most 1,000 characters in each language.
    #[serde(default)]
    message: Option<Text>,
    /// Why a new start is earlier than the lead times allow, at most 1,000 characters in each language. It is
    /// published with the event.
    #[serde(default)]
    lead_time_exception: Option<Text>,
}

/// What was recorded.
#[derive(Serialize, ToSchema)]
pub struct RecordedEvent {
    /// Whether it was recorded now; not where that was so already.
    is_recorded: bool,
    /// The event.
    event: Option<TimelineEvent>,
}

/// Record what became of a notice
///
/// Those concerned are told. What has been recorded already changes nothing and is answered with 200.
/// What cannot have happened is refused with the reason: not-a-notice, not-published,
/// not-a-service-change, not-an-incident, incident-is-not-planned, withdrawn, cancelled,
/// too-early, already-completed, not-started, goes-back, items-open, not-planned, nothing-to-move, start-in-past,
/// start-has-passed, end-in-past, end-before-start, terms-take-a-day, terms-move-later-only, in-effect.
#[utoipa::path(
    post,
    path = "/api/v1/notices/{id}/events",
    tag = "notices",
    params(("id" = String, Path, description = "The number of the notice", example = "SC-2026-0042")),
    request_body = NewTimelineEvent,
    responses(
        (status = 201, description = "It was recorded", body = RecordedEvent),
        (status = 200, description = "That was so already", body = RecordedEvent),
        (status = 409, description = "refused"),
    ),
    security(("bearer" = ["timeline:write"]))
)]
pub async fn record_event(
    State(state): State<ServerState>,
    caller: Caller,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let staff = caller.staff()?;
    let notice = caller.notice(&id)?;
    let (transition, message, lead_time_exception) = body::read::<NewTimelineEvent>(&body)?.parse()?;
    let by = Recorder::Staff { user: staff.user, name: staff.name.clone() };
    let new = NewEvent { transition, by, message, lead_time_exception };
    let recording = state.portal.store.record_event_by_staff(&notice.key, &new, &caller.act()).await?;
    match recording.ok_or_else(Problem::not_found)? {
        Recording::Recorded(event) => {
            state.portal.refresh().await?;
            let view = RecordedEvent { is_recorded: true, event: Some(TimelineEvent::from(&event)) };
            answer::written(StatusCode::CREATED, &view)
        }
        Recording::Unchanged => {
            let event = notice.event_of(transition.verb.event()).map(TimelineEvent::from);
            answer::written(StatusCode::OK, &RecordedEvent { is_recorded: false, event })
        }
        Recording::Refused(refusal) => Err(Problem::refused(refusal.word())),
        Recording::TooEarly(early) => Err(Problem::refused("too-early").and(&format!(
            "By the lead times it starts on {} at the earliest, or with a lead_time_exception.",
            early.earliest
        ))),
    }
}

/// What happened, what to tell people, and why it comes so soon.
type Said = (Transition, Option<Localized<String>>, Option<Localized<String>>);

impl NewTimelineEvent {
    fn parse(self) -> Result<Said, Problem> {
        let mut errors = vec![];
        let verb = Verb::from_word(&self.verb);
        if verb.is_none() {
            let known = Verb::ALL.iter().map(|verb| verb.word()).collect::<Vec<_>>().join(", ");
            errors.push(FieldError::at("/verb", format!("one of {known}")));
        }
        let mut read = |pointer: &str, text: Option<&str>| {
            let text = text?;
            if verb.is_some_and(|verb| verb != Verb::Reschedule) {
                errors.push(FieldError::at(pointer, "only a reschedule has new times"));
                return None;
            }
            let at = moment(text);
            if at.is_none() {
                errors
                    .push(FieldError::at(pointer, "a time as in 2027-03-08T02:00:00+09:00, or a day as in 2027-03-08"));
            }
            at
        };
        let shift = Shift { start: read("/start", self.start.as_deref()), end: read("/end", self.end.as_deref()) };
        let message = said("message", self.message, &mut errors);
        let exception = said("lead_time_exception", self.lead_time_exception, &mut errors);
        match verb {
            Some(verb) if errors.is_empty() => Ok((Transition { verb, shift }, message, exception)),
            _ => Err(Problem::body(errors)),
        }
    }
}

/// RFC 3339, or a day, which begins in Japan.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
    instant.ok().or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(start_of_day))
}

fn said(field: &str, message: Option<Text>, errors: &mut Vec<FieldError>) -> Option<Localized<String>> {
    let message = message?;
    let en = message.en.as_deref().map(str::trim).filter(|en| !en.is_empty());
    let ja = message.ja.trim();
    for (language, text) in [("ja", Some(ja)), ("en", en)] {
        if text.is_some_and(|text| text.chars().count() > LONGEST_MESSAGE) {
            errors.push(FieldError::at(
                &format!("/{field}/{language}"),
                format!("longer than {LONGEST_MESSAGE} characters"),
            ));
        }
    }
    if ja.is_empty() {
        errors.push(FieldError::at(&format!("/{field}/ja"), "empty; leave it out instead"));
    }
    Some(Localized { ja: ja.to_owned(), en: en.map(str::to_owned) })
}
