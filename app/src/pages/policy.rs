//! A policy's text, each clause with its anchor, and what answers it.

use super::named_publication;
use crate::components::document::{contents, document, remarks};
use crate::components::head::{breadcrumbs, head};
use crate::components::history::history;
use crate::components::problem::not_found;
use crate::components::read_mark::read_mark;
use crate::components::ready::when_ready;
use crate::components::since_read::since_read;
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::policy::PolicyFacts;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;
use std::sync::Arc;

/// How many publications that answer a clause are listed.
const MOST_ANSWERS: usize = 8;

/// `/policies/{slug}`
#[component]
pub fn PolicyPage() -> impl IntoView {
    PageRequest::current().map(|request| match named_publication(&request, PublicationKind::Policy) {
        Some(publication) => when_ready(request.clone(), policy(request, publication)).into_any(),
        None => not_found(&request),
    })
}

/// The page of a policy.
///
/// # Errors
/// When the store cannot tell what it says.
pub async fn policy(request: PageRequest, publication: Arc<Publication>) -> Result<AnyView, AppError> {
    let body = request.body(&publication).await?;
    let (request, publication) = (&request, &*publication);
    let locale = request.locale;
    let facts = publication.policy().ok_or(AppError::NotFound)?;
    let revision = &publication.current;
    let edition = revision.editions.get(locale);
    let way = [(text!(locale, publications.policies), Some("/policies")), (edition.title.clone(), None)];
    Ok(view! {
        {head(request, &edition.title, &edition.summary)}
        {breadcrumbs(request, &way)}
        <article class="policy">
            <header>
                <h1>{edition.title.clone()}</h1>
                <p class="lead">{edition.summary.clone()}</p>
                {read_mark(request, publication)}
                {since_read(request, publication)}
            </header>
            <div class="aside">
                {facts_panel(request, publication, facts)}
                {contents(request, revision, 3)}
            </div>
            <div class="main">
                {remarks(request, revision)}
                {document(request, revision, &body)}
                {answers(request)}
                {history(request, publication)}
            </div>
        </article>
        <p class="print-only">{publication.key.name().to_owned()} " SHA-256 " {revision.head.digest.to_string()}</p>
    }
    .into_any())
}

fn facts_panel(request: &PageRequest, publication: &Publication, facts: &PolicyFacts) -> impl IntoView + use<> {
    let locale = request.locale;
    let signatory = facts.signatory.get(locale);
    let head = &publication.current.head;
    view! {
        <dl class="facts">
            <div><dt>{text!(locale, publications.established_on)}</dt><dd><time datetime=facts.established_on.to_string()>{dates::day(locale, facts.established_on)}</time></dd></div>
            <div><dt>{text!(locale, publications.signatory)}</dt><dd>{signatory.organisation.clone()}</dd><dd>{signatory.title.clone()} " " {signatory.name.clone()}</dd></div>
            <div>
                <dt>{text!(locale, publications.version)}</dt>
                <dd>{text!(locale, publications.revision_number, number = head.number)} " " <code title=head.digest.to_string()>{head.digest.short()}</code></dd>
            </div>
        </dl>
    }
}

/// What has been published in answer to this policy's clauses, the latest first.
fn answers(request: &PageRequest) -> Option<impl IntoView + use<>> {
    let locale = request.locale;
    let rows: Vec<_> = request
        .catalogue
        .visible(&request.viewer, request.now)
        .filter(|publication| !publication.clauses().is_empty())
        .take(MOST_ANSWERS)
        .map(|publication| {
            let clauses: Vec<_> = publication
                .clauses()
                .iter()
                .map(|clause| view! { <a class="tag" href=format!("#{clause}")>{clause.to_string()}</a> " " })
                .collect();
            let (edition, written_in) = publication.current.editions.get_with_locale(locale);
            let lang = written_in.tag_on(locale);
            view! { <li>{clauses} <a href=request.to(&publication.key.path()) lang=lang>{edition.title.clone()}</a></li> }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="answers" aria-labelledby="answers">
                <h2 id="answers">{text!(locale, publications.answers)}</h2>
                <ul>{rows}</ul>
            </section>
        }
    })
}
