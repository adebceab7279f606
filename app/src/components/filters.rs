//! The filters that lists of notices have in common: what a notice is about, and where it stands. Each
//! page puts them into a form of its own.

use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::id::ComponentKey;
use domain::listing::Listing;
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use leptos::prelude::*;

/// The fields, in the order every page has them.
pub fn notice_filters(request: &PageRequest, listing: &Listing) -> impl IntoView + use<> {
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
    view! {
        {select("impact", text!(locale, notices.filter.impact), any(), impact, listing.impact.map(Impact::word))}
        {select("category", text!(locale, notices.filter.category), any(), category, listing.category.map(Category::word))}
        {components}
        {select("state", text!(locale, notices.filter.state), any(), state, listing.state.map(NoticeState::word))}
        {select("kind", text!(locale, notices.filter.kind), any(), kind, listing.kind.map(NoticeKind::word))}
    }
}

/// The button that applies them, with a way to be rid of them where there is one.
pub fn apply_filters(request: &PageRequest, clear: Option<String>) -> impl IntoView + use<> {
    let locale = request.locale;
    let clear = clear.map(|address| view! { <a href=address>{text!(locale, notices.filter.clear)}</a> });
    view! {
        <div class="filters-do">
            <button class="button" type="submit">{text!(locale, notices.filter.apply)}</button>
            {clear}
        </div>
    }
}

/// A filter: its values by their words, none chosen at first.
pub fn select(
    name: &'static str,
    label: String,
    empty: String,
    options: Vec<(String, String)>,
    chosen: Option<&str>,
) -> impl IntoView + use<> {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, text)| {
            let is_chosen = chosen == Some(value.as_str());
            view! { <option value=value selected=is_chosen>{text}</option> }
        })
        .collect();
    view! {
        <label class="field">
            <span>{label}</span>
            <select name=name>
                <option value="">{empty}</option>
                {options}
            </select>
        </label>
    }
}
