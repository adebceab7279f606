//! What changed between two revisions, read like a document with marked changes: the facts before and
//! after on top, then the text, in one column or side by side.

use super::parameter;
use super::past_revision::{is_gone, named, section};
use crate::components::banner::{Tone, banner};
use crate::components::comparison::entries::entries;
use crate::components::comparison::facts::facts_table;
use crate::components::comparison::marked::{added, removed};
use crate::components::comparison::{Changes, Shown, sections};
use crate::components::document::translation_behind;
use crate::components::head::{breadcrumbs, head};
use crate::components::problem::not_found;
use crate::components::ready::when_ready;
use crate::components::revision_lines::revision_lines;
use crate::components::tombstone::tombstone;
use crate::error::AppError;
use crate::ssr::comparison::comparison as compared;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;
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
    let audiences = match request.viewer.staff() {
        Some(staff) => {
            let before = store.audience_of_revision(staff, &publication.key, earlier).await?;
            before.zip(store.audience_of_revision(staff, &publication.key, later).await?)
        }
        None => None,
    };
    let compared = compared(&request, &publication, &before, &after, audiences.as_ref());
    let lang = compared.written_in.tag_on(locale);
    let shown = Shown {
        locale,
        is_side_by_side: request.query("view") == Some("side"),
        is_whole: request.query("show") == Some("all"),
        is_policy: publication.key.kind() == PublicationKind::Policy,
    };
    let count = compared.facts.iter().filter(|fact| fact.is_change()).count()
        + sections::count(&compared.sections)
        + compared.entries.iter().filter(|entry| entry.state.is_some()).count();
    let changes = Changes::new(locale, count);
    let title = publication.current.editions.get(locale).title.clone();
    let name = text!(locale, comparison.title, earlier = earlier, later = later);
    let (section, section_path) = section(&request, publication.key.kind());
    let path = publication.key.path();
    let way = [(section, Some(section_path)), (title.clone(), Some(path.as_str())), (name.clone(), None)];
    let all = address(&request, shown.is_side_by_side, true);
    // The anchors of the changes are those of the later text.
    let is_current = later == publication.current.head.number;
    let later_path = if is_current { path.clone() } else { publication.key.revision_path(later) };
    let text_address = request.to(&later_path);
    // In the order of the page: changes are numbered as they are made.
    let facts = facts_table(shown, &changes, &compared.facts, (earlier, later)).into_any();
    let register = entries(shown, &changes, &compared.entries, &all).into_any();
    let text = sections::sections(shown, &changes, &compared.sections, &all, &text_address);
    let class = if shown.is_side_by_side { "comparison side-by-side" } else { "comparison" };
    Ok(view! {
        {head(&request, &format!("{title} ({name})"), &name)}
        {breadcrumbs(&request, &way)}
        <article class=class>
            <header>
                <h1>{name.clone()}</h1>
                <p class="lead" lang=lang>{title.clone()}</p>
                {revisions_between(&request, &publication, earlier, later)}
            </header>
            {lang.map(|_| banner(Tone::Note, view! { <p>{text!(locale, publications.not_translated)}</p> }))}
            {lang.is_none().then(|| translation_behind(&request, &after.revision))}
            {tools(&request, shown, count)}
            {facts}
            {register}
            <section class="compared-text" aria-labelledby="compared-text">
                <h2 id="compared-text">{text!(locale, comparison.text)}</h2>
                {columns(shown, earlier, later)}
                <div class="compared-body" lang=lang>{text}</div>
            </section>
            <p class="more"><a href=request.to(&path)>{text!(locale, publications.to_current)}</a></p>
        </article>
    }
    .into_any())
}

/// This page's address, shown otherwise.
fn address(request: &PageRequest, is_side_by_side: bool, is_whole: bool) -> String {
    let keys = [(is_side_by_side, "view=side"), (is_whole, "show=all")];
    let query: Vec<_> = keys.into_iter().filter(|(is_wanted, _)| *is_wanted).map(|(_, pair)| pair).collect();
    let path = request.to(&request.path);
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// What the authors said about each revision on the way.
fn revisions_between(
    request: &PageRequest,
    publication: &Publication,
    earlier: u32,
    later: u32,
) -> impl IntoView + use<> {
    let between = publication.history.iter().filter(|head| head.number > earlier && head.number <= later);
    let items = revision_lines(request, between);
    (!items.is_empty()).then(|| view! { <ul class="between">{items}</ul> })
}

/// How many changes, how they are marked, and the other ways to show them.
fn tools(request: &PageRequest, shown: Shown, count: usize) -> impl IntoView + use<> {
    let locale = shown.locale;
    let sum =
        if count == 0 { text!(locale, comparison.none) } else { text!(locale, comparison.changes, count = count) };
    let first = (count > 0)
        .then(|| view! { <a class="step-first" href="#change-1">{text!(locale, comparison.first_change)}</a> });
    let view_link = |is_side: bool, label: String| {
        let current = (is_side == shown.is_side_by_side).then_some("true");
        view! { <a href=address(request, is_side, shown.is_whole) aria-current=current>{label}</a> }
    };
    let fold = if shown.is_whole { text!(locale, comparison.show_changes) } else { text!(locale, comparison.show_all) };
    view! {
        <div class="compare-tools">
            <p><b>{sum}</b> " " {first}</p>
            <p class="legend" aria-label=text!(locale, comparison.legend) role="note">
                {removed(locale, &text!(locale, comparison.removed_looks))} " " {added(locale, &text!(locale, comparison.added_looks))}
            </p>
            <nav aria-label=text!(locale, comparison.view)>
                <ul class="segments">
                    <li>{view_link(false, text!(locale, comparison.inline))}</li>
                    <li>{view_link(true, text!(locale, comparison.side))}</li>
                </ul>
                <a href=address(request, shown.is_side_by_side, !shown.is_whole)>{fold}</a>
            </nav>
        </div>
    }
}

/// The headings of the two columns.
fn columns(shown: Shown, earlier: u32, later: u32) -> Option<impl IntoView> {
    shown.is_side_by_side.then(|| {
        view! {
            <div class="pair pair-head" aria-hidden="true">
                <div class="before">{text!(shown.locale, comparison.before, number = earlier)}</div>
                <div class="after">{text!(shown.locale, comparison.after, number = later)}</div>
            </div>
        }
    })
}
