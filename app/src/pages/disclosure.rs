//! One disclosure, with its register where it is one.

use super::named_publication;
use crate::components::acknowledge_panel::acknowledge_panel;
use crate::components::attachments::attachments;
use crate::components::document::{document, remarks};
use crate::components::head::{breadcrumbs, head};
use crate::components::history::history;
use crate::components::problem::not_found;
use crate::components::read_mark::read_mark;
use crate::components::ready::when_ready;
use crate::components::register_table::register_table;
use crate::components::since_read::since_read;
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::facts::clause_value;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::{Publication, PublicationKind};
use domain::revision::DisclosureFacts;
use leptos::prelude::*;
use std::sync::Arc;

/// `/disclosures/{slug}`
#[component]
pub fn DisclosurePage() -> impl IntoView {
    PageRequest::current().map(|request| match named_publication(&request, PublicationKind::Disclosure) {
        Some(publication) => when_ready(request.clone(), disclosure(request, publication)).into_any(),
        None => not_found(&request),
    })
}

/// The page of a disclosure.
///
/// # Errors
/// When the store cannot tell what it says or who has acknowledged it.
pub async fn disclosure(request: PageRequest, publication: Arc<Publication>) -> Result<AnyView, AppError> {
    let people = match (request.viewer.member(), request.requirement(&publication)) {
        (Some(member), Some(_)) => {
            request.portal.store.stamps(member, request.now, &publication).await?.unwrap_or_default()
        }
        _ => vec![],
    };
    let body = request.body(&publication).await?;
    let facts = publication.disclosure().ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let revision = &publication.current;
    let (edition, written_in) = revision.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let way = [(text!(locale, publications.disclosures), Some("/disclosures")), (edition.title.clone(), None)];
    let register = facts.register.as_ref().map(|register| register_table(&request, register));
    Ok(view! {
        {head(&request, &edition.title, &edition.summary)}
        {breadcrumbs(&request, &way)}
        <article class="disclosure">
            <header>
                <h1 lang=lang>{edition.title.clone()}</h1>
                <p class="lead" lang=lang>{edition.summary.clone()}</p>
                {facts_line(&request, &publication, facts)}
                {read_mark(&request, &publication)}
            </header>
            {since_read(&request, &publication)}
            {remarks(&request, revision)}
            {register.into_any()}
            {document(&request, revision, &body).into_any()}
            {attachments(&request, &publication.key, revision)}
            {acknowledge_panel(&request, &publication, &people)}
            {history(&request, &publication).into_any()}
        </article>
        <p class="print-only">{publication.key.name().to_owned()} " SHA-256 " {revision.head.digest.to_string()}</p>
    }
    .into_any())
}

fn facts_line(request: &PageRequest, publication: &Publication, facts: &DisclosureFacts) -> impl IntoView + use<> {
    let locale = request.locale;
    let head = &publication.current.head;
    let clauses: Vec<_> = facts
        .clauses
        .iter()
        .map(|clause| {
            let value = clause_value(request, clause);
            match value.address {
                Some(address) => view! { <a href=address>{value.text}</a> }.into_any(),
                None => view! { <span>{value.text}</span> }.into_any(),
            }
        })
        .collect();
    view! {
        <p class="kind">
            <span>{text!(locale, publications.as_of, day = dates::day(locale, facts.as_of))}</span>
            <span>{text!(locale, publications.revision_number, number = head.number)}</span>
            <code title=head.digest.to_string()>{head.digest.short()}</code>
            {clauses}
        </p>
    }
}
