//! The calendar's filters: those of the list of notices, by the same words.

use crate::pages::notices::select;
use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::id::ComponentKey;
use domain::listing::Listing;
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use leptos::prelude::*;

/// The form. `kept` are the other keys of the address, which it sends along.
pub fn calendar_filters(
    request: &PageRequest,
    listing: &Listing,
    kept: Vec<(&'static str, String)>,
    clear: String,
) -> impl IntoView + use<> {
    let locale = request.locale;
    let any = || text!(locale, notices.filter.any);
    let components = request.service().map(|service| {
        let options = service.components.iter().map(|c| (c.key.to_string(), c.name.get(locale).clone())).collect();
        let chosen = listing.component.as_ref().map(ComponentKey::as_str);
        select("component", text!(locale, notices.filter.component), any(), options, chosen)
    });
    let impact = Impact::ALL.iter().map(|i| (i.word().to_owned(), words::impact(locale, *i))).collect();
    let category = Category::ALL.iter().map(|c| (c.word().to_owned(), words::category(locale, *c))).collect();
    let state = NoticeState::ALL.iter().map(|s| (s.word().to_owned(), words::state(locale, *s))).collect();
    let kind = NoticeKind::ALL.iter().map(|kind| (kind.word().to_owned(), words::kind(locale, *kind))).collect();
    let kept: Vec<_> =
        kept.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect();
    let clear = listing.is_filtered().then(|| view! { <a href=clear>{text!(locale, notices.filter.clear)}</a> });
    view! {
        <form class="filters" method="get" action=request.to("/calendar") aria-label=text!(locale, notices.filter.label)>
            {kept}
            {select("impact", text!(locale, notices.filter.impact), any(), impact, listing.impact.map(Impact::word))}
            {select("category", text!(locale, notices.filter.category), any(), category, listing.category.map(Category::word))}
            {components}
            {select("state", text!(locale, notices.filter.state), any(), state, listing.state.map(NoticeState::word))}
            {select("kind", text!(locale, notices.filter.kind), any(), kind, listing.kind.map(NoticeKind::word))}
            <div class="filters-do">
                <button class="button" type="submit">{text!(locale, notices.filter.apply)}</button>
                {clear}
            </div>
        </form>
    }
}
