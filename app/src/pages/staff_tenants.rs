//! The provider's customers for staff: all of them, one of them, and a table of them to be taken over.

use super::parameter;
use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::pagination::page_links;
use crate::components::raw_text::raw_text;
use crate::components::ready::when_ready;
use crate::components::roster::{invitations, invite_form, outcome, people_table};
use crate::error::AppError;
use crate::ssr::dates;
use crate::ssr::page_request::{PageRequest, encode};
use crate::text;
use domain::audience::Tenant;
use domain::id::TenantId;
use domain::permission::{Permission, may};
use domain::portal::Portal;
use domain::viewer::Staff;
use domain::zone::civil_date;
use leptos::prelude::*;
use publishing::{Finding, read_tenants};
use store::{TenantImport, differences};

/// How many tenants a page has.
const ON_A_PAGE: usize = 50;
/// How many findings are shown; there are more where there are so many.
const MOST_FINDINGS: usize = 50;

/// `/staff/tenants`
#[component]
pub fn StaffTenantsPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), list(request)))
}

/// `/staff/tenants/{id}`
#[component]
pub fn StaffTenantPage() -> impl IntoView {
    let name = parameter("name").unwrap_or_default();
    PageRequest::current().map(|request| when_ready(request.clone(), one(request, name)))
}

/// `/staff/import-tenants`
#[component]
pub fn StaffImportTenantsPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), import(request)))
}

fn only(request: &PageRequest, permission: Permission) -> Result<&Staff, AppError> {
    request.viewer.user().ok_or(AppError::NotSignedIn)?;
    request.viewer.staff().filter(|_| may(&request.viewer, permission)).ok_or(AppError::NotFound)
}

async fn list(request: PageRequest) -> Result<AnyView, AppError> {
    let staff = only(&request, Permission::SeeTenants)?;
    let tenants = request.portal.store.tenants(staff).await?;
    let locale = request.locale;
    let asked = request.query("q").unwrap_or_default().trim().to_owned();
    let wanted = asked.to_lowercase();
    let is_wanted = |tenant: &&Tenant| {
        let names = [Some(&tenant.name.ja), tenant.name.en.as_ref()];
        tenant.id.as_str().contains(&wanted)
            || names.into_iter().flatten().any(|name| name.to_lowercase().contains(&wanted))
    };
    let found: Vec<_> = tenants.iter().filter(is_wanted).collect();
    let pages = found.len().div_ceil(ON_A_PAGE).max(1);
    let number = request.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, pages);
    let rows: Vec<_> =
        found.iter().skip((number - 1) * ON_A_PAGE).take(ON_A_PAGE).map(|tenant| row(&request, tenant)).collect();
    let heads: Vec<_> = [
        text!(locale, tenants.column.tenant),
        text!(locale, tenants.column.plan),
        text!(locale, tenants.column.regions),
        text!(locale, tenants.column.joined),
    ]
    .into_iter()
    .map(|name| view! { <th scope="col">{name}</th> })
    .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, tenants.nothing)}</p> }.into_any()
    } else {
        view! { <table class="labelled"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table> }.into_any()
    };
    let path = request.to("/staff/tenants");
    let address = |page: u32| format!("{path}?q={}&page={page}", encode(&asked));
    let title = text!(locale, tenants.title);
    let import = may(&request.viewer, Permission::ManageTenants).then(
        || view! { <p><a href=request.to("/staff/import-tenants")>{text!(locale, tenants.import.title)}</a></p> },
    );
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &[(text!(locale, staff.title), Some("/staff")), (title.clone(), None)])}
        <h1>{title.clone()}</h1>
        {import}
        <form class="filters" method="get" action=path.clone()>
            <label class="field">
                <span>{text!(locale, tenants.search)}</span>
                <input type="search" name="q" value=asked.clone() maxlength="100"/>
            </label>
            <div class="filters-do"><button class="button" type="submit">{text!(locale, tenants.find)}</button></div>
        </form>
        <p class="sub">{text!(locale, tenants.count, count = found.len())}</p>
        {content}
        {page_links(&request, number, pages, &address)}
    }
    .into_any())
}

/// The names of a tenant's plan and of its regions.
fn plan_and_regions(request: &PageRequest, tenant: &Tenant) -> (String, Vec<String>) {
    let (locale, service) = (request.locale, request.service());
    let plan =
        service.map_or_else(|| tenant.plan.to_string(), |service| service.plan_name(&tenant.plan, locale).to_owned());
    let name =
        |key| service.map_or_else(|| ToString::to_string(key), |service| service.region_name(key, locale).to_owned());
    (plan, tenant.regions.iter().map(name).collect())
}

fn row(request: &PageRequest, tenant: &Tenant) -> impl IntoView + use<> {
    let locale = request.locale;
    let (plan, regions) = plan_and_regions(request, tenant);
    let joined = tenant.joined_on.map(|day| dates::day(locale, day));
    view! {
        <tr>
            <td data-label=text!(locale, tenants.column.tenant)>
                <a href=request.to(&format!("/staff/tenants/{}", tenant.id))>{tenant.name.get(locale).clone()}</a>
                " " <span class="sub">{tenant.id.to_string()}</span>
            </td>
            <td data-label=text!(locale, tenants.column.plan)>{plan}</td>
            <td data-label=text!(locale, tenants.column.regions)>{regions.join(", ")}</td>
            <td data-label=text!(locale, tenants.column.joined)>{joined}</td>
        </tr>
    }
}

