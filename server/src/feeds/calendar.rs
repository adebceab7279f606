//! The calendar: what an anonymous reader has in theirs, or what one person has, by the filters of the list, in
//! either language. An event keeps its UID through every change of its date; how often that may have changed
//! is its sequence, and both come from the timeline alone.

use super::{Dated, Follower, Selection, categories, host, modified_at, service, titled};
use app::ssr::{calendar as words, dates, private_feed};
use chrono::{DateTime, Utc};
use domain::calendar::{Entry, EntryKind, When, entries, sequence};
use domain::catalogue::Catalogue;
use domain::locale::Locale;
use domain::publication::Publication;
use publishing::feed::{Calendar, CalendarEvent};

/// How many events a calendar holds: the latest. Years of an ordinary provider; what is older leaves a
/// subscriber's calendar only when something newer comes.
pub const MOST_EVENTS: usize = 1_000;

/// The calendar a reader gets at `now`. `is_acknowledged` tells whether they have acknowledged a publication in a
/// way that counts: then nothing is due.
pub fn calendar(
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    selection: &Selection,
    public_url: &str,
    follower: Follower<'_>,
    is_acknowledged: impl Fn(&Publication) -> bool,
) -> Dated<Calendar> {
    let locale = selection.locale;
    let mut entries = entries(catalogue, follower.viewer(), now, &selection.listing, is_acknowledged);
    entries.sort_by_key(|entry| entry.when.first_day());
    let skipped = entries.len().saturating_sub(MOST_EVENTS);
    let entries = &entries[skipped..];
    let events = entries.iter().map(|entry| event(catalogue, entry, now, locale, public_url)).collect();
    let modified_at = modified_at(selection, catalogue.visible(follower.viewer(), now));
    let service = service(catalogue, locale);
    let (name, description) = match follower {
        Follower::Everyone(_) => {
            let name = format!("{service} {}", words::feed_title(locale)).trim().to_owned();
            (name, words::feed_description(locale))
        }
        Follower::One(reader) => private_feed::calendar(locale, service, &reader.viewer),
    };
    let feed = Calendar {
        name,
        description,
        home: format!("{public_url}{}{}", locale.address("/calendar"), selection.listing.query()),
        self_url: follower.self_url(selection, public_url),
        locale,
        events,
    };
    Dated { feed, modified_at }
}

fn event(catalogue: &Catalogue, entry: &Entry, now: DateTime<Utc>, wanted: Locale, public_url: &str) -> CalendarEvent {
    let publication = &entry.publication;
    let (edition, locale) = publication.current.editions.get_with_locale(wanted);
    let url = format!("{public_url}{}", wanted.address(&publication.key.path()));
    let what = words::kind(locale, entry.kind);
    let title = match entry.kind {
        EntryKind::Change => edition.title.clone(),
        _ => format!("{what}: {}", edition.title),
    };
    let when = match entry.when {
        When::Span(planned) => dates::span(locale, planned),
        When::Day(day) => dates::day(locale, day),
    };
    CalendarEvent {
        uid: uid(publication, entry.kind, public_url),
        sequence: sequence(publication, now),
        changed_at: publication.updated_at(),
        published_at: publication.publish_at,
        when: entry.when,
        summary: titled(publication, &title, locale),
        description: description(publication, &edition.summary, &format!("{what}: {when}"), &url),
        url,
        categories: publication.notice().map(|facts| categories(catalogue, facts, wanted)).unwrap_or_default(),
        locale,
        is_cancelled: entry.is_called_off,
    }
}

/// Of what was withdrawn only number, title and date stay.
fn description(publication: &Publication, summary: &str, date: &str, url: &str) -> String {
    let number = publication.key.name();
    if publication.is_withdrawn() {
        format!("{number}\n{url}")
    } else {
        format!("{summary}\n\n{date}\n{number}\n{url}")
    }
}

/// The same through every revision, language and filter (RFC 7986 §5.3).
fn uid(publication: &Publication, kind: EntryKind, public_url: &str) -> String {
    format!("{}-{}@{}", publication.key.name(), kind.word().replace('_', "-"), host(public_url))
}
