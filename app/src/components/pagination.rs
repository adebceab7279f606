//! The way through a long list, by links.

use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::listing::Listing;
use leptos::prelude::*;

/// The way through the list of notices. Nothing when there is one page.
pub fn pagination(
    request: &PageRequest,
    listing: &Listing,
    number: usize,
    pages: usize,
) -> Option<impl IntoView + use<>> {
    let path = request.to("/notices");
    page_links(request, number, pages, &|page| format!("{path}{}", Listing { page, ..listing.clone() }.query()))
}

/// Previous, where one is, next. Nothing when there is one page.
pub fn page_links(
    request: &PageRequest,
    number: usize,
    pages: usize,
    address: &dyn Fn(u32) -> String,
) -> Option<impl IntoView + use<>> {
    if pages < 2 {
        return None;
    }
    let locale = request.locale;
    let link = |page: usize, rel: &'static str, name: String| {
        let page = u32::try_from(page).unwrap_or(u32::MAX);
        view! { <a class="button" rel=rel href=address(page)>{name}</a> }
    };
    let previous = (number > 1).then(|| link(number - 1, "prev", text!(locale, notices.previous_page)));
    let next = (number < pages).then(|| link(number + 1, "next", text!(locale, notices.next_page)));
    Some(view! {
        <nav class="pagination" aria-label=text!(locale, notices.pages)>
            {previous}
            <span>{text!(locale, notices.page_of, number = number, pages = pages)}</span>
            {next}
        </nav>
    })
}
