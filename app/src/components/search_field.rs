//! The search field in the header of every page; on narrow screens a link to the search page.

use crate::ssr::page_request::PageRequest;
use crate::text;
use leptos::prelude::*;

/// The field. The search page has its own.
pub fn search_field(request: &PageRequest) -> Option<impl IntoView + use<>> {
    let locale = request.locale;
    (request.path != "/search").then(|| {
        let address = request.to("/search");
        view! {
            <form class="search-field" role="search" method="get" action=address.clone()>
                {glass()}
                <input type="search" name="q" aria-label=text!(locale, search.header) placeholder=text!(locale, search.placeholder) autocomplete="off"/>
            </form>
            <a class="search-link" href=address>
                {glass()}
                <span class="visually-hidden">{text!(locale, search.title)}</span>
            </a>
        }
    })
}

fn glass() -> impl IntoView {
    view! {
        <svg width="18" height="18" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true">
            <circle cx="11" cy="11" r="6.5"></circle>
            <path d="m16 16 4.5 4.5"></path>
        </svg>
    }
}
