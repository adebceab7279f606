//! What became of a notice, one line each with what staff said about it.

use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, life, words};
use domain::event::Event;
use domain::publication::Publication;
use leptos::prelude::*;

/// The items of a list, in the order given.
pub fn news_lines<'a>(
    request: &PageRequest,
    publication: &Publication,
    events: impl IntoIterator<Item = &'a Event>,
) -> Vec<AnyView> {
    let locale = request.locale;
    let line = |event: &Event| {
        let message = life::message(locale, event).map(|(text, lang)| view! { <p class="note" lang=lang>{text}</p> });
        view! {
            <li>
                <p>
                    <b>{words::event(locale, event.kind)}</b> " "
                    <time class="sub" datetime=dates::machine(event.at)>{dates::moment(locale, event.at)}</time>
                </p>
                <p>{life::sentence(locale, publication, event)}</p>
                {message}
            </li>
        }
        .into_any()
    };
    events.into_iter().map(line).collect()
}
