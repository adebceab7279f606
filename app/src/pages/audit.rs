//! The audit trail: a tenant's own for its administrators, everyone's for staff who may.

use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::audit_query::{filter_of, kept_query};
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::audit::{Actor, AuditAction, AuditFilter, AuditPage, AuditRecord};
use leptos::prelude::*;

/// How many records a page has.
const ON_A_PAGE: u64 = 50;

/// `/audit`
#[component]
pub fn AuditTrailPage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let is_here = request.viewer.staff().is_none();
        when_ready(request.clone(), trail(request, "/audit", is_here))
    })
}

/// `/staff/audit`
#[component]
pub fn StaffAuditTrailPage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let is_here = request.viewer.member().is_none();
        when_ready(request.clone(), trail(request, "/staff/audit", is_here))
    })
}

async fn trail(request: PageRequest, path: &'static str, is_here: bool) -> Result<AnyView, AppError> {
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    let (filter, problem) = match filter_of(&request) {
        Ok(filter) => (filter, None),
        Err(_) => (AuditFilter::default(), Some(text!(request.locale, audit.bad_day))),
    };
    let found = request.portal.store.audit_page(&request.viewer, &filter, ON_A_PAGE).await?;
    let page = found.filter(|_| is_here).ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let title = text!(locale, audit.title);
    let way = match request.viewer.staff() {
        Some(_) => vec![(text!(locale, staff.title), Some("/staff")), (title.clone(), None)],
        None => vec![(title.clone(), None)],
    };
    let query = kept_query(&request);
    let older = page.next.map(|before| {
        let address = format!("{}?{query}&before={before}", request.to(path));
        view! { <nav class="pagination"><a class="button" rel="next" href=address>{text!(locale, audit.older)}</a></nav> }
    });
    let file = |ending: &str| format!("{path}.{ending}?{query}");
    Ok(view! {
        {head(&request, &title, &text!(locale, audit.description))}
        {breadcrumbs(&request, &way)}
        <h1>{title.clone()}</h1>
        <p>{text!(locale, audit.description)}</p>
        {problem.map(|text| banner(Tone::Problem, view! { <p>{text}</p> }))}
        {filters(&request, path)}
        {table(&request, &page)}
        {older}
        <p>
            <a href=file("csv") download>{text!(locale, audit.csv)}</a> " "
            <a href=file("jsonl") download>{text!(locale, audit.jsonl)}</a>
        </p>
    }
    .into_any())
}

fn filters(request: &PageRequest, path: &str) -> impl IntoView + use<> {
    let locale = request.locale;
    let value = |key: &str| request.query(key).unwrap_or_default().to_owned();
    let chosen = value("action");
    let actions: Vec<_> = AuditAction::ALL
        .iter()
        .map(|action| {
            view! { <option value=action.word() selected=chosen == action.word()>{words::audit_action(locale, *action)}</option> }
        })
        .collect();
    view! {
        <form class="filters" method="get" action=request.to(path)>
            <label class="field">
                <span>{text!(locale, audit.action_filter)}</span>
                <select name="action"><option value="">{text!(locale, audit.all_actions)}</option>{actions}</select>
            </label>
            <label class="field">
                <span>{text!(locale, audit.who_filter)}</span>
                <input name="who" value=value("who") maxlength="100"/>
            </label>
            <label class="field">
                <span>{text!(locale, audit.from)}</span>
                <input type="date" name="from" value=value("from")/>
            </label>
            <label class="field">
                <span>{text!(locale, audit.until)}</span>
                <input type="date" name="until" value=value("until")/>
            </label>
            <div class="filters-do"><button class="button" type="submit">{text!(locale, audit.filter)}</button></div>
        </form>
    }
}

fn table(request: &PageRequest, page: &AuditPage) -> AnyView {
    let locale = request.locale;
    if page.records.is_empty() {
        return view! { <p class="empty">{text!(locale, audit.nothing)}</p> }.into_any();
    }
    let heads: Vec<_> = [
        text!(locale, audit.column.when),
        text!(locale, audit.column.actor),
        text!(locale, audit.column.action),
        text!(locale, audit.column.subject),
        text!(locale, audit.column.network),
    ]
    .into_iter()
    .map(|name| view! { <th scope="col">{name}</th> })
    .collect();
    let rows: Vec<_> = page.records.iter().map(|(_, record)| row(request, record)).collect();
    view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
}

fn row(request: &PageRequest, record: &AuditRecord) -> AnyView {
    let locale = request.locale;
    let (who, more) = match &record.actor {
        Actor::System => (text!(locale, audit.system), None),
        Actor::CommandLine => (text!(locale, audit.command_line), Some(text!(locale, audit.provider))),
        Actor::Anonymous => (text!(locale, audit.anonymous), None),
        Actor::Member { name, address, .. } => (name.clone(), Some(address.to_string())),
        Actor::Staff { name, address, .. } => {
            (name.clone(), Some(address.as_ref().map_or_else(|| text!(locale, audit.provider), ToString::to_string)))
        }
    };
    let details: Vec<_> = record.details.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let tenant = request
        .viewer
        .staff()
        .and(record.tenant.as_ref())
        .map(|tenant| view! { <br/> <span class="sub">{tenant.to_string()}</span> });
    view! {
        <tr>
            <td data-label=text!(locale, audit.column.when)>
                <time datetime=dates::machine(record.at)>{dates::moment(locale, record.at)}</time>
            </td>
            <td data-label=text!(locale, audit.column.actor)>{who} " " <span class="sub">{more}</span></td>
            <td data-label=text!(locale, audit.column.action)>{words::audit_action(locale, record.action)}</td>
            <td data-label=text!(locale, audit.column.subject)>
                {record.subject.clone()} " " <span class="sub">{details.join(", ")}</span> {tenant}
            </td>
            <td data-label=text!(locale, audit.column.network)>{record.network.map(|address| address.to_string())}</td>
        </tr>
    }
    .into_any()
}
