//! One search over notices, disclosures and policies; words, filters and page in the query string.

use crate::components::banner::{Tone, banner};
use crate::components::filters::{apply_filters, notice_filters};
use crate::components::head::{breadcrumbs, head};
use crate::components::pagination::page_links;
use crate::components::ready::when_ready;
use crate::components::search_row::search_row;
use crate::error::AppError;
use crate::ssr::page_request::{PageRequest, encode};
use crate::ssr::search_row::{search_row as row_view, shown_in};
use crate::ssr::words;
use crate::text;
use crate::views::search_row::SearchRow;
use domain::listing::Listing;
use domain::publication::PublicationKind;
use domain::search::{LONGEST_QUERY, MOST_WORDS, Query, Search, SearchHit, SearchPage as Results};
use leptos::prelude::*;
use leptos_meta::Meta;

/// `/search`
#[component]
pub fn SearchPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), search(request)))
}

async fn search(request: PageRequest) -> Result<AnyView, AppError> {
    let locale = request.locale;
    let pairs: Vec<_> = request.query_pairs().collect();
    let (search, problem) = match Search::parse(pairs.iter().copied()) {
        Ok(search) => (search, None),
        Err(error) => {
            let text = text!(locale, search.filter_unknown, key = error.key, value = error.value);
            let problem = banner(Tone::Problem, view! { <p>{text}</p> });
            (Search::words_only(pairs.iter().copied()), Some(problem))
        }
    };
    let query = Query::parse(&search.text);
    let search = Search { text: search.text.chars().take(LONGEST_QUERY).collect(), ..search };
    let results = request.portal.store.search(&request.viewer, request.now, &request.catalogue, &search).await?;
    let rows = rows(&request, &query, &results).await?;
    let cut = query.is_cut().then(|| {
        let text = text!(locale, search.cut, characters = LONGEST_QUERY, words = MOST_WORDS);
        banner(Tone::Note, view! { <p id="cut">{text}</p> })
    });
    let title = if query.is_empty() {
        text!(locale, search.title)
    } else {
        text!(locale, search.title_of, words = shortened(&search.text))
    };
    // The head of a signed-in reader's pages says so already.
    let robots = request.viewer.user().is_none().then(|| view! { <Meta name="robots" content="noindex"/> });
    Ok(view! {
        {head(&request, &title, &text!(locale, search.description))}
        {robots}
        {breadcrumbs(&request, &[(text!(locale, search.title), None)])}
        <h1>{title.clone()}</h1>
        {problem}
        {cut}
        {form(&request, &search, &query)}
        {if query.is_empty() { start(&request).into_any() } else { results_view(&request, &search, &results, &rows) }}
    }
    .into_any())
}

fn form(request: &PageRequest, search: &Search, query: &Query) -> impl IntoView + use<> {
    let locale = request.locale;
    let of = search.of.map(|of| view! { <input type="hidden" name="of" value=of.word()/> });
    let described_by = if query.is_cut() { "search-hint cut" } else { "search-hint" };
    view! {
        <form class="search-form" role="search" method="get" action=request.to("/search") aria-label=text!(locale, search.title)>
            <div class="search-words">
                <label class="field">
                    <span>{text!(locale, search.field)}</span>
                    <input type="search" name="q" value=search.text.clone() autocomplete="off" aria-describedby=described_by/>
                </label>
                <button class="primary" type="submit">{text!(locale, search.submit)}</button>
            </div>
            <p class="sub" id="search-hint">{text!(locale, search.hint)}</p>
            {of}
            {filters(request, &search.listing)}
        </form>
    }
}

fn filters(request: &PageRequest, listing: &Listing) -> impl IntoView + use<> {
    let locale = request.locale;
    view! {
        <details class="search-filters" open=listing.is_filtered()>
            <summary>{text!(locale, search.filters)}</summary>
            <div class="filters">
                {notice_filters(request, listing)}
                {apply_filters(request, None)}
            </div>
        </details>
    }
}

