//! One past revision of a publication, as it stood: all that it stated then, and nothing of what happened since.

use super::parameter;
use crate::components::attachments::attachments;
use crate::components::banner::{Tone, banner};
use crate::components::document::{document, remarks};
use crate::components::facts_panel::facts_panel;
use crate::components::head::{breadcrumbs, head};
use crate::components::particulars::incident_report;
use crate::components::problem::not_found;
use crate::components::ready::when_ready;
use crate::components::register_table::register_table;
use crate::components::standing::standing as called_off;
use crate::components::to_do::{alternatives, to_do};
use crate::components::tombstone::tombstone;
use crate::error::AppError;
use crate::ssr::facts::{Fact, for_whom};
use crate::ssr::page_request::PageRequest;
use crate::ssr::stated::stated;
use crate::ssr::{dates, words};
use crate::text;
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::revision::{Body, Facts, Revision, WholeRevision};
use leptos::prelude::*;
use std::sync::Arc;

/// `/notices/{id}/revisions/{n}`, `/policies/{slug}/versions/{n}`, `/disclosures/{slug}/versions/{n}`
#[component]
pub fn PastRevisionPage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let Some((publication, number)) = asked(&request) else {
            return not_found(&request);
        };
        if is_gone(&request, &publication) {
            return tombstone(&request, &publication);
        }
        when_ready(request.clone(), past_revision(request, publication, number)).into_any()
    })
}

/// The publication the address names and the revision's number.
fn asked(request: &PageRequest) -> Option<(Arc<Publication>, u32)> {
    Some((named(request)?, parameter("number")?.parse().ok()?))
}

/// Whether only staff can still read it: it was withdrawn.
pub fn is_gone(request: &PageRequest, publication: &Publication) -> bool {
    publication.is_withdrawn() && request.viewer.staff().is_none()
}

/// The publication the address names, of whatever kind its first part says.
pub fn named(request: &PageRequest) -> Option<Arc<Publication>> {
    let kind = match request.path.split('/').nth(1)? {
        "notices" => PublicationKind::Notice,
        "policies" => PublicationKind::Policy,
        _ => PublicationKind::Disclosure,
    };
    let key = PublicationKey::parse(kind, &parameter("name")?).ok()?;
    request.catalogue.find(&request.viewer, request.now, &key)
}

async fn past_revision(request: PageRequest, publication: Arc<Publication>, number: u32) -> Result<AnyView, AppError> {
    let store = &request.portal.store;
    let whole =
        store.revision(&request.viewer, request.now, &publication.key, number).await?.ok_or(AppError::NotFound)?;
    let WholeRevision { revision, bodies } = whole;
    let for_whom = stated_audience(&request, &publication, number).await?;
    let locale = request.locale;
    let body = bodies.get(locale);
    let current = &publication.current.head;
    let (edition, written_in) = revision.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let path = publication.key.path();
    let (section, section_path) = section(&request, publication.key.kind());
    let name = text!(locale, publications.revision_number, number = number);
    let way = [
        (section, Some(section_path)),
        (publication.current.editions.get(locale).title.clone(), Some(path.as_str())),
        (name.clone(), None),
    ];
    let note = revision.head.note.as_ref().map(|note| view! { <p>{note.get(locale).clone()}</p> });
    let standing = if current.number == number {
        banner(Tone::Note, view! { <p>{text!(locale, publications.is_current)}</p> })
    } else {
        let text = text!(locale, publications.is_past, number = number, day = dates::day(locale, revision.head.on));
        let compare = request.to(&format!("{path}/compare/{number}/{}", current.number));
        banner(
            Tone::Problem,
            view! {
                <p>{text} " " <a href=request.to(&path)>{text!(locale, publications.to_current)}</a></p>
                <p><a href=compare>{text!(locale, publications.compare_with_current)}</a></p>
            },
        )
    };
    let register = match &revision.facts {
        Facts::Disclosure(facts) => facts.register.as_ref().map(|register| register_table(&request, register)),
        _ => None,
    };
    let title = format!("{} ({name})", edition.title);
    Ok(view! {
        {head(&request, &title, &edition.summary)}
        {breadcrumbs(&request, &way)}
        {publication.is_withdrawn().then(|| called_off(&request, &publication))}
        {standing}
        <article class="past">
            <header>
                <p class="kind">
                    <span>{name}</span>
                    <span class=format!("tag class-{}", revision.head.class.word())>{words::class(locale, revision.head.class)}</span>
                    <code title=revision.head.digest.to_string()>{revision.head.digest.short()}</code>
                </p>
                <h1 lang=lang>{edition.title.clone()}</h1>
                <p class="lead" lang=lang>{edition.summary.clone()}</p>
                {note}
            </header>
            {remarks(&request, &revision)}
            {statement(&request, &publication, &revision, body, for_whom)}
            {document(&request, &revision, body)}
            {register}
            {attachments(&request, &publication.key, &revision)}
        </article>
    }
    .into_any())
}

/// Whom the revision was for when it was published: for staff alone.
async fn stated_audience(
    request: &PageRequest,
    publication: &Publication,
    number: u32,
) -> Result<Option<Fact>, AppError> {
    let Some(staff) = request.viewer.staff() else { return Ok(None) };
    let audience = request.portal.store.audience_of_revision(staff, &publication.key, number).await?;
    Ok(audience.map(|audience| for_whom(request, &audience)))
}

/// What the revision stated beside its text.
fn statement(
    request: &PageRequest,
    publication: &Publication,
    revision: &Revision,
    body: &Body,
    for_whom: Option<Fact>,
) -> impl IntoView + use<> {
    let locale = request.locale;
    let (_, written_in) = revision.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let facts = stated(request, publication, revision, &body.guidance, written_in).into_iter().chain(for_whom);
    let of_notice = revision.facts.notice().map(|notice| {
        view! {
            {to_do(request, notice, &body.guidance, lang, false)}
            {alternatives(request, &body.guidance, lang)}
            {incident_report(request, notice)}
        }
    });
    view! {
        <section class="particulars" aria-labelledby="stated">
            <h2 id="stated">{text!(locale, publications.stated)}</h2>
            <p>{text!(locale, publications.stated_lead)}</p>
            {facts_panel(facts.collect())}
        </section>
        {of_notice}
    }
}

/// The name and address of the section a kind of publication stands in.
pub fn section(request: &PageRequest, kind: PublicationKind) -> (String, &'static str) {
    let locale = request.locale;
    match kind {
        PublicationKind::Notice => (text!(locale, notices.title), "/notices"),
        PublicationKind::Disclosure => (text!(locale, publications.disclosures), "/disclosures"),
        PublicationKind::Policy => (text!(locale, publications.policies), "/policies"),
    }
}
