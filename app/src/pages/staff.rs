//! Staff: the notices with what is asked and whom they reach, and the mailbox.

use crate::components::acknowledge_panel::asked;
use crate::components::head::{breadcrumbs, head};
use crate::components::mark::state_tag;
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::pages::acknowledgements::title_link;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::notice::NoticeState;
use domain::permission::{Permission, may};
use domain::publication::{Publication, PublicationKind};
use domain::viewer::Staff;
use leptos::prelude::*;

/// `/staff`
#[component]
pub fn StaffPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), staff(request)))
}

/// The staff member who asks; for everyone else these pages do not exist.
///
/// # Errors
/// [`AppError::NotSignedIn`] for nobody, [`AppError::NotFound`] for a tenant's people.
pub fn staff_only(request: &PageRequest) -> Result<&Staff, AppError> {
    match request.viewer.user() {
        None => Err(AppError::NotSignedIn),
        Some(_) => request.viewer.staff().ok_or(AppError::NotFound),
    }
}

async fn staff(request: PageRequest) -> Result<AnyView, AppError> {
    let who = staff_only(&request)?;
    let locale = request.locale;
    let tenants = request.portal.store.tenants(who).await?;
    let title = text!(locale, staff.title);
    let rows: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .map(|notice| {
            let reached = tenants.iter().filter(|tenant| notice.audience.concerns(tenant)).count();
            row(&request, notice, reached, tenants.len())
        })
        .collect();
    let heads = [
        text!(locale, staff.column.notice),
        text!(locale, staff.column.published),
        text!(locale, staff.column.audience),
        text!(locale, staff.column.asks),
    ]
    .map(|name| view! { <th scope="col">{name}</th> })
    .into_iter()
    .collect_view();
    let mailbox = request
        .portal
        .site
        .mailbox
        .as_ref()
        .map(|_| view! { <p><a href=request.to("/staff/mailbox")>{text!(locale, staff.mailbox)}</a></p> });
    let tenants_link = may(&request.viewer, Permission::SeeTenants)
        .then(|| view! { <p><a href=request.to("/staff/tenants")>{text!(locale, tenants.title)}</a></p> });
    let audit = may(&request.viewer, Permission::ReadEveryAudit)
        .then(|| view! { <p><a href=request.to("/staff/audit")>{text!(locale, audit.title)}</a></p> });
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        <p><a href=request.to("/staff/preview")>{text!(locale, preview.staff_title)}</a></p>
        {tenants_link}
        {audit}
        {mailbox}
        <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
    }
    .into_any())
}

fn row(request: &PageRequest, notice: &Publication, reached: usize, all: usize) -> impl IntoView + use<> {
    let locale = request.locale;
    let requirement = notice.requirement();
    let asks = requirement.map_or_else(|| text!(locale, staff.asks_nothing), |requirement| asked(request, requirement));
    let state = match notice.state(request.now) {
        NoticeState::Undated => None,
        state => Some(state_tag(state, words::state(locale, state))),
    };
    let detail = request.to(&format!("/staff{}", notice.key.path()));
    view! {
        <tr>
            <td data-label=text!(locale, staff.column.notice)>
                {title_link(request, notice)} " " {state} " " <a href=detail>{text!(locale, staff.details)}</a>
            </td>
            <td data-label=text!(locale, staff.column.published)>
                <time datetime=dates::machine(notice.publish_at)>{dates::moment(locale, notice.publish_at)}</time>
            </td>
            <td data-label=text!(locale, staff.column.audience)>{text!(locale, staff.tenants_of, count = reached, all = all)}</td>
            <td data-label=text!(locale, staff.column.asks)>{asks}</td>
        </tr>
    }
}
