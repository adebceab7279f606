//! The calendar's filters: those of the list of notices, by the same words.

use super::filters::{apply_filters, notice_filters};
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::listing::Listing;
use leptos::prelude::*;

/// The form. `kept` are the other keys of the address, which it sends along.
pub fn calendar_filters(
    request: &PageRequest,
    listing: &Listing,
    kept: Vec<(&'static str, String)>,
    clear: String,
) -> impl IntoView + use<> {
    let kept: Vec<_> =
        kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    let label = text!(request.locale, notices.filter.label);
    view! {
        <form class="filters" method="get" action=request.to("/calendar") aria-label=label>
            {kept}
            {notice_filters(request, listing)}
            {apply_filters(request, listing.is_filtered().then_some(clear))}
        </form>
    }
}