async fn one(request: PageRequest, name: String) -> Result<AnyView, AppError> {
    let staff = only(&request, Permission::SeeTenants)?;
    let id = TenantId::parse(&name).map_err(|_| AppError::NotFound)?;
    let store = &request.portal.store;
    let tenant = store.tenants(staff).await?.into_iter().find(|tenant| tenant.id == id).ok_or(AppError::NotFound)?;
    let roster = store.roster(&request.viewer, &id).await?.ok_or(AppError::NotFound)?;
    let locale = request.locale;
    let may_change = may(&request.viewer, Permission::ManageTenants);
    let saved = match (request.query("done"), request.query("problem")) {
        (Some("saved"), _) => Some(banner(Tone::Done, view! { <p>{text!(locale, tenants.saved)}</p> })),
        _ => outcome(&request).map(|(tone, text)| banner(tone, view! { <p>{text}</p> })),
    };
    let title = tenant.name.get(locale).clone();
    let way = [
        (text!(locale, staff.title), Some("/staff")),
        (text!(locale, tenants.title), Some("/staff/tenants")),
        (title.clone(), None),
    ];
    let edit = request.service().filter(|_| may_change).map(|service| edit_form(&request, service, &tenant));
    let invite = may_change.then(|| invite_form(&request, tenant.id.as_str()));
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &way)}
        <h1>{title.clone()} " " <span class="sub">{tenant.id.to_string()}</span></h1>
        {saved}
        {facts(&request, &tenant)}
        <h2>{text!(locale, people.title)}</h2>
        {people_table(&request, tenant.id.as_str(), &roster, may_change)}
        {invite}
        {invitations(&request, tenant.id.as_str(), &roster, may_change)}
        {edit}
    }
    .into_any())
}

fn facts(request: &PageRequest, tenant: &Tenant) -> impl IntoView + use<> {
    let locale = request.locale;
    let (plan, regions) = plan_and_regions(request, tenant);
    let service = request.service();
    let components: Vec<_> = tenant
        .components
        .iter()
        .map(|key| service.map_or_else(|| key.to_string(), |service| service.component_name(key, locale).to_owned()))
        .collect();
    let joined = tenant.joined_on.map(|day| {
        view! { <div><dt>{text!(locale, tenants.column.joined)}</dt><dd>{dates::day(locale, day)}</dd></div> }
    });
    view! {
        <dl class="facts">
            <div><dt>{text!(locale, tenants.column.plan)}</dt><dd>{plan}</dd></div>
            <div><dt>{text!(locale, tenants.column.regions)}</dt><dd>{regions.join(", ")}</dd></div>
            <div><dt>{text!(locale, tenants.column.components)}</dt><dd>{components.join(", ")}</dd></div>
            {joined}
        </dl>
    }
}

fn edit_form(request: &PageRequest, service: &Portal, tenant: &Tenant) -> AnyView {
    let locale = request.locale;
    let plans: Vec<_> = service
        .plans
        .iter()
        .map(|plan| {
            let is_chosen = plan.key == tenant.plan;
            view! { <option value=plan.key.to_string() selected=is_chosen>{plan.name.get(locale).clone()}</option> }
        })
        .collect();
    let check = |field: &'static str, key: String, name: String, is_chosen: bool| {
        view! {
            <label class="check">
                <input type="checkbox" name=field value=key checked=is_chosen/>
                <span>{name}</span>
            </label>
        }
    };
    let regions: Vec<_> = service
        .regions
        .iter()
        .map(|it| check("regions[]", it.key.to_string(), it.name.get(locale).clone(), tenant.regions.contains(&it.key)))
        .collect();
    let components: Vec<_> = service
        .components
        .iter()
        .map(|it| {
            check("components[]", it.key.to_string(), it.name.get(locale).clone(), tenant.components.contains(&it.key))
        })
        .collect();
    view! {
        <section aria-labelledby="edit">
            <h2 id="edit">{text!(locale, tenants.edit)}</h2>
            <p>{text!(locale, tenants.edit_text)}</p>
            <form class="stack" method="post" action="/actions/edit-tenant">
                <input type="hidden" name="tenant" value=tenant.id.to_string()/>
                <input type="hidden" name="back" value=request.to(&request.path)/>
                <label class="field narrow">
                    <span>{text!(locale, tenants.name)}</span>
                    <input name="name" required maxlength="80" lang="ja" value=tenant.name.ja.clone()/>
                </label>
                <label class="field narrow">
                    <span>{text!(locale, tenants.name_en)}</span>
                    <input name="name_en" maxlength="80" lang="en" value=tenant.name.en.clone().unwrap_or_default()/>
                </label>
                <label class="field narrow">
                    <span>{text!(locale, tenants.column.plan)}</span>
                    <select name="plan">{plans}</select>
                </label>
                <fieldset><legend>{text!(locale, tenants.column.regions)}</legend><div class="checks">{regions}</div></fieldset>
                <fieldset><legend>{text!(locale, tenants.column.components)}</legend><div class="checks">{components}</div></fieldset>
                <button class="primary" type="submit">{text!(locale, tenants.save)}</button>
            </form>
        </section>
    }
    .into_any()
}

