//! Where the form with two revisions leads: on to the comparison, or back to the choice where there is
//! nothing to compare.

use super::past_revision::{named, section};
use crate::components::banner::{Tone, banner};
use crate::components::compare_form::compare_form;
use crate::components::head::{breadcrumbs, head};
use crate::components::problem::{go_on, not_found};
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// `/notices/{id}/compare?earlier=1&later=3`, and the same for policies and disclosures
#[component]
pub fn ChooseRevisionsPage() -> impl IntoView {
    PageRequest::current().map(|request| match named(&request) {
        Some(publication) => choose(&request, &publication),
        None => not_found(&request),
    })
}

fn choose(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let number = |key| request.query(key).and_then(|number| number.parse::<u32>().ok());
    let asked = number("earlier").zip(number("later"));
    let is_there = |number: u32| publication.history.iter().any(|head| head.number == number);
    if let Some((a, b)) = asked.filter(|(a, b)| a != b && is_there(*a) && is_there(*b)) {
        go_on(&request.to(&format!("{}/compare/{}/{}", publication.key.path(), a.min(b), a.max(b))));
        return ().into_any();
    }
    let current = publication.current.head.number;
    let title = text!(locale, comparison.choose.title);
    let (section, section_path) = section(request, publication.key.kind());
    let path = publication.key.path();
    let name = publication.current.editions.get(locale).title.clone();
    let way = [(section, Some(section_path)), (name.clone(), Some(path.as_str())), (title.clone(), None)];
    let problem = asked.map(|_| banner(Tone::Problem, view! { <p>{text!(locale, comparison.choose.same)}</p> }));
    view! {
        {head(request, &format!("{name} ({title})"), &title)}
        {breadcrumbs(request, &way)}
        {problem}
        <h1>{title.clone()}</h1>
        <p class="lead">{name.clone()}</p>
        {compare_form(request, publication, (current.saturating_sub(1).max(1), current))}
        <p class="more"><a href=request.to(&path)>{text!(locale, publications.to_current)}</a></p>
    }
    .into_any()
}
