//! The search field in the header of every page. Where there is no room for it (narrow screens, and the
//! longer bar of someone signed in) it opens below a magnifying glass, without a script.

use crate::ssr::page_request::PageRequest;
use crate::text;
use leptos::prelude::*;

/// The field. The search page has its own.
pub fn search_field(request: &PageRequest) -> Option<impl IntoView + use<>> {
    let is_at_hand = request.viewer.user().is_none();
    (request.path != "/search").then(|| {
        let at_hand = is_at_hand.then(|| field(request, "search-field"));
        view! {
            {at_hand}
            <details class="search-menu" class:search-menu-narrow=is_at_hand>
                <summary>
                    {glass()}
                    <span class="visually-hidden">{text!(request.locale, search.title)}</span>
                </summary>
                {field(request, "search-field search-field-open")}
            </details>
        }
    })
}

fn field(request: &PageRequest, class: &'static str) -> impl IntoView + use<> {
    let locale = request.locale;
    view! {
        <form class=class role="search" method="get" action=request.to("/search") aria-label=text!(locale, search.header)>
            {glass()}
            <input type="search" name="q" aria-label=text!(locale, search.header) placeholder=text!(locale, search.placeholder) autocomplete="off"/>
        </form>
    }
}

fn glass() -> impl IntoView {
    view! {
        <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true">
            <circle cx="11" cy="11" r="6.5"></circle>
            <path d="m16 16 4.5 4.5"></path>
        </svg>
    }
}
