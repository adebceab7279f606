//! Staff record what became of a notice.

#![expect(clippy::too_many_arguments, reason = "they are the fields of the form")]

use super::refused_form::RefusedForm;
use crate::actions::{current, go, named};
use crate::error::AppError;
use crate::ssr::page_request::encode;
use domain::event::Recorder;
use domain::locale::Localized;
use domain::permission::{Permission, may};
use domain::timeline::{Shift, Transition, Verb};
use domain::zone::parse_moment;
use leptos::prelude::*;
use store::{NewEvent, Recording};

/// The problem of a new start that is too soon.
pub const TOO_EARLY: &str = "too-early";
/// The most characters a message may have.
pub const LONGEST_MESSAGE: usize = 1_000;

/// Writes the event down, or says why not and gives back what was typed. Times are in Japan's time where they say nothing else.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody; [`AppError::NotFound`] for a tenant's people, for staff who only
/// read, and when there is no such notice; [`AppError::BadInput`] for a form of another shape.
#[server(name = RecordEvent, prefix = "/actions", endpoint = "record-event")]
pub async fn record_event(
    name: String,
    verb: String,
    back: String,
    #[server(default)] start: String,
    #[server(default)] end: String,
    #[server(default)] message: String,
    #[server(default)] message_en: String,
    #[server(default)] lead_time_exception: String,
    #[server(default)] lead_time_exception_en: String,
) -> Result<(), AppError> {
    let request = current()?;
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let staff =
        request.viewer.staff().filter(|_| may(&request.viewer, Permission::RecordEvents)).ok_or(AppError::NotFound)?;
    let verb = Verb::from_word(&verb).ok_or(AppError::BadInput)?;
    let key = named("notice", &name)?;
    request.catalogue.find(&request.viewer, request.now, &key).ok_or(AppError::NotFound)?;
    let refused = RefusedForm {
        notice: name,
        verb: verb.word().to_owned(),
        start: start.clone(),
        end: end.clone(),
        message: message.clone(),
        message_en: message_en.clone(),
        lead_time_exception: lead_time_exception.clone(),
        lead_time_exception_en: lead_time_exception_en.clone(),
    };
    let given = shift(&start, &end).and_then(|shift| {
        let exception = said(&lead_time_exception, &lead_time_exception_en)?;
        Ok((shift, said(&message, &message_en)?, exception))
    });
    let (shift, message, lead_time_exception) = match given {
        Ok(given) => given,
        Err(problem) => {
            refused.send(&request)?;
            go(&format!("{back}?problem={problem}"));
            return Ok(());
        }
    };
    let by = Recorder::Staff { user: staff.user, name: staff.name.clone() };
    let new = NewEvent { transition: Transition { verb, shift }, by, message, lead_time_exception };
    let store = &request.portal.store;
    let recording = store.record_event_by_staff(&key, &new, &request.act()).await?.ok_or(AppError::NotFound)?;
    let query = match recording {
        Recording::Recorded(_) => {
            // What was recorded is seen at once on this node, and by the others within a second.
            request.portal.refresh().await?;
            "done=recorded".to_owned()
        }
        Recording::Unchanged => "done=unchanged".to_owned(),
        Recording::Refused(refusal) => {
            refused.send(&request)?;
            format!("problem={}", refusal.word())
        }
        // For whom and from when on is worked out again by the page, for whoever may see that; by the rules it
        // was refused by, which this node may not have seen yet.
        Recording::TooEarly(_) => {
            request.portal.refresh().await?;
            refused.send(&request)?;
            let times =
                [("start", &start), ("end", &end)].map(|(key, value)| format!("&{key}={}", encode(value.trim())));
            format!("problem={TOO_EARLY}{}#record-event", times.concat())
        }
    };
    go(&format!("{back}?{query}"));
    Ok(())
}

/// The new times of a form.
///
/// # Errors
/// The problem's name.
pub fn shift(start: &str, end: &str) -> Result<Shift, &'static str> {
    let moment = |text: &str| match text.trim() {
        "" => Ok(None),
        text => parse_moment(text).map(Some).ok_or("unclear-time"),
    };
    Ok(Shift { start: moment(start)?, end: moment(end)? })
}

/// The message in both languages; Japanese has to be there where anything is said.
fn said(ja: &str, en: &str) -> Result<Option<Localized<String>>, &'static str> {
    let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let (ja, en) = (text(ja), text(en));
    if [&ja, &en].into_iter().flatten().any(|text| text.chars().count() > LONGEST_MESSAGE) {
        return Err("message-too-long");
    }
    match (ja, en) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err("message-needs-japanese"),
        (Some(ja), en) => Ok(Some(Localized { ja, en })),
    }
}
