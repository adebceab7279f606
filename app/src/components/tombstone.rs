//! What is left of a withdrawn notice: its number and title, since when, and why. Whoever could see the
//! notice sees this at its address for good. Its text, and what was said of it on the way, is for staff
//! only.

use super::head::{breadcrumbs, head};
use super::standing::standing;
use super::timeline::timeline;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// The page of a withdrawn notice.
pub fn tombstone(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let number = publication.key.name().to_owned();
    let gone = text!(locale, timeline.withdrawn_text);
    let way = [(text!(locale, notices.title), Some("/notices")), (number.clone(), None)];
    view! {
        {head(request, &edition.title, &gone)}
        {breadcrumbs(request, &way)}
        <article class="notice tombstone">
            <header>
                {standing(request, publication)}
                <p class="kind"><span class="number">{number}</span></p>
                <h1 lang=lang>{edition.title.clone()}</h1>
                <p class="lead">{gone.clone()}</p>
            </header>
            <div class="main">
                <p class="sub">
                    {text!(locale, notices.fact.published)} " "
                    <time datetime=dates::machine(publication.publish_at)>
                        {dates::moment(locale, publication.publish_at)}
                    </time>
                </p>
                {for_staff(request, publication)}
            </div>
        </article>
    }
    .into_any()
}

fn for_staff(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    request.viewer.staff()?;
    let locale = request.locale;
    let links: Vec<_> = publication
        .history
        .iter()
        .map(|head| {
            let name = text!(locale, publications.revision_number, number = head.number);
            view! { <a href=request.to(&publication.key.revision_path(head.number))>{name}</a> " " }
        })
        .collect();
    let remains = view! {
        <p class="sub">{text!(locale, timeline.withdrawn_for_staff)} " " {links}</p>
        {timeline(request, publication)}
    };
    Some(remains.into_any())
}
