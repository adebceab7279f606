//! The list of notices: filters, order and page in the query string, grouped by month.

use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::notice_row::notice_row;
use crate::components::pagination::pagination;
use crate::ssr::notice_row::notice_row as row_view;
use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use crate::views::notice_row::NoticeRow;
use domain::catalogue::Page;
use domain::listing::{Listing, Order};
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use leptos::prelude::*;

/// `/notices`
#[component]
pub fn NoticesPage() -> impl IntoView {
    PageRequest::current().map(|request| notices(&request))
}

fn notices(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let (listing, problem) = match Listing::parse(request.query_pairs()) {
        Ok(listing) => (listing, None),
        Err(error) => {
            let text = text!(locale, notices.filter_unknown, key = error.key, value = error.value);
            (Listing::default(), Some(banner(Tone::Problem, view! { <p>{text}</p> })))
        }
    };
    let page = request.catalogue.list(&request.viewer, request.now, &listing, |notice| request.is_read(notice));
    let rows: Vec<_> = page.notices.iter().filter_map(|notice| row_view(request, notice)).collect();
    let title = text!(locale, notices.title);
    let done = (request.query("done") == Some("all-read"))
        .then(|| banner(Tone::Done, view! { <p>{text!(locale, notices.all_marked_read)}</p> }));
    view! {
        {head(request, &title, &text!(locale, notices.description))}
        {breadcrumbs(request, &[(title.clone(), None)])}
        <div class="title-line">
            <h1>{title.clone()}</h1>
            {mark_all_read(request)}
        </div>
        {problem}
        {done}
        {filters(request, &listing)}
        {count_line(request, &listing, &page)}
        {list(request, &listing, &rows)}
        {pagination(request, &listing, page.number, page.pages)}
    }
    .into_any()
}

fn mark_all_read(request: &PageRequest) -> Option<impl IntoView + use<>> {
    (request.unread_count() > 0).then(|| {
        view! {
            <form method="post" action="/actions/mark-all-read">
                <input type="hidden" name="back" value=request.to("/notices?done=all-read")/>
                <button class="button" type="submit">{text!(request.locale, notices.mark_all_read)}</button>
            </form>
        }
    })
}

fn filters(request: &PageRequest, listing: &Listing) -> impl IntoView + use<> {
    let locale = request.locale;
    let components = request.service().map(|service| {
        let options = service.components.iter().map(|c| (c.key.to_string(), c.name.get(locale).clone())).collect();
        let chosen = listing.component.as_ref().map(domain::id::ComponentKey::as_str);
        select("component", text!(locale, notices.filter.component), text!(locale, notices.filter.any), options, chosen)
    });
    let any = || text!(locale, notices.filter.any);
    let kind = NoticeKind::ALL.iter().map(|kind| (kind.word().to_owned(), words::kind(locale, *kind))).collect();
    let category = Category::ALL.iter().map(|c| (c.word().to_owned(), words::category(locale, *c))).collect();
    let impact = Impact::ALL.iter().map(|i| (i.word().to_owned(), words::impact(locale, *i))).collect();
    let state = NoticeState::ALL.iter().map(|s| (s.word().to_owned(), words::state(locale, *s))).collect();
    let order = vec![(Order::Date.word().to_owned(), text!(locale, notices.order.date))];
    let unread = request.viewer.user().map(|_| {
        view! {
            <label class="check">
                <input type="checkbox" name="unread" value="1" checked=listing.unread/>
                <span>{text!(locale, notices.filter.unread)}</span>
            </label>
        }
    });
    let clear = listing
        .is_filtered()
        .then(|| view! { <a href=request.to("/notices")>{text!(locale, notices.filter.clear)}</a> });
    view! {
        <form class="filters" method="get" action=request.to("/notices") aria-label=text!(locale, notices.filter.label)>
            {select("impact", text!(locale, notices.filter.impact), any(), impact, listing.impact.map(Impact::word))}
            {select("category", text!(locale, notices.filter.category), any(), category, listing.category.map(Category::word))}
            {components}
            {select("state", text!(locale, notices.filter.state), any(), state, listing.state.map(NoticeState::word))}
            {select("kind", text!(locale, notices.filter.kind), any(), kind, listing.kind.map(NoticeKind::word))}
            {select("order", text!(locale, notices.order.label), text!(locale, notices.order.published), order, listing.order.map(Order::word))}
            {unread}
            <div class="filters-do">
                <button class="button" type="submit">{text!(locale, notices.filter.apply)}</button>
                {clear}
            </div>
        </form>
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

fn count_line(request: &PageRequest, listing: &Listing, page: &Page) -> impl IntoView + use<> {
    let count = text!(request.locale, notices.count, count = page.total);
    let feed = listing_feed(request, listing);
    view! { <p class="sub count-line"><span>{count}</span> <a href=feed>{text!(request.locale, notices.as_feed)}</a></p> }
}

/// The feed with the same filters.
fn listing_feed(request: &PageRequest, listing: &Listing) -> String {
    let query = Listing { unread: false, order: None, page: 0, ..listing.clone() }.query();
    match (request.locale, query.is_empty()) {
        (domain::locale::Locale::Ja, _) => format!("/feeds/notices.rss{query}"),
        (domain::locale::Locale::En, true) => "/feeds/notices.rss?lang=en".to_owned(),
        (domain::locale::Locale::En, false) => format!("/feeds/notices.rss{query}&lang=en"),
    }
}

fn list(request: &PageRequest, listing: &Listing, rows: &[NoticeRow]) -> AnyView {
    let locale = request.locale;
    if rows.is_empty() {
        let text =
            if listing.is_filtered() { text!(locale, notices.none_found) } else { text!(locale, notices.none_yet) };
        return view! { <p class="empty">{text}</p> }.into_any();
    }
    if listing.order == Some(Order::Date) {
        let items: Vec<_> = rows.iter().map(|row| notice_row(request, row)).collect();
        return view! { <ul class="rows">{items}</ul> }.into_any();
    }
    let months: Vec<_> = rows
        .chunk_by(|a, b| a.month == b.month)
        .map(|month| {
            let items: Vec<_> = month.iter().map(|row| notice_row(request, row)).collect();
            view! {
                <section class="month">
                    <h2>{month[0].month.clone()}</h2>
                    <ul class="rows">{items}</ul>
                </section>
            }
        })
        .collect();
    months.into_any()
}
