//! What became of a notice, one line each with what staff said about it. What the banner on top of the page tells in
//! full is only named.

use super::standing::event_on_top;
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
    let on_top = event_on_top(request, publication).map(|event| event.id);
    let line = |event: &Event| {
        let details = (on_top != Some(event.id)).then(|| {
            let message = life::message(locale, event);
            let message = message.map(|(text, lang)| view! { <p class="note" lang=lang>{text}</p> });
            let moved = event.moved().map(|moved| view! { <p>{life::moved(locale, publication, moved)}</p> });
            view! { {moved} {message} }
        });
        view! {
            <li>
                <p>
                    <b>{words::event(locale, event.kind)}</b> " "
                    <time class="sub" datetime=dates::machine(event.at)>{dates::moment(locale, event.at)}</time>
                </p>
                {details}
            </li>
        }
        .into_any()
    };
    events.into_iter().map(line).collect()
}
