//! What I have acknowledged, and for an administrator how far the organisation is.

use crate::components::acknowledge_panel::asked;
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::components::stamp::stamp_row;
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::acknowledgement::{Acknowledgement, coverage};
use domain::publication::{Publication, PublicationKey};
use domain::viewer::Member;
use leptos::prelude::*;
use std::sync::Arc;

/// `/acknowledgements`
#[component]
pub fn AcknowledgementsPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), acknowledgements(request)))
}

async fn acknowledgements(request: PageRequest) -> Result<AnyView, AppError> {
    let locale = request.locale;
    if request.viewer.user().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let member = request.viewer.member().ok_or(AppError::NotFound)?;
    let mine = request.portal.store.acknowledgements_of(&request.viewer).await?;
    let organisation = match request.viewer.administrator() {
        Some(administrator) => Some(organisation_section(&request, administrator).await?),
        None => None,
    };
    let title = text!(locale, acknowledgements.title);
    Ok(view! {
        {head(&request, &title, &text!(locale, acknowledgements.description))}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        {open_section(&request)}
        {organisation}
        {mine_section(&request, member, &mine)}
    }
    .into_any())
}

fn requiring(request: &PageRequest) -> Vec<Arc<Publication>> {
    let all = request.catalogue.visible(&request.viewer, request.now);
    all.filter(|publication| request.requirement(publication).is_some()).cloned().collect()
}

fn open_section(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let open: Vec<_> =
        requiring(request).into_iter().filter(|publication| request.must_acknowledge(publication)).collect();
    let content = if open.is_empty() {
        view! { <p class="empty">{text!(locale, acknowledgements.nothing_open)}</p> }.into_any()
    } else {
        let rows: Vec<_> = open
            .iter()
            .map(|publication| {
                let requirement = publication.requirement().map(|requirement| asked(request, requirement));
                view! { <li>{title_link(request, publication)} <p class="sub">{requirement}</p></li> }
            })
            .collect();
        view! { <ul class="plain-rows">{rows}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="open">
            <h2 id="open">{text!(locale, acknowledgements.open)}</h2>
            {content}
        </section>
    }
}

async fn organisation_section(request: &PageRequest, administrator: &Member) -> Result<AnyView, AppError> {
    let locale = request.locale;
    let publications = requiring(request);
    let keys: Vec<PublicationKey> = publications.iter().map(|publication| publication.key.clone()).collect();
    let standings = request.portal.store.standings_in_tenant(administrator, request.now, &keys).await?;
    let rows: Vec<_> = publications
        .iter()
        .filter_map(|publication| {
            let requirement = publication.requirement()?;
            let people = standings.get(&publication.key)?;
            let count = coverage(requirement, people);
            let state = if count.is_met {
                text!(locale, acknowledgements.met)
            } else {
                text!(locale, acknowledgements.not_met)
            };
            let class = if count.is_met { "tag tag-met" } else { "tag tag-ask" };
            Some(view! {
                <li>
                    <p>
                        {title_link(request, publication)} " "
                        <span class=class>{state}</span> " "
                        <span>{text!(locale, acknowledgements.count, done = count.acknowledged, asked = count.asked)}</span>
                    </p>
                    <p class="sub">{asked(request, requirement)}</p>
                    {stamp_row(request, requirement, people)}
                </li>
            })
        })
        .collect();
    let name = administrator.tenant.name.get(locale).clone();
    Ok(view! {
        <section aria-labelledby="organisation">
            <h2 id="organisation">{text!(locale, acknowledgements.organisation, name = name)}</h2>
            <ul class="plain-rows">{rows}</ul>
        </section>
    }
    .into_any())
}

fn mine_section(request: &PageRequest, member: &Member, mine: &[Acknowledgement]) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = mine
        .iter()
        .map(|acknowledgement| {
            let publication = request.catalogue.find(&request.viewer, request.now, &acknowledgement.publication);
            let title = match &publication {
                Some(publication) => title_link(request, publication).into_any(),
                None => view! { <span>{acknowledgement.publication.name().to_owned()}</span> }.into_any(),
            };
            let superseded = publication
                .filter(|publication| !domain::acknowledgement::still_counts(publication, acknowledgement.revision))
                .map(|_| view! { <span class="tag">{text!(locale, acknowledgements.no_longer_counts)}</span> });
            view! {
                <tr>
                    <td data-label=text!(locale, acknowledgements.column.publication)>{title} " " {superseded}</td>
                    <td data-label=text!(locale, acknowledgements.column.revision)>
                        {text!(locale, publications.revision_number, number = acknowledgement.revision)} " "
                        <code title=acknowledgement.digest.to_string()>{acknowledgement.digest.short()}</code>
                    </td>
                    <td data-label=text!(locale, acknowledgements.column.moment)>
                        <time datetime=dates::machine(acknowledgement.acknowledged_at)>{dates::moment(locale, acknowledgement.acknowledged_at)}</time>
                    </td>
                </tr>
            }
        })
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, acknowledgements.none_yet)}</p> }.into_any()
    } else {
        let heads = [
            text!(locale, acknowledgements.column.publication),
            text!(locale, acknowledgements.column.revision),
            text!(locale, acknowledgements.column.moment),
        ]
        .map(|name| view! { <th scope="col">{name}</th> })
        .into_iter()
        .collect_view();
        view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
    };
    view! {
        <section aria-labelledby="mine">
            <h2 id="mine">{text!(locale, acknowledgements.mine, name = member.name.clone())}</h2>
            {content}
        </section>
    }
}

/// A publication's title as a link, with its number.
pub fn title_link(request: &PageRequest, publication: &Publication) -> impl IntoView + use<> {
    let (edition, written_in) = publication.current.editions.get_with_locale(request.locale);
    let lang = written_in.tag_on(request.locale);
    view! {
        <a href=request.to(&publication.key.path()) lang=lang>{edition.title.clone()}</a> " "
        <span class="sub number">{publication.key.name().to_owned()}</span>
    }
}
