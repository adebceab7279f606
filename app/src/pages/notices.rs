//! The list of notices: filters, order and page in the query string, grouped by month.

use crate::components::banner::{Tone, banner};
use crate::components::filters::{apply_filters, notice_filters, select};
use crate::components::head::{breadcrumbs, head};
use crate::components::notice_row::notice_row_with_tools;
use crate::components::pagination::pagination;
use crate::ssr::notice_row::notice_row as row_view;
use crate::ssr::page_request::PageRequest;
use crate::text;
use crate::views::notice_row::NoticeRow;
use domain::catalogue::Page;
use domain::listing::{Listing, Order};
use domain::publication::PublicationKind;
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
    let page = request.catalogue.list(&request.viewer, request.now, &listing, |notice| request.mine(notice));
    let rows: Vec<_> = page.notices.iter().filter_map(|notice| row_view(request, notice)).collect();
    let title = if listing.archived { text!(locale, reading.archive_title) } else { text!(locale, notices.title) };
    let introduction =
        listing.archived.then(|| view! { <p class="lead">{text!(locale, reading.archive_introduction)}</p> });
    view! {
        {head(request, &title, &text!(locale, notices.description))}
        {breadcrumbs(request, &[(title.clone(), None)])}
        <div class="title-line">
            <h1>{title.clone()}</h1>
            <div class="title-do">{mark_all_read(request)} {archive_all_read(request)}</div>
        </div>
        {introduction}
        {problem}
        {outcome(request, &listing)}
        {filters(request, &listing)}
        {count_line(request, &listing, &page)}
        {pinned(request, &listing, &page)}
        {list(request, &listing, &rows, page.pinned.is_empty())}
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

/// Offered where it would do something.
fn archive_all_read(request: &PageRequest) -> Option<impl IntoView + use<>> {
    let has_any = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .any(|notice| request.can_be_archived_in_bulk(notice));
    has_any.then(|| {
        view! {
            <form method="post" action="/actions/archive-all-read">
                <input type="hidden" name="back" value=request.to("/notices?done=archived-all")/>
                <button class="button" type="submit">{text!(request.locale, reading.archive_all_read)}</button>
            </form>
        }
    })
}

/// What became of the form that led here, with the way back where there is one.
fn outcome(request: &PageRequest, listing: &Listing) -> Option<AnyView> {
    let locale = request.locale;
    // Only what is a notice's number is said again.
    let of = request.query("of").and_then(|number| domain::id::NoticeId::parse(number).ok());
    let number = of.as_ref().map(ToString::to_string);
    match (request.query("done")?, number) {
        ("all-read", _) => Some(banner(Tone::Done, view! { <p>{text!(locale, notices.all_marked_read)}</p> })),
        ("archived-all", _) => Some(banner(Tone::Done, view! { <p>{text!(locale, reading.done.archived_all)}</p> })),
        ("unread", Some(number)) => {
            Some(banner(Tone::Done, view! { <p>{text!(locale, reading.done.unread, number = number)}</p> }))
        }
        ("archived", Some(number)) => {
            let back = format!("{}#{number}", list_address(request, listing));
            Some(banner(
                Tone::Done,
                view! {
                    <form method="post" action="/actions/unarchive-notice" class="undo">
                        <span>{text!(locale, reading.done.archived, number = number.clone())}</span>
                        <input type="hidden" name="name" value=number/>
                        <input type="hidden" name="back" value=back/>
                        <button class="quiet" type="submit">{text!(locale, reading.undo)}</button>
                    </form>
                },
            ))
        }
        _ => None,
    }
}

/// This list's own address, without what was just done.
fn list_address(request: &PageRequest, listing: &Listing) -> String {
    format!("{}{}", request.to("/notices"), listing.query())
}

/// What the viewer pinned, above all others.
fn pinned(request: &PageRequest, listing: &Listing, page: &Page) -> Option<impl IntoView + use<>> {
    if page.pinned.is_empty() {
        return None;
    }
    let back = list_address(request, listing);
    let rows: Vec<_> = page.pinned.iter().filter_map(|notice| row_view(request, notice)).collect();
    let items: Vec<_> = rows.iter().map(|row| notice_row_with_tools(request, row, &back)).collect();
    Some(view! {
        <section class="month pinned">
            <h2 class="icon icon-pin">{text!(request.locale, reading.pinned)}</h2>
            <ul class="rows">{items}</ul>
        </section>
    })
}

fn filters(request: &PageRequest, listing: &Listing) -> impl IntoView + use<> {
    let locale = request.locale;
    let order = vec![(Order::Date.word().to_owned(), text!(locale, notices.order.date))];
    let check = |name: &'static str, label: String, is_checked: bool| {
        view! {
            <label class="check">
                <input type="checkbox" name=name value="1" checked=is_checked/>
                <span>{label}</span>
            </label>
        }
    };
    let mine = request.viewer.user().map(|_| {
        view! {
            <div class="checks-line">
                {check("unread", text!(locale, notices.filter.unread), listing.unread)}
                {check("needs_action", text!(locale, reading.filter.needs_action), listing.needs_action)}
                {check("pinned", text!(locale, reading.filter.pinned), listing.pinned)}
                {check("archived", text!(locale, reading.filter.archived), listing.archived)}
            </div>
        }
    });
    let clear = listing.is_filtered().then(|| request.to("/notices"));
    view! {
        <form class="filters" method="get" action=request.to("/notices") aria-label=text!(locale, notices.filter.label)>
            {notice_filters(request, listing)}
            {select("order", text!(locale, notices.order.label), text!(locale, notices.order.published), order, listing.order.map(Order::word))}
            {mine}
            {apply_filters(request, clear)}
        </form>
    }
}

