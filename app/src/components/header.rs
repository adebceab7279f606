//! The bar on top: where one is, what is unread, the other language, and who one is.

use super::account_menu::account_menu;
use super::search_field::search_field;
use crate::islands::read_mark::UNREAD_COUNT;
use crate::ssr::page_request::PageRequest;
use crate::text;
use leptos::prelude::*;

/// The header of every page.
pub fn header(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let service =
        request.service().map_or_else(|| text!(locale, site.name), |service| service.service.get(locale).clone());
    view! {
        <header class="bar">
            <a class="brand" href=request.to("/")>
                <span class="seal" aria-hidden="true">"回覧"</span>
                <span>{service} <span class="brand-sub">{text!(locale, site.tagline)}</span></span>
            </a>
            {navigation(request)}
            <div class="tools">
                {search_field(request)}
                {bell(request)}
                {language_switch(request)}
                {person(request)}
            </div>
        </header>
    }
}

fn navigation(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let mut entries = vec![
        ("/", text!(locale, site.nav.home)),
        ("/notices", text!(locale, site.nav.notices)),
        ("/calendar", text!(locale, calendar.nav)),
        ("/policies", text!(locale, site.nav.policies)),
        ("/disclosures", text!(locale, site.nav.disclosures)),
    ];
    if request.viewer.member().is_some() {
        entries.push(("/acknowledgements", text!(locale, site.nav.acknowledgements)));
    }
    if request.viewer.user().is_some() {
        entries.push(("/subscriptions", text!(locale, site.nav.subscriptions)));
    }
    let links: Vec<_> = entries
        .into_iter()
        .map(|(path, name)| {
            let current = is_within(&request.path, path).then_some("page");
            view! { <li><a href=request.to(path) aria-current=current>{name}</a></li> }
        })
        .collect();
    view! { <nav class="main-nav" aria-label=text!(locale, site.nav.label)><ul>{links}</ul></nav> }
}

/// Whether a page belongs to a section.
pub(super) fn is_within(path: &str, section: &str) -> bool {
    if section == "/" {
        return path == "/";
    }
    path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn bell(request: &PageRequest) -> Option<impl IntoView + use<>> {
    request.viewer.user()?;
    let count = request.unread_count();
    let digits = count.to_string().len();
    let badge = (count > 0).then(|| view! { <b class="count" id=UNREAD_COUNT data-digits=digits>{count}</b> });
    Some(view! {
        <a class="bell" href=request.to("/notices?unread=1")>
            <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
                <path d="M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9"></path>
                <path d="M10 20a2.2 2.2 0 0 0 4 0"></path>
            </svg>
            <span>{text!(request.locale, site.unread)}</span>
            {badge}
        </a>
    })
}

fn language_switch(request: &PageRequest) -> impl IntoView + use<> {
    let other = request.locale.other();
    let name = text!(other, site.language_name);
    view! { <a href=request.here_in(other) lang=other.tag() hreflang=other.tag() rel="alternate">{name}</a> }
}

fn person(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let Some(name) = request.viewer.name() else {
        let address = if request.path == "/" || request.path == "/sign-in" {
            request.to("/sign-in")
        } else {
            request.sign_in_address()
        };
        return view! { <a class="sign-in-link" href=address>{text!(locale, site.sign_in)}</a> }.into_any();
    };
    account_menu(request, name).into_any()
}

#[cfg(test)]
mod tests {
    use super::is_within;

    #[test]
    fn a_page_belongs_to_one_section() {
        assert!(is_within("/notices/SC-2026-0042", "/notices"));
        assert!(!is_within("/noticesboard", "/notices"));
        assert!(is_within("/", "/") && !is_within("/notices", "/"));
    }
}
