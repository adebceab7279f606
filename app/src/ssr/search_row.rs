//! Builds the row of a publication that was found.

use super::dates;
use super::notice_row::notice_row;
use super::page_request::PageRequest;
use crate::text;
use crate::views::notice_row::RowDate;
use crate::views::search_row::SearchRow;
use domain::locale::Locale;
use domain::publication::{Publication, PublicationKind};
use domain::revision::Body;
use domain::search::{Document, Query, SearchHit, excerpt, marked};
use domain::zone::civil_date;

/// The row. Title and excerpt are in the page's language where that edition was found, else the
/// excerpt is in the language in which it was; `body` is the text in the language of [`shown_in`].
pub fn search_row(request: &PageRequest, query: &Query, hit: &SearchHit, body: &Body) -> SearchRow {
    let locale = request.locale;
    let publication = &hit.publication;
    let current = &publication.current;
    let (edition, written_in) = current.editions.get_with_locale(locale);
    let found_in = shown_in(hit, locale);
    let edition_found = current.editions.get(found_in);
    let document = Document::edition(&publication.key, &current.facts, edition_found, body, found_in);
    let notice = notice_row(request, publication);
    SearchRow {
        address: request.to(&publication.key.path()),
        title: marked(&edition.title, query),
        lang: written_in.tag_on(locale),
        excerpt: excerpt(&document, query),
        excerpt_lang: (found_in != locale).then(|| (found_in.tag(), language_of(locale, found_in))),
        sort: sort_of(locale, publication.key.kind()),
        date: notice.as_ref().map_or_else(|| date_of(request, publication), |row| row.date.clone()),
        notice,
    }
}

/// The language of the excerpt on a page of that language.
pub fn shown_in(hit: &SearchHit, locale: Locale) -> Locale {
    found_in(hit, hit.publication.current.editions.get_with_locale(locale).1)
}

/// The page's own edition if it has every word, else the one that has.
const fn found_in(hit: &SearchHit, own: Locale) -> Locale {
    match (own, hit.is_in_ja, hit.is_in_en) {
        (Locale::Ja, false, true) => Locale::En,
        (Locale::En, true, false) => Locale::Ja,
        _ => own,
    }
}

fn sort_of(locale: Locale, kind: PublicationKind) -> Option<String> {
    match kind {
        PublicationKind::Notice => None,
        PublicationKind::Disclosure => Some(text!(locale, search.one.disclosure)),
        PublicationKind::Policy => Some(text!(locale, search.one.policy)),
    }
}

fn language_of(locale: Locale, of: Locale) -> String {
    match of {
        Locale::Ja => text!(locale, search.in_japanese),
        Locale::En => text!(locale, search.in_english),
    }
}

fn date_of(request: &PageRequest, publication: &Publication) -> RowDate {
    let locale = request.locale;
    let (label, day) = if let Some(disclosure) = publication.disclosure() {
        (text!(locale, search.as_of), disclosure.as_of)
    } else if let Some(policy) = publication.policy() {
        (text!(locale, search.established), policy.established_on)
    } else {
        (text!(locale, search.published), civil_date(publication.publish_at))
    };
    RowDate { label, text: dates::short_day(locale, day, request.now), distance: None, machine: day.to_string() }
}
