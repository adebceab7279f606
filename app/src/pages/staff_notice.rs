//! One notice from the provider's side: whom it reaches, what has become of it and what can be recorded,
//! which tenants have acknowledged, who is missing, and what
//! became of each mail.

use super::{named_publication, staff::staff_only};
use crate::components::acknowledge_panel::asked;
use crate::components::audience_reach::audience_reach;
use crate::components::head::{breadcrumbs, head};
use crate::components::particulars::publication_record;
use crate::components::ready::when_ready;
use crate::components::record_event::record_event;
use crate::components::stamp::stamp_row;
use crate::components::standing::standing;
use crate::components::timeline::timeline;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::acknowledgement::Requirement;
use domain::publication::{Publication, PublicationKind};
use leptos::prelude::*;
use std::sync::Arc;
use store::{DeliveryRecord, TenantCoverage};

/// `/staff/notices/{id}`
#[component]
pub fn StaffNoticePage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let publication = named_publication(&request, PublicationKind::Notice);
        when_ready(request.clone(), staff_notice(request, publication))
    })
}

async fn staff_notice(request: PageRequest, publication: Option<Arc<Publication>>) -> Result<AnyView, AppError> {
    let staff = staff_only(&request)?;
    let publication = publication.ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let store = &request.portal.store;
    let coverage = match publication.stated_requirement() {
        Some(requirement) => {
            let covered = store.coverage_of(staff, &publication.key).await?.ok_or(AppError::NotFound)?;
            Some(coverage_section(&request, *requirement, &covered))
        }
        None => None,
    };
    let tenants = store.tenants(staff).await?;
    let deliveries = store.deliveries_of(staff, &publication.key).await?.ok_or(AppError::NotFound)?;
    let title = publication.current.editions.get(locale).title.clone();
    let way = [(text!(locale, staff.title), Some("/staff")), (publication.key.name().to_owned(), None)];
    Ok(view! {
        {head(&request, &title, &text!(locale, staff.title))}
        {breadcrumbs(&request, &way)}
        <h1>{title.clone()}</h1>
        {standing(&request, &publication)}
        <p><a href=request.to(&publication.key.path())>{text!(locale, staff.to_page)}</a></p>
        {audience_reach(&request, &publication.audience, &tenants)}
        {record_event(&request, &publication, &tenants)}
        {timeline(&request, &publication)}
        {publication_record(&request, &publication)}
        {coverage}
        {deliveries_section(&request, &deliveries)}
    }
    .into_any())
}

fn coverage_section(
    request: &PageRequest,
    requirement: Requirement,
    covered: &[TenantCoverage],
) -> impl IntoView + use<> {
    let locale = request.locale;
    let met = covered.iter().filter(|tenant| tenant.coverage.is_met).count();
    let rows: Vec<_> = covered
        .iter()
        .map(|tenant| {
            let count = tenant.coverage;
            let (class, state) = if count.is_met {
                ("tag tag-met", text!(locale, acknowledgements.met))
            } else {
                ("tag tag-ask", text!(locale, acknowledgements.not_met))
            };
            view! {
                <li>
                    <h3>{tenant.tenant.name.get(locale).clone()} " " <span class="sub">{tenant.tenant.id.to_string()}</span></h3>
                    <p>
                        <span class=class>{state}</span> " "
                        {text!(locale, acknowledgements.count, done = count.acknowledged, asked = count.asked)}
                    </p>
                    {stamp_row(request, &requirement, &tenant.people)}
                </li>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="coverage">
            <h2 id="coverage">{text!(locale, staff.coverage)}</h2>
            <p>{asked(request, &requirement)} " " {text!(locale, staff.tenants_met, count = met, all = covered.len())}</p>
            <ul class="plain-rows">{rows}</ul>
        </section>
    }
}

fn deliveries_section(request: &PageRequest, deliveries: &[DeliveryRecord]) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = deliveries
        .iter()
        .map(|delivery| {
            let tenant = delivery.tenant.as_ref().map(|tenant| view! { <span class="sub">{tenant.to_string()}</span> });
            let when = delivery.sent_at.map(|at| dates::moment(locale, at));
            view! {
                <tr>
                    <td data-label=text!(locale, staff.column.person)>{delivery.name.clone()} " " {tenant}</td>
                    <td data-label=text!(locale, staff.column.event)>{words::event(locale, delivery.event)}</td>
                    <td data-label=text!(locale, staff.column.state)>{words::delivery_state(locale, delivery.state)}</td>
                    <td data-label=text!(locale, staff.column.sent)>{when}</td>
                    <td data-label=text!(locale, staff.column.attempts)>{delivery.attempts} " " {delivery.detail.clone()}</td>
                </tr>
            }
        })
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, staff.no_deliveries)}</p> }.into_any()
    } else {
        let heads = [
            text!(locale, staff.column.person),
            text!(locale, staff.column.event),
            text!(locale, staff.column.state),
            text!(locale, staff.column.sent),
            text!(locale, staff.column.attempts),
        ]
        .map(|name| view! { <th scope="col">{name}</th> })
        .into_iter()
        .collect_view();
        view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
    };
    view! {
        <section aria-labelledby="deliveries">
            <h2 id="deliveries">{text!(locale, staff.deliveries)}</h2>
            {content}
        </section>
    }
}
