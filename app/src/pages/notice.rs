//! One notice: what, when, who is affected and what to do by when come first; then the text; then what
//! is asked, the timeline, the revisions, the files and the neighbours.

use super::named_publication;
use crate::components::acknowledge_panel::acknowledge_panel;
use crate::components::attachments::attachments;
use crate::components::banner::{Tone, banner};
use crate::components::document::{document, remarks};
use crate::components::facts_panel::facts_panel;
use crate::components::head::{breadcrumbs, head};
use crate::components::history::history;
use crate::components::mark::impact_mark;
use crate::components::particulars::{incident_report, publication_record};
use crate::components::problem::not_found;
use crate::components::read_mark::read_mark;
use crate::components::reader_tools::{reader_tools, shelf_banner};
use crate::components::ready::when_ready;
use crate::components::since_read::since_read;
use crate::components::standing::standing;
use crate::components::timeline::timeline;
use crate::components::to_do::{alternatives, to_do};
use crate::components::tombstone::tombstone;
use crate::ssr::facts::{Fact, FactValue, facts};
use crate::ssr::notice_row::{component_names, joined};
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::notice::NoticeFacts;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;
use std::sync::Arc;

/// `/notices/{id}`
#[component]
pub fn NoticePage() -> impl IntoView {
    PageRequest::current().map(|request| match named_publication(&request, PublicationKind::Notice) {
        Some(publication) if publication.is_withdrawn() => tombstone(&request, &publication),
        Some(publication) => when_ready(request.clone(), notice(request, publication)).into_any(),
        None => not_found(&request),
    })
}

/// The page of a notice.
///
/// # Errors
/// When the store cannot tell what it says or who has acknowledged it.
pub async fn notice(request: PageRequest, publication: Arc<Publication>) -> Result<AnyView, crate::error::AppError> {
    let people = match (request.viewer.member(), request.requirement(&publication)) {
        (Some(member), Some(_)) => {
            request.portal.store.stamps(member, request.now, &publication).await?.unwrap_or_default()
        }
        _ => vec![],
    };
    let Some(notice) = publication.notice() else {
        return Err(crate::error::AppError::NotFound);
    };
    let body = request.body(&publication).await?;
    let locale = request.locale;
    let revision = &publication.current;
    let (edition, written_in) = revision.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let way = [(text!(locale, notices.title), Some("/notices")), (publication.key.name().to_owned(), None)];
    let shown = own_acknowledgement(&request, &publication).into_iter();
    let shown = shown.chain(facts(&request, &publication, notice, &body.guidance)).collect();
    Ok(view! {
        {head(&request, &edition.title, &edition.summary)}
        {breadcrumbs(&request, &way)}
        {outcome(&request, &publication)}
        {shelf_banner(&request, &publication)}
        <article class="notice">
            <header>
                {standing(&request, &publication)}
                {kind_line(&request, &publication, notice)}
                <h1 lang=lang>{edition.title.clone()}</h1>
                <p class="lead" lang=lang>{edition.summary.clone()}</p>
                // What gives way to something wider stands last, where its room is no gap.
                <div class="reader-line">{reader_tools(&request, &publication)} {read_mark(&request, &publication)}</div>
                {since_read(&request, &publication)}
            </header>
            <div class="aside">{facts_panel(shown)}</div>
            <div class="main">
                {remarks(&request, revision)}
                {(!publication.is_called_off()).then(|| to_do(&request, notice, &body.guidance, lang, true))}
                {alternatives(&request, &body.guidance, lang)}
                {incident_report(&request, notice)}
                {document(&request, revision, &body)}
                {attachments(&request, &publication.key, revision)}
            </div>
            {acknowledge_panel(&request, &publication, &people)}
            <div class="main">
                {timeline(&request, &publication)}
                {history(&request, &publication)}
                {publication_record(&request, &publication)}
            </div>
        </article>
        {neighbours(&request, &publication)}
        {print_footer(&request, &publication)}
    }
    .into_any())
}

