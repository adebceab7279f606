//! The privacy disclosures and registers (policy III.5-c).

use crate::components::head::{breadcrumbs, head};
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;

/// `/disclosures`
#[component]
pub fn DisclosuresPage() -> impl IntoView {
    PageRequest::current().map(|request| disclosures(&request))
}

fn disclosures(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let title = text!(locale, publications.disclosures);
    let introduction = text!(locale, publications.disclosures_introduction);
    let cards: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Disclosure)
        .filter_map(|publication| card(request, publication))
        .collect();
    view! {
        {head(request, &title, &introduction)}
        {breadcrumbs(request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        <p class="lead">{introduction}</p>
        <ul class="cards">{cards}</ul>
    }
    .into_any()
}

fn card(request: &PageRequest, publication: &Publication) -> Option<impl IntoView + use<>> {
    let locale = request.locale;
    let facts = publication.disclosure()?;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let as_of = text!(locale, publications.as_of, day = dates::day(locale, facts.as_of));
    let rows = facts
        .register
        .as_ref()
        .map(|register| view! { <span class="tag">{text!(locale, publications.entries, count = register.entries.len())}</span> });
    let sample =
        facts.is_sample_data.then(|| view! { <span class="tag">{text!(locale, publications.sample_tag)}</span> });
    Some(view! {
        <li>
            <h2 lang=lang><a href=request.to(&publication.key.path())>{edition.title.clone()}</a></h2>
            <p lang=lang>{edition.summary.clone()}</p>
            <p class="sub">{as_of} " " {rows} " " {sample}</p>
        </li>
    })
}
