//! What changed between two revisions, read like a document with marked changes.

use super::parameter;
use super::past_revision::{is_gone, named, section};
use crate::components::head::{breadcrumbs, head};
use crate::components::problem::not_found;
use crate::components::ready::when_ready;
use crate::components::tombstone::tombstone;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::locale::Locale;
use domain::publication::Publication;
use domain::revision::{Facts, Revision};
use leptos::prelude::*;
use publishing::difference::{Paragraph, Piece, compare};
use std::sync::Arc;

/// `/notices/{id}/compare/{a}/{b}`, and the same for policies and disclosures
#[component]
pub fn ComparePage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let numbers = parameter("earlier").zip(parameter("later"));
        let numbers = numbers.and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
        match named(&request).zip(numbers) {
            Some((publication, _)) if is_gone(&request, &publication) => tombstone(&request, &publication),
            Some((publication, (a, b))) => {
                when_ready(request.clone(), comparison(request, publication, a.min(b), a.max(b))).into_any()
            }
            None => not_found(&request),
        }
    })
}

async fn comparison(
    request: PageRequest,
    publication: Arc<Publication>,
    earlier: u32,
    later: u32,
) -> Result<AnyView, AppError> {
    let store = &request.portal.store;
    let before = store.revision(&request.viewer, request.now, &publication.key, earlier).await?;
    let after = store.revision(&request.viewer, request.now, &publication.key, later).await?;
    let (before, after) = before.zip(after).ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let is_translated = before.editions.en.is_some() && after.editions.en.is_some();
    let written_in = if is_translated { locale } else { Locale::Ja };
    let lang = (written_in != locale).then(|| written_in.tag());
    let paragraphs = compare(&whole_text(&before, written_in), &whole_text(&after, written_in));
    let changes = paragraphs.iter().filter(|paragraph| paragraph.is_change()).count();
    let title = publication.current.editions.get(locale).title.clone();
    let name = text!(locale, publications.compare_title, earlier = earlier, later = later);
    let (section, section_path) = section(&request, publication.key.kind());
    let path = publication.key.path();
    let way = [(section, Some(section_path)), (title.clone(), Some(path.as_str())), (name.clone(), None)];
    Ok(view! {
        {head(&request, &format!("{title} ({name})"), &name)}
        {breadcrumbs(&request, &way)}
        <article class="comparison">
            <header>
                <p class="kind">{title_line(&request, &after)}</p>
                <h1>{name.clone()}</h1>
                {notes(&request, &publication, earlier, later)}
                <p class="sub">
                    {text!(locale, publications.changes, count = changes)} " "
                    <del>{text!(locale, publications.removed_looks)}</del> " "
                    <ins>{text!(locale, publications.added_looks)}</ins>
                </p>
            </header>
            <div class="prose" lang=lang>{paragraphs.into_iter().map(paragraph).collect_view()}</div>
            <p class="more"><a href=request.to(&path)>{text!(locale, publications.to_current)}</a></p>
        </article>
    }
    .into_any())
}

fn title_line(request: &PageRequest, revision: &Revision) -> impl IntoView + use<> {
    let locale = request.locale;
    let class = format!("tag class-{}", revision.head.class.word());
    view! {
        <span class=class>{words::class(locale, revision.head.class)}</span>
        <time datetime=revision.head.on.to_string()>{dates::day(locale, revision.head.on)}</time>
    }
}

/// What the authors said about each revision in between.
fn notes(request: &PageRequest, publication: &Publication, earlier: u32, later: u32) -> impl IntoView + use<> {
    publication
        .history
        .iter()
        .filter(|head| head.number > earlier && head.number <= later)
        .filter_map(|head| head.note.as_ref())
        .map(|note| {
            let (note, written_in) = note.get_with_locale(request.locale);
            let lang = (written_in != request.locale).then(|| written_in.tag());
            view! { <p class="lead" lang=lang>{note.clone()}</p> }
        })
        .collect_view()
}

/// Everything a revision says, as paragraphs: its title, summary, facts, steps and text.
fn whole_text(revision: &Revision, locale: Locale) -> String {
    let edition = revision.editions.get(locale);
    let mut parts = vec![edition.title.clone(), edition.summary.clone()];
    if let Facts::Notice(notice) = &revision.facts {
        let mut say = |label: String, value: String| parts.push(format!("{label}: {value}"));
        if let Some(planned) = notice.planned {
            say(text!(locale, notices.fact.planned), dates::span(locale, planned));
        }
        if let Some(day) = notice.effective_on {
            say(text!(locale, notices.fact.effective_on), dates::day(locale, day));
        }
        if let Some(day) = notice.act_by {
            say(text!(locale, notices.act_by_day), dates::day(locale, day));
        }
        if let Some(day) = notice.acknowledgement.and_then(|requirement| requirement.due) {
            say(text!(locale, notices.due), dates::day(locale, day));
        }
    }
    parts.extend(edition.affects.clone());
    parts.extend(edition.systems.clone());
    parts.extend(edition.actions.iter().chain(&edition.alternatives).map(|step| crate::mail::plain_text(step)));
    if let Facts::Disclosure(disclosure) = &revision.facts {
        for entry in disclosure.register.iter().flat_map(|register| &register.entries) {
            parts.push(format!(
                "{} {} {} {} {}",
                entry.name.get(locale),
                words::country(locale, &entry.country),
                entry.purpose.get(locale),
                entry.information.get(locale),
                words::entry_status(locale, entry.status),
            ));
        }
    }
    // A policy's lines are its paragraphs.
    let text = match revision.facts {
        Facts::Policy(_) => edition.text.replace('\n', "\n\n"),
        _ => edition.text.clone(),
    };
    parts.push(text);
    parts.join("\n\n")
}

fn paragraph(paragraph: Paragraph) -> AnyView {
    match paragraph {
        Paragraph::Same(text) => view! { <p class="same">{text}</p> }.into_any(),
        Paragraph::Removed(text) => view! { <p class="change"><del>{text}</del></p> }.into_any(),
        Paragraph::Added(text) => view! { <p class="change"><ins>{text}</ins></p> }.into_any(),
        Paragraph::Changed(pieces) => {
            let pieces: Vec<_> = pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Same(text) => view! { <span>{text}</span> }.into_any(),
                    Piece::Removed(text) => view! { <del>{text}</del> }.into_any(),
                    Piece::Added(text) => view! { <ins>{text}</ins> }.into_any(),
                })
                .collect();
            view! { <p class="change">{pieces}</p> }.into_any()
        }
    }
}
