//! Whom a publication reaches, for staff: how many tenants, and which. For what is published and for what
//! is only being prepared.

use crate::ssr::audience;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::audience::{Audience, Tenant};
use leptos::prelude::*;

/// How many tenants are listed by name; the rest is a number.
const MOST_LISTED: usize = 200;
/// Up to how many the list is open from the start.
const MOST_OPEN: usize = 12;

/// The section, from all tenants there are. Only for pages that only staff can see.
pub fn audience_reach(request: &PageRequest, audience: &Audience, tenants: &[Tenant]) -> impl IntoView + use<> {
    let locale = request.locale;
    let reached: Vec<_> = tenants.iter().filter(|tenant| audience.concerns(tenant)).collect();
    let keeping: Vec<_> =
        tenants.iter().filter(|tenant| audience.includes(tenant) && !audience.concerns(tenant)).collect();
    let everyone = audience.is_public().then(|| text!(locale, audience.reach.public));
    let list = if reached.is_empty() {
        view! { <p class="empty">{text!(locale, audience.reach.nobody)}</p> }.into_any()
    } else {
        folded_list(request, &reached, reached.len() <= MOST_OPEN)
    };
    let keeping = (!keeping.is_empty()).then(|| {
        view! { <h3>{text!(locale, audience.reach.keeping)}</h3> {tenant_list(request, &keeping)} }
    });
    let words = audience::in_words(request, audience).into_iter().map(|line| view! { <p>{line}</p> }).collect_view();
    view! {
        <section aria-labelledby="reach">
            <h2 id="reach">{text!(locale, audience.reach.title)}</h2>
            {words}
            <p>{text!(locale, audience.reach.count, count = reached.len(), all = tenants.len())} " " {everyone}</p>
            {list}
            {keeping}
        </section>
    }
}

/// Which tenants a publication reaches, folded up; nothing where it reaches none. Only for pages that only
/// staff can see.
pub fn reached_tenants(request: &PageRequest, audience: &Audience, tenants: &[Tenant]) -> Option<AnyView> {
    let reached: Vec<_> = tenants.iter().filter(|tenant| audience.concerns(tenant)).collect();
    (!reached.is_empty()).then(|| folded_list(request, &reached, false))
}

fn folded_list(request: &PageRequest, tenants: &[&Tenant], is_open: bool) -> AnyView {
    view! {
        <details open=is_open>
            <summary>{text!(request.locale, audience.reach.list)}</summary>
            {tenant_list(request, tenants)}
        </details>
    }
    .into_any()
}

fn tenant_list(request: &PageRequest, tenants: &[&Tenant]) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = tenants
        .iter()
        .take(MOST_LISTED)
        .map(|tenant| {
            let plan = request
                .service()
                .map_or_else(|| tenant.plan.to_string(), |service| service.plan_name(&tenant.plan, locale).to_owned());
            view! {
                <li>
                    {tenant.name.get(locale).clone()} " "
                    <span class="sub">{tenant.id.to_string()} " · " {plan}</span>
                </li>
            }
        })
        .collect();
    let more = tenants.len().saturating_sub(MOST_LISTED);
    let more = (more > 0).then(|| view! { <li class="sub">{text!(locale, audience.reach.more, count = more)}</li> });
    view! { <ul class="tenants">{rows} {more}</ul> }
}