/// Whether the reader, of whom it is asked, has acknowledged it: what they look for first.
fn own_acknowledgement(request: &PageRequest, publication: &Publication) -> Option<Fact> {
    let member = request.viewer.member()?;
    let requirement = request.requirement(publication).filter(|requirement| requirement.asks(member.role))?;
    let locale = request.locale;
    let text = match (request.acknowledged(publication), requirement.due) {
        (Some((number, _)), _) => text!(locale, acknowledgements.fact_done, number = number),
        (None, Some(day)) => text!(locale, acknowledgements.fact_open_until, day = dates::day(locale, day)),
        (None, None) => text!(locale, acknowledgements.fact_open),
    };
    let value = FactValue { text, address: Some("#acknowledge".to_owned()), lang: None };
    Some(Fact { label: text!(locale, acknowledgements.fact), values: vec![value] })
}

fn kind_line(request: &PageRequest, publication: &Publication, notice: &NoticeFacts) -> impl IntoView + use<> {
    let locale = request.locale;
    let category =
        notice.category.map_or_else(|| words::kind(locale, notice.kind), |category| words::category(locale, category));
    let components = component_names(request, notice);
    let components = (!components.is_empty()).then(|| view! { <span>{joined(request, &components)}</span> });
    let revision = text!(locale, publications.revision_number, number = publication.current.head.number);
    view! {
        <p class="kind">
            {impact_mark(notice.impact, words::impact(locale, notice.impact))}
            <span>{category}</span>
            {components}
            <span class="number">{publication.key.name().to_owned()}</span>
            <span>{revision}</span>
        </p>
    }
}

/// What became of the form that led here.
fn outcome(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    let locale = request.locale;
    match (request.query("done"), request.query("problem")) {
        (Some("acknowledged"), _) => request.acknowledged(publication).map(|(number, at)| {
            let text = text!(locale, acknowledgements.you_did, moment = dates::moment(locale, at), number = number);
            banner(Tone::Done, view! { <p>{text}</p> })
        }),
        (_, Some("superseded")) => Some(superseded(request, publication)),
        (_, Some("unknown-digest")) => {
            Some(banner(Tone::Problem, view! { <p>{text!(locale, acknowledgements.unknown_digest)}</p> }))
        }
        _ => None,
    }
}

fn superseded(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let current = &publication.current.head;
    let seen = request.query("seen").and_then(|number| number.parse::<u32>().ok()).unwrap_or(1);
    let notes: Vec<_> = publication
        .history
        .iter()
        .filter(|head| head.number > seen)
        .filter_map(|head| head.note.as_ref())
        .map(|note| view! { <li>{note.get(locale).clone()}</li> })
        .collect();
    let compare = request.to(&format!("{}/compare/{seen}/{}", publication.key.path(), current.number));
    banner(
        Tone::Problem,
        view! {
            <p>{text!(locale, acknowledgements.superseded, seen = seen, current = current.number)}</p>
            <ul>{notes}</ul>
            <p><a href=compare>{text!(locale, acknowledgements.show_difference)}</a></p>
        },
    )
}

fn neighbours(request: &PageRequest, publication: &Publication) -> impl IntoView + use<> {
    let locale = request.locale;
    let neighbours = request.catalogue.neighbours(&request.viewer, request.now, &publication.key);
    let link = |notice: Option<Arc<Publication>>, rel: &'static str, label: String| {
        notice.map(|notice| {
            let (edition, written_in) = notice.current.editions.get_with_locale(locale);
            let lang = written_in.tag_on(locale);
            view! {
                <a rel=rel href=request.to(&notice.key.path())>
                    <small>{label}</small>
                    <span lang=lang>{edition.title.clone()}</span>
                </a>
            }
        })
    };
    view! {
        <nav class="neighbours" aria-label=text!(locale, notices.neighbours)>
            {link(neighbours.older, "prev", text!(locale, notices.older))}
            {link(neighbours.newer, "next", text!(locale, notices.newer))}
        </nav>
    }
}

fn print_footer(request: &PageRequest, publication: &Publication) -> impl IntoView + use<> {
    let head = &publication.current.head;
    let revision = text!(request.locale, publications.revision_number, number = head.number);
    let address = request.portal.absolute(&request.to(&publication.key.path()));
    view! {
        <p class="print-only">
            {publication.key.name().to_owned()} " " {revision} " SHA-256 " {head.digest.to_string()} " " {address}
        </p>
    }
}
