//! The people of one's organisation: who may do what, who was invited, and when that was last looked at.

use crate::components::banner::banner;
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::components::roster::{invitations, invite_form, outcome, people_table};
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::person::Roster;
use leptos::prelude::*;

/// `/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), people(request)))
}

async fn people(request: PageRequest) -> Result<AnyView, AppError> {
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let tenant = request.viewer.tenant().ok_or(AppError::NotFound)?;
    let roster = request.portal.store.roster(&request.viewer, tenant).await?.ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let title = text!(locale, people.title);
    let description = text!(locale, people.description);
    Ok(view! {
        {head(&request, &title, &description)}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        <p>{description.clone()}</p>
        {outcome(&request).map(|(tone, text)| banner(tone, view! { <p>{text}</p> }))}
        {people_table(&request, "", &roster, true)}
        <p><a href="/people.csv" download>{text!(locale, people.export)}</a></p>
        {invite_form(&request, "")}
        {invitations(&request, "", &roster, true)}
        {review(&request, &roster)}
        <p><a href=request.to("/audit")>{text!(locale, site.nav.audit)}</a></p>
    }
    .into_any())
}

fn review(request: &PageRequest, roster: &Roster) -> impl IntoView + use<> {
    let locale = request.locale;
    let last = match &roster.last_review {
        Some(review) => {
            text!(locale, people.reviewed, when = dates::moment(locale, review.at), name = review.by.clone())
        }
        None => text!(locale, people.not_reviewed),
    };
    view! {
        <section aria-labelledby="review">
            <h2 id="review">{text!(locale, people.review)}</h2>
            <p>{last}</p>
            <form method="post" action="/actions/review-roles">
                <input type="hidden" name="back" value=request.to("/people")/>
                <button class="button" type="submit">{text!(locale, people.review_now)}</button>
            </form>
        </section>
    }
}