async fn import(request: PageRequest) -> Result<AnyView, AppError> {
    only(&request, Permission::ManageTenants)?;
    let locale = request.locale;
    let store = &request.portal.store;
    let service = request.service().ok_or(AppError::NotFound)?;
    let draft = store.tenant_draft(&request.viewer).await?;
    let shown = match &draft {
        Some((csv, number)) => {
            let read = read_tenants("CSV", csv.as_bytes(), service);
            if read.findings.iter().any(Finding::is_error) {
                Some(findings(&request, &read.findings))
            } else {
                let plan = store.plan_tenant_import(&read.tenants, civil_date(request.now)).await?;
                Some(planned(&request, &plan, *number))
            }
        }
        None => None,
    };
    let said = match (request.query("done"), request.query("problem")) {
        (Some("imported"), _) => Some((Tone::Done, text!(locale, tenants.import.done))),
        (_, Some("stale")) => Some((Tone::Problem, text!(locale, tenants.import.stale))),
        (_, Some("too_large")) => Some((Tone::Problem, text!(locale, tenants.import.too_large))),
        _ => None,
    };
    let title = text!(locale, tenants.import.title);
    let way = [
        (text!(locale, staff.title), Some("/staff")),
        (text!(locale, tenants.title), Some("/staff/tenants")),
        (title.clone(), None),
    ];
    let csv = draft.map(|(csv, _)| csv).unwrap_or_default();
    Ok(view! {
        {head(&request, &title, &title)}
        {breadcrumbs(&request, &way)}
        <h1>{title.clone()}</h1>
        {said.map(|(tone, text)| banner(tone, view! { <p>{text}</p> }))}
        {shown}
        <p>{text!(locale, tenants.import.text)}</p>
        <form class="stack" method="post" action="/actions/check-tenants">
            <input type="hidden" name="back" value=request.to("/staff/import-tenants")/>
            <label class="field">
                <span>{text!(locale, tenants.import.csv)}</span>
                <textarea name="csv" rows="12" required spellcheck="false">{raw_text(&csv)}</textarea>
            </label>
            <button class="button" type="submit">{text!(locale, tenants.import.check)}</button>
        </form>
    }
    .into_any())
}

fn findings(request: &PageRequest, findings: &[Finding]) -> AnyView {
    let locale = request.locale;
    let rows: Vec<_> = findings
        .iter()
        .take(MOST_FINDINGS)
        .map(|finding| {
            let place = format!("{}:{}", finding.line, finding.column);
            view! { <li><code>{place}</code> " " {finding.message.clone()} <p class="sub">{finding.help.clone()}</p></li> }
        })
        .collect();
    let list = view! { <h2>{text!(locale, tenants.import.findings)}</h2> <ul class="plain-rows" lang="en">{rows}</ul> };
    banner(Tone::Problem, list)
}

fn planned(request: &PageRequest, plan: &TenantImport, number: i64) -> AnyView {
    let locale = request.locale;
    let new: Vec<_> = plan
        .new
        .iter()
        .map(|tenant| view! { <li><b>{text!(locale, tenants.import.added)}</b> " " {tenant.id.to_string()} " " {tenant.name.get(locale).clone()}</li> })
        .collect();
    let changed: Vec<_> = plan
        .changed
        .iter()
        .map(|(before, after)| {
            let lines: Vec<_> = differences(before, after)
                .into_iter()
                .map(|(name, before, after)| view! { <p class="sub">{format!("{name}: {before} → {after}")}</p> })
                .collect();
            view! { <li><b>{text!(locale, tenants.import.changed)}</b> " " {after.id.to_string()} " " {after.name.get(locale).clone()} {lines}</li> }
        })
        .collect();
    let summary = text!(
        locale,
        tenants.import.summary,
        new = plan.new.len(),
        changed = plan.changed.len(),
        unchanged = plan.unchanged.len(),
        others = plan.not_given.len()
    );
    let confirm = (!plan.new.is_empty() || !plan.changed.is_empty()).then(|| {
        view! {
            <form method="post" action="/actions/import-tenants">
                <input type="hidden" name="draft" value=number/>
                <input type="hidden" name="back" value=request.to("/staff/import-tenants")/>
                <button class="primary" type="submit">{text!(locale, tenants.import.confirm)}</button>
            </form>
        }
    });
    view! {
        <section aria-labelledby="plan">
            <h2 id="plan">{text!(locale, tenants.import.plan)}</h2>
            <p>{summary}</p>
            <ul class="plain-rows">{new}{changed}</ul>
            {confirm}
        </section>
    }
    .into_any()
}
