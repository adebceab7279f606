//! The policies.

use crate::components::head::{breadcrumbs, head};
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;

/// `/policies`
#[component]
pub fn PoliciesPage() -> impl IntoView {
    PageRequest::current().map(|request| policies(&request))
}

fn policies(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let title = text!(locale, publications.policies);
    let introduction = text!(locale, publications.policies_introduction);
    let cards: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Policy)
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
    let facts = publication.policy()?;
    let edition = publication.current.editions.get(locale);
    let established = text!(locale, publications.established, day = dates::day(locale, facts.established_on));
    Some(view! {
        <li>
            <h2><a href=request.to(&publication.key.path())>{edition.title.clone()}</a></h2>
            <p>{edition.summary.clone()}</p>
            <p class="sub">{established}</p>
        </li>
    })
}
