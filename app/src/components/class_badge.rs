//! How much a revision changed: the class in a word, and what it means for the reader.

use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::locale::Locale;
use domain::revision::{RevisionClass, RevisionHead};
use leptos::prelude::*;

/// The word with a frame, and a line that says what to make of it.
pub fn class_badge(locale: Locale, class: RevisionClass) -> impl IntoView {
    view! {
        <span class=format!("tag class-{}", class.word())>{words::class(locale, class)}</span> " "
        <span class="sub">{explanation(locale, class)}</span>
    }
}

/// What the author said about a revision.
pub fn note(request: &PageRequest, head: &RevisionHead) -> Option<impl IntoView + use<>> {
    head.note.as_ref().map(|note| {
        let (note, written_in) = note.get_with_locale(request.locale);
        let lang = written_in.tag_on(request.locale);
        view! { <p class="note" lang=lang>{note.clone()}</p> }
    })
}

fn explanation(locale: Locale, class: RevisionClass) -> String {
    match class {
        RevisionClass::Initial => text!(locale, comparison.class.initial),
        RevisionClass::Editorial => text!(locale, comparison.class.editorial),
        RevisionClass::Clarifying => text!(locale, comparison.class.clarifying),
        RevisionClass::Material => text!(locale, comparison.class.material),
    }
}
