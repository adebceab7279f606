//! The revisions of a publication: when, how much, what the author said.

use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
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
            let note = head.note.as_ref().map(|note| {
                let (note, written_in) = note.get_with_locale(locale);
                let lang = (written_in != locale).then(|| written_in.tag());
                view! { <p lang=lang>{note.clone()}</p> }
            });
            view! {
                <li>
                    <p>
                        {link} " "
                        <span class=format!("tag class-{}", head.class.word())>{words::class(locale, head.class)}</span> " "
                        <time class="sub" datetime=head.on.to_string()>{dates::day(locale, head.on)}</time> " "
                        <code class="sub" title=head.digest.to_string()>{head.digest.short()}</code>
                    </p>
                    {note}
                </li>
            }
        })
        .collect();
    Some(view! {
        <section class="history" aria-labelledby="history">
            <h2 id="history">{text!(locale, publications.history)}</h2>
            <ol reversed>{rows}</ol>
        </section>
    })
}