fn count_line(request: &PageRequest, listing: &Listing, page: &Page) -> impl IntoView + use<> {
    let count = text!(request.locale, notices.count, count = page.total);
    let feed = listing_feed(request, listing);
    let archive = (request.viewer.user().is_some() && !listing.archived).then(|| {
        view! { <a href=request.to("/notices?archived=1")>{text!(request.locale, reading.show_archive)}</a> }
    });
    view! {
        <p class="sub count-line">
            <span>{count}</span>
            <span class="count-links">{archive} " " <a href=feed>{text!(request.locale, notices.as_feed)}</a></span>
        </p>
    }
}

/// The feed with the same filters.
fn listing_feed(request: &PageRequest, listing: &Listing) -> String {
    let query = listing.for_everyone().query();
    match (request.locale, query.is_empty()) {
        (domain::locale::Locale::Ja, _) => format!("/feeds/notices.rss{query}"),
        (domain::locale::Locale::En, true) => "/feeds/notices.rss?lang=en".to_owned(),
        (domain::locale::Locale::En, false) => format!("/feeds/notices.rss{query}&lang=en"),
    }
}

fn list(request: &PageRequest, listing: &Listing, rows: &[NoticeRow], is_alone: bool) -> AnyView {
    let locale = request.locale;
    let back = list_address(request, listing);
    if rows.is_empty() {
        if !is_alone {
            return ().into_any();
        }
        let is_archive = *listing == Listing { archived: true, page: listing.page, ..Listing::default() };
        let text = if is_archive {
            text!(locale, reading.archive_empty)
        } else if listing.is_filtered() {
            text!(locale, notices.none_found)
        } else {
            text!(locale, notices.none_yet)
        };
        return view! { <p class="empty">{text}</p> }.into_any();
    }
    if listing.order == Some(Order::Date) {
        let items: Vec<_> = rows.iter().map(|row| notice_row_with_tools(request, row, &back)).collect();
        return view! { <ul class="rows">{items}</ul> }.into_any();
    }
    let months: Vec<_> = rows
        .chunk_by(|a, b| a.month == b.month)
        .map(|month| {
            let items: Vec<_> = month.iter().map(|row| notice_row_with_tools(request, row, &back)).collect();
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
