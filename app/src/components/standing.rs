//! What a reader of a notice has to know first: that it was cancelled, that its date has moved, or that
//! the notice was taken back.

use super::banner::{Tone, banner};
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, life};
use crate::text;
use domain::event::{Event, EventKind};
use domain::notice::NoticeState;
use domain::publication::Publication;
use leptos::prelude::*;

/// The event the banner on top tells of.
pub fn event_on_top<'a>(request: &PageRequest, publication: &'a Publication) -> Option<&'a Event> {
    match publication.state(request.now) {
        NoticeState::Withdrawn => publication.event_of(EventKind::Withdrawn),
        NoticeState::Cancelled => publication.event_of(EventKind::Cancelled),
        NoticeState::Upcoming | NoticeState::Unreported => {
            publication.event_of(EventKind::Rescheduled).filter(|event| event.moved().is_some())
        }
        _ => None,
    }
}

/// The banner on top; nothing while everything is as it was announced.
pub fn standing(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    let locale = request.locale;
    let event = event_on_top(request, publication)?;
    match event.kind {
        EventKind::Withdrawn => {
            let moment = dates::moment(locale, event.at);
            Some(told(request, event, Tone::Problem, text!(locale, timeline.withdrawn, moment = moment), None))
        }
        EventKind::Cancelled => {
            let moment = dates::moment(locale, event.at);
            Some(told(request, event, Tone::Problem, text!(locale, timeline.cancelled, moment = moment), None))
        }
        _ => {
            let moved = event.moved()?;
            let to = life::when(locale, publication, moved.to);
            let from = moved
                .from
                .map(|from| text!(locale, timeline.rescheduled_from, from = life::when(locale, publication, from)));
            Some(told(request, event, Tone::Note, text!(locale, timeline.rescheduled, to = to), from))
        }
    }
}

fn told(request: &PageRequest, event: &Event, tone: Tone, text: String, before: Option<String>) -> AnyView {
    let before = before.map(|before| view! { <p class="sub">{before}</p> });
    let message = life::message(request.locale, event).map(|(message, lang)| view! { <p lang=lang>{message}</p> });
    banner(tone, view! { <p><strong>{text}</strong></p> {before} {message} })
}
