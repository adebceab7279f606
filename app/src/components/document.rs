//! The text of a revision, with what a reader must know before: that it is not translated, that the
//! translation is behind, or that only the Japanese is binding.

use super::banner::{Tone, banner};
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::locale::Locale;
use domain::revision::{Body, Facts, Revision};
use leptos::prelude::*;

/// The remarks above a text; nothing when there is nothing to remark.
pub fn remarks(request: &PageRequest, revision: &Revision) -> Vec<AnyView> {
    let locale = request.locale;
    let (_, written_in) = revision.editions.get_with_locale(locale);
    let mut remarks = vec![];
    if written_in != locale {
        remarks.push(banner(Tone::Note, view! { <p>{text!(locale, publications.not_translated)}</p> }));
    }
    remarks.extend(translation_behind(request, revision));
    if let Facts::Policy(facts) = &revision.facts
        && facts.is_reference_translation
        && written_in == Locale::En
    {
        let original = request.here_in(Locale::Ja);
        let read = text!(locale, publications.read_original);
        remarks.push(banner(
            Tone::Note,
            view! { <p>{text!(locale, publications.reference_translation)} " " <a href=original hreflang="ja">{read}</a></p> },
        ));
    }
    if let Facts::Disclosure(facts) = &revision.facts
        && facts.is_sample_data
    {
        remarks.push(banner(Tone::Note, view! { <p>{text!(locale, publications.sample_data)}</p> }));
    }
    remarks
}

/// That a translation is of an earlier revision than the original, and where the original is.
pub fn translation_behind(request: &PageRequest, revision: &Revision) -> Option<AnyView> {
    let locale = request.locale;
    let (edition, written_in) = revision.editions.get_with_locale(locale);
    let current = revision.head.number;
    if written_in != locale || edition.translates >= current {
        return None;
    }
    let text = text!(locale, publications.translation_behind, translated = edition.translates, current = current);
    let original = request.here_in(Locale::Ja);
    let read = text!(locale, publications.read_original);
    Some(banner(Tone::Note, view! { <p>{text} " " <a href=original hreflang="ja">{read}</a></p> }))
}

/// The text itself, in its own language.
pub fn document(request: &PageRequest, revision: &Revision, body: &Body) -> impl IntoView + use<> {
    let (_, written_in) = revision.editions.get_with_locale(request.locale);
    let html = publishing::localize_links(&body.html, request.locale);
    let lang = written_in.tag_on(request.locale);
    view! { <div class="prose" lang=lang inner_html=html></div> }
}

/// A table of contents from the headings down to `deepest`; nothing below three entries.
pub fn contents(request: &PageRequest, revision: &Revision, deepest: u8) -> Option<impl IntoView + use<>> {
    let edition = revision.editions.get(request.locale);
    let items: Vec<_> = edition.outline.iter().filter(|item| item.level <= deepest).collect();
    if items.len() < 3 {
        return None;
    }
    let links: Vec<_> = items
        .into_iter()
        .map(|item| {
            let class = if item.level > 2 { "deeper" } else { "" };
            view! { <li class=class><a href=format!("#{}", item.anchor)>{item.text.clone()}</a></li> }
        })
        .collect();
    Some(view! {
        <nav class="contents" aria-labelledby="contents">
            <h2 id="contents">{text!(request.locale, publications.contents)}</h2>
            <ol>{links}</ol>
        </nav>
    })
}
