//! The revisions of a publication: when, how much, what the author said.

use super::class_badge::{class_badge, note};
use super::compare_form::compare_form;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// The list of revisions, the latest first; nothing while there is one.
pub fn history(request: &PageRequest, publication: &Publication) -> Option<impl IntoView + use<>> {
    if publication.history.len() < 2 {
        return None;
    }
    let locale = request.locale;
    let current = publication.current.head.number;
    let rows: Vec<_> = publication
        .history
        .iter()
        .rev()
        .map(|head| {
            let name = text!(locale, publications.revision_number, number = head.number);
            let link = if head.number == current {
                view! { <b>{name}</b> " " <span class="tag">{text!(locale, publications.current)}</span> }.into_any()
            } else {
                view! { <a href=request.to(&publication.key.revision_path(head.number))>{name}</a> }.into_any()
            };
            let compare = (head.number > 1).then(|| {
                let address = format!("{}/compare/{}/{}", publication.key.path(), head.number - 1, head.number);
                view! { <a href=request.to(&address)>{text!(locale, publications.compare_with_previous)}</a> }
            });
            view! {
                <li>
                    <p>
                        {link} " "
                        <time class="sub" datetime=head.on.to_string()>{dates::day(locale, head.on)}</time> " "
                        <code class="sub" title=head.digest.to_string()>{head.digest.short()}</code> " "
                        {compare}
                    </p>
                    <p>{class_badge(locale, head.class)}</p>
                    {note(request, head)}
                </li>
            }
        })
        .collect();
    Some(view! {
        <section class="history" aria-labelledby="history">
            <h2 id="history">{text!(locale, publications.history)}</h2>
            <ol reversed>{rows}</ol>
            {compare_form(request, publication, (current - 1, current))}
        </section>
    })
}
