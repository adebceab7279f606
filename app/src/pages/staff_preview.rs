//! What is not published yet, for staff: drafts and what waits for its hour, whom each would reach, and
//! addresses for reviewers.

use super::staff::staff_only;
use crate::components::audience_reach::reached_tenants;
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::ssr::preview_token::{LIFETIME, Previewed, preview_path};
use crate::text;
use domain::audience::Tenant;
use domain::preview::{as_published, told};
use domain::publication::Publication;
use domain::subscription::Topic;
use leptos::prelude::*;
use store::Reach;

/// `/staff/preview`
#[component]
pub fn StaffPreviewPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), staff_preview(request)))
}

async fn staff_preview(request: PageRequest) -> Result<AnyView, AppError> {
    let staff = staff_only(&request)?;
    let locale = request.locale;
    let store = &request.portal.store;
    let tenants = store.tenants(staff).await?;
    let drafts: Vec<_> = store
        .drafts()
        .await?
        .iter()
        .filter_map(|draft| {
            let publication = as_published(draft, request.catalogue.standing(&draft.key), request.now)?;
            Some((Previewed::of_draft(draft)?, publication))
        })
        .collect();
    let mut scheduled: Vec<_> = request
        .catalogue
        .scheduled(request.now)
        .filter(|publication| drafts.iter().all(|(draft, _)| draft.publication != publication.key))
        .map(|publication| (Previewed::of_scheduled(publication), Publication::clone(publication)))
        .collect();
    scheduled.sort_by_key(|(_, publication)| publication.publish_at);
    let title = text!(locale, preview.staff_title);
    let way = [(text!(locale, staff.title), Some("/staff")), (title.clone(), None)];
    let words_of_drafts = (text!(locale, preview.drafts), text!(locale, preview.no_drafts));
    let words_of_scheduled = (text!(locale, preview.waiting), text!(locale, preview.none_waiting));
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &way)}
        <h1>{title.clone()}</h1>
        <p>{text!(locale, preview.staff_text, days = LIFETIME.num_days())}</p>
        {section(&request, &tenants, "drafts", words_of_drafts, &drafts).await?}
        {section(&request, &tenants, "scheduled", words_of_scheduled, &scheduled).await?}
    }
    .into_any())
}

async fn section(
    request: &PageRequest,
    tenants: &[Tenant],
    id: &'static str,
    (heading, empty): (String, String),
    unpublished: &[(Previewed, Publication)],
) -> Result<AnyView, AppError> {
    let locale = request.locale;
    let asked: Vec<_> =
        unpublished.iter().map(|(_, publication)| (publication.audience.clone(), Topic::of(publication))).collect();
    let reaches = request.portal.store.reaches(&asked).await?;
    let rows: Vec<_> =
        unpublished.iter().zip(reaches).map(|(shown, reach)| row(request, tenants, shown, reach)).collect();
    let heads = [
        text!(locale, preview.column.title),
        text!(locale, preview.column.appears),
        text!(locale, preview.column.reaches),
        text!(locale, preview.column.address),
    ]
    .map(|name| view! { <th scope="col">{name}</th> })
    .into_iter()
    .collect_view();
    let content = if rows.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
    };
    Ok(view! {
        <section aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            {content}
        </section>
    }
    .into_any())
}

fn row(
    request: &PageRequest,
    tenants: &[Tenant],
    (previewed, publication): &(Previewed, Publication),
    reach: Reach,
) -> impl IntoView + use<> {
    let locale = request.locale;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let path = preview_path(&request.portal.site.key, previewed, request.now + LIFETIME);
    let mail = request.to(&format!("{path}/mail"));
    let mails = told(publication, request.catalogue.standing(&publication.key), request.now).map_or(0, |_| reach.mails);
    let reaches = text!(locale, preview.reaches, tenants = reach.tenants, mails = mails);
    view! {
        <tr>
            <td data-label=text!(locale, preview.column.title)>
                <b lang=lang>{edition.title.clone()}</b> " " <span class="sub">{publication.key.name().to_owned()}</span>
            </td>
            <td data-label=text!(locale, preview.column.appears)>
                <time datetime=dates::machine(publication.publish_at)>{dates::moment(locale, publication.publish_at)}</time>
            </td>
            <td data-label=text!(locale, preview.column.reaches)>
                {reaches} {reached_tenants(request, &publication.audience, tenants)}
            </td>
            <td data-label=text!(locale, preview.column.address)>
                <a href=request.to(&path)>{text!(locale, preview.open_page)}</a> " · "
                <a href=mail>{text!(locale, preview.open_mail)}</a>
            </td>
        </tr>
    }
}