/// The rows of what was found, with excerpts from the texts.
async fn rows(request: &PageRequest, query: &Query, results: &Results) -> Result<Vec<SearchRow>, AppError> {
    let wanted = |hit: &SearchHit| shown_in(hit, request.locale);
    let texts: Vec<_> = results.hits.iter().map(|hit| (&*hit.publication, wanted(hit))).collect();
    let texts = request.portal.store.plain_bodies(&texts).await?;
    Ok(results.hits.iter().zip(&texts).map(|(hit, text)| row_view(request, query, hit, text)).collect())
}

fn results_view(request: &PageRequest, search: &Search, results: &Results, rows: &[SearchRow]) -> AnyView {
    let locale = request.locale;
    let sorts = sorts(request, search, results);
    if results.hits.is_empty() {
        return view! { {sorts} {none(request, search)} }.into_any();
    }
    let rows: Vec<_> = rows.iter().map(|row| search_row(request, row)).collect();
    let links = page_links(request, results.number, results.pages, &|page| {
        address(request, &Search { listing: Listing { page, ..search.listing.clone() }, ..search.clone() })
    });
    view! {
        {sorts}
        <p class="sub" role="status">{text!(locale, search.found, count = results.total)}</p>
        <ul class="rows">{rows}</ul>
        {links}
    }
    .into_any()
}

/// How many there are of each sort, as links to those.
fn sorts(request: &PageRequest, search: &Search, results: &Results) -> impl IntoView + use<> {
    let locale = request.locale;
    let first_page = Listing { page: 0, ..search.listing.clone() };
    let link = |of: Option<PublicationKind>, name: String, count: usize| {
        let current = (search.of == of).then_some("page");
        let address = address(request, &Search { of, listing: first_page.clone(), ..search.clone() });
        let text = text!(locale, search.sort_count, name = name, count = count);
        view! { <li><a href=address aria-current=current>{text}</a></li> }
    };
    let all = link(None, text!(locale, search.all), results.of_kind.iter().sum());
    let each: Vec<_> = PublicationKind::ALL
        .iter()
        .zip(results.of_kind)
        .map(|(kind, count)| link(Some(*kind), words::sort(locale, *kind), count))
        .collect();
    view! { <nav class="sorts" aria-label=text!(locale, search.sorts)><ul>{all}{each}</ul></nav> }
}

fn none(request: &PageRequest, search: &Search) -> impl IntoView + use<> {
    let locale = request.locale;
    let words = shortened(&search.text);
    let without = search.is_filtered().then(|| {
        let address = address(request, &Search { text: search.text.clone(), ..Search::default() });
        view! { <li><a href=address>{text!(locale, search.without_filters)}</a></li> }
    });
    let said = if search.is_filtered() {
        text!(locale, search.none_filtered, words = words)
    } else {
        text!(locale, search.none, words = words)
    };
    view! {
        <p class="search-none" role="status">{said}</p>
        <ul class="lead-on">
            {without}
            <li>{text!(locale, search.try_shorter)}</li>
            <li>{text!(locale, search.try_other)}</li>
        </ul>
        {browse(request)}
    }
}

fn start(request: &PageRequest) -> impl IntoView + use<> {
    view! {
        <p>{text!(request.locale, search.start)}</p>
        {browse(request)}
    }
}

fn browse(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let links: Vec<_> = PublicationKind::ALL
        .iter()
        .map(|kind| {
            let path = match kind {
                PublicationKind::Notice => "/notices",
                PublicationKind::Disclosure => "/disclosures",
                PublicationKind::Policy => "/policies",
            };
            view! { <li><a href=request.to(path)>{words::sort(locale, *kind)}</a></li> }
        })
        .collect();
    view! {
        <section class="browse">
            <h2>{text!(locale, search.browse)}</h2>
            <ul class="inline-list">{links}</ul>
        </section>
    }
}

/// So many characters of a search are repeated in a heading.
const REPEATED: usize = 40;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(REPEATED) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The address of a search in the page's language.
fn address(request: &PageRequest, search: &Search) -> String {
    format!("{}?q={}{}", request.to("/search"), encode(&search.text), search.filters_query())
}
