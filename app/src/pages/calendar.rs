//! What comes when: a month as a table of its days, or an agenda from a day on. Month, day, view and filters
//! are in the query string.

use crate::components::banner::{Tone, banner};
use crate::components::calendar_entry;
use crate::components::calendar_filters::calendar_filters;
use crate::components::head::{breadcrumbs, head};
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use chrono::{Datelike, NaiveDate, Weekday};
use domain::calendar::{Agenda, Entry, entries, months_around, weeks_of};
use domain::listing::Listing;
use domain::locale::Locale;
use domain::notice::NoticeState;
use domain::zone::{civil_date, start_of_day};
use leptos::prelude::*;

/// How many entries an agenda has, unless one day has more; the rest is behind a link.
const MOST_IN_AGENDA: usize = 100;

/// The years one can leaf through.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2199;

/// What is asked of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Asked {
    /// The first day of a month; this month where it is not said.
    month: Option<NaiveDate>,
    /// The day on which the agenda begins, where that is not the first of the month.
    from: Option<NaiveDate>,
    is_agenda: bool,
    listing: Listing,
}

/// `/calendar`
#[component]
pub fn CalendarPage() -> impl IntoView {
    PageRequest::current().map(|request| calendar(&request))
}

fn calendar(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let (asked, problem) = match Asked::parse(request) {
        Ok(asked) => (asked, None),
        Err((key, value)) => {
            let text = text!(locale, calendar.unknown, key = key, value = value);
            (Asked::default(), Some(banner(Tone::Problem, view! { <p>{text}</p> })))
        }
    };
    let mut entries = entries(&request.catalogue, &request.viewer, request.now, &asked.listing, |publication| {
        request.acknowledged(publication).is_some()
    });
    // As in the list: a notice that was taken back is shown to those who ask for such.
    if asked.listing.state != Some(NoticeState::Withdrawn) {
        entries.retain(|entry| !entry.publication.is_withdrawn());
    }
    let today = civil_date(request.now);
    let content = if asked.is_agenda {
        agenda(request, &asked, &entries, asked.from.or(asked.month).unwrap_or(today))
    } else {
        month(request, &asked, &entries, asked.month.unwrap_or_else(|| first_of(asked.from.unwrap_or(today))))
    };
    let title = text!(locale, calendar.title);
    let clear = Asked { listing: Listing::default(), ..asked.clone() }.address(request);
    view! {
        {head(request, &title, &text!(locale, calendar.description))}
        {breadcrumbs(request, &[(title.clone(), None)])}
        <div class="title-line">
            <h1>{title.clone()}</h1>
            {views(request, &asked)}
        </div>
        {problem}
        {calendar_filters(request, &asked.listing, asked.own_pairs(), clear)}
        {content}
        {subscribe(request, &asked.listing)}
    }
    .into_any()
}

impl Asked {
    /// Reads the query; the first key whose value means nothing, where there is one.
    fn parse(request: &PageRequest) -> Result<Self, (&'static str, String)> {
        let listing = Listing::parse(request.query_pairs()).map_err(|error| (error.key, error.value))?;
        let listing = listing.for_everyone();
        let given = |key| request.query(key).filter(|value| !value.is_empty());
        let month = given("month").map(|value| month_of(value).ok_or_else(|| ("month", value.to_owned())));
        let from = given("from").map(|value| day_of(value).ok_or_else(|| ("from", value.to_owned())));
        let is_agenda = match given("view") {
            None | Some("month") => false,
            Some("agenda") => true,
            Some(other) => return Err(("view", other.to_owned())),
        };
        Ok(Self { month: month.transpose()?, from: from.transpose()?, is_agenda, listing })
    }

    /// View, month and day as pairs of a query.
    fn own_pairs(&self) -> Vec<(&'static str, String)> {
        let view = self.is_agenda.then(|| ("view", "agenda".to_owned()));
        let month = self.month.map(|month| ("month", month.format("%Y-%m").to_string()));
        let from = self.from.map(|day| ("from", day.to_string()));
        view.into_iter().chain(month).chain(from).collect()
    }

    fn address(&self, request: &PageRequest) -> String {
        let mut query = self.listing.query();
        for (key, value) in self.own_pairs() {
            query.push(if query.is_empty() { '?' } else { '&' });
            query.push_str(key);
            query.push('=');
            query.push_str(&value);
        }
        format!("{}{query}", request.to("/calendar"))
    }
}

/// The first day of `2027-03`.
fn month_of(text: &str) -> Option<NaiveDate> {
    let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1)
}

/// `2027-03-01`, written just so.
fn day_of(text: &str) -> Option<NaiveDate> {
    text.parse().ok().filter(|day: &NaiveDate| YEARS.contains(&day.year()) && day.to_string() == text)
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn views(request: &PageRequest, asked: &Asked) -> impl IntoView + use<> {
    let locale = request.locale;
    let link = |is_agenda: bool, name: String| {
        let address = Asked { is_agenda, ..asked.clone() }.address(request);
        let current = (is_agenda == asked.is_agenda).then_some("true");
        view! { <li><a href=address aria-current=current>{name}</a></li> }
    };
    view! {
        <nav class="views" aria-label=text!(locale, calendar.views)>
            <ul>
                {link(false, text!(locale, calendar.by_month))}
                {link(true, text!(locale, calendar.as_agenda))}
            </ul>
        </nav>
    }
}

/// The months one is led to: from the first that has something to the last, this month in any case.
/// Without such bounds whoever follows links (a search engine) would never come to an end.
fn bounds(entries: &[Entry], today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let first = entries.iter().map(|entry| entry.when.first_day()).chain([today]).min();
    let last = entries.iter().map(|entry| entry.when.last_day()).chain([today]).max();
    (first_of(first.unwrap_or(today)), first_of(last.unwrap_or(today)))
}

/// Previous month, this month, next month; `shown` is what one sees now.
fn moves(request: &PageRequest, asked: &Asked, entries: &[Entry], shown: NaiveDate) -> impl IntoView + use<> {
    let locale = request.locale;
    let to = |month: Option<NaiveDate>| Asked { month, from: None, ..asked.clone() }.address(request);
    let (first, last) = bounds(entries, civil_date(request.now));
    let around = months_around(shown);
    let previous = around.map(|(previous, _)| previous.min(last)).filter(|month| *month >= first);
    let next = around.map(|(_, next)| next.max(first)).filter(|month| *month <= last);
    let link = |month: Option<NaiveDate>, rel: &'static str, name: String| {
        month.map(|month| view! { <a class="button" rel=rel href=to(Some(month))>{name}</a> })
    };
    view! {
        <nav class="moves" aria-label=text!(locale, calendar.moves)>
            {link(previous, "prev", text!(locale, calendar.previous))}
            <a class="button" href=to(None)>{text!(locale, calendar.this_month)}</a>
            {link(next, "next", text!(locale, calendar.next))}
        </nav>
    }
}

fn month(request: &PageRequest, asked: &Asked, entries: &[Entry], first: NaiveDate) -> AnyView {
    let locale = request.locale;
    // In Japan a calendar's week begins on Sunday.
    let first_weekday = if locale == Locale::Ja { Weekday::Sun } else { Weekday::Mon };
    let weeks = weeks_of(first, first_weekday);
    let heads: Vec<_> = weeks
        .first()
        .into_iter()
        .flatten()
        .map(|day| view! { <th scope="col">{dates::weekday(locale, day.weekday())}</th> })
        .collect();
    let rows: Vec<_> = weeks
        .iter()
        .map(|week| {
            let cells: Vec<_> = week.iter().map(|day| cell(request, entries, first, *day)).collect();
            view! { <tr>{cells}</tr> }
        })
        .collect();
    let last = months_around(first).and_then(|(_, next)| next.pred_opt()).unwrap_or(first);
    let touches = |entry: &&Entry| entry.when.first_day() <= last && entry.when.last_day() >= first;
    let long: Vec<_> = entries
        .iter()
        .filter(touches)
        .filter(|entry| entry.when.is_long())
        .map(|entry| calendar_entry::whole(request, entry))
        .collect();
    let long = (!long.is_empty()).then(|| {
        view! {
            <div class="under-way">
                <h3>{text!(locale, calendar.under_way)}</h3>
                <ul class="entries">{long}</ul>
            </div>
        }
    });
    let is_empty = !entries.iter().any(|entry| touches(&entry));
    let nothing = is_empty.then(|| view! { <p class="empty">{text!(locale, calendar.nothing_this_month)}</p> });
    view! {
        <section class="calendar" aria-labelledby="month">
            <div class="title-line">
                <h2 id="month">{dates::month(locale, first)}</h2>
                {moves(request, asked, entries, first)}
            </div>
            {nothing}
            {long}
            <table class="month-table" aria-labelledby="month"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </section>
    }
    .into_any()
}

fn cell(request: &PageRequest, entries: &[Entry], month: NaiveDate, day: NaiveDate) -> impl IntoView + use<> {
    let locale = request.locale;
    if day.month() != month.month() {
        return view! { <td class="outside"></td> }.into_any();
    }
    let today = civil_date(request.now);
    let items: Vec<_> = entries
        .iter()
        .filter(|entry| entry.when.stands_on(day))
        .map(|entry| calendar_entry::on_day(request, entry, day))
        .collect();
    let class = match (items.is_empty(), day == today) {
        (true, true) => "today nothing",
        (true, false) => "nothing",
        (false, true) => "today",
        (false, false) => "",
    };
    let now = (day == today).then(|| view! { <span class="tag">{text!(locale, calendar.today)}</span> });
    let list = (!items.is_empty()).then(|| view! { <ul class="entries">{items}</ul> });
    view! {
        <td class=class>
            <time datetime=day.to_string()>
                <span class="short" aria-hidden="true">{day.day()}</span>
                <span class="long">{dates::day(locale, day)}</span>
            </time>
            {now}
            {list}
        </td>
    }
    .into_any()
}

fn agenda(request: &PageRequest, asked: &Asked, entries: &[Entry], from: NaiveDate) -> AnyView {
    let locale = request.locale;
    let Agenda { entries: ahead, next } = domain::calendar::agenda(entries, from, MOST_IN_AGENDA);
    let rest = next.map(|day| {
        let address = Asked { month: None, from: Some(day), ..asked.clone() }.address(request);
        view! { <p class="more"><a href=address>{text!(locale, calendar.later)}</a></p> }
    });
    let months: Vec<_> = ahead
        .chunk_by(|(a, _), (b, _)| first_of(*a) == first_of(*b))
        .map(|entries| {
            let days: Vec<_> =
                entries.chunk_by(|(a, _), (b, _)| a == b).map(|day| agenda_day(request, day[0].0, day)).collect();
            view! {
                <section class="month">
                    <h2>{dates::month(locale, entries[0].0)}</h2>
                    <ol class="agenda">{days}</ol>
                </section>
            }
        })
        .collect();
    let nothing = months.is_empty().then(|| view! { <p class="empty">{text!(locale, calendar.nothing_ahead)}</p> });
    view! {
        <div class="calendar">
            {moves(request, asked, entries, first_of(from))}
            {nothing}
            {months}
            {rest}
        </div>
    }
    .into_any()
}

fn agenda_day(request: &PageRequest, day: NaiveDate, entries: &[(NaiveDate, &Entry)]) -> impl IntoView + use<> {
    let locale = request.locale;
    let items: Vec<_> = entries.iter().map(|(_, entry)| calendar_entry::whole(request, entry)).collect();
    view! {
        <li>
            <p class="agenda-day">
                <time datetime=day.to_string()>{dates::short_day(locale, day, start_of_day(day))} " (" {dates::weekday(locale, day.weekday())} ")"</time>
                <span class="sub">{dates::distance(locale, day, request.now)}</span>
            </p>
            <ul class="entries">{items}</ul>
        </li>
    }
}

/// How to follow this selection in a calendar of one's own.
fn subscribe(request: &PageRequest, listing: &Listing) -> impl IntoView + use<> {
    let locale = request.locale;
    let query = listing.query();
    let path = match (locale, query.is_empty()) {
        (Locale::Ja, _) => format!("/feeds/calendar.ics{query}"),
        (Locale::En, true) => "/feeds/calendar.ics?lang=en".to_owned(),
        (Locale::En, false) => format!("/feeds/calendar.ics{query}&lang=en"),
    };
    let address = request.portal.absolute(&path);
    let rest = address.split_once(':').map_or(address.as_str(), |(_, rest)| rest);
    let webcal = format!("webcal:{rest}");
    let own = request.viewer.user().map(|_| {
        view! { <p><a href=request.to("/subscriptions#own-feeds")>{text!(locale, calendar.own)}</a></p> }
    });
    view! {
        <section class="subscribe" aria-labelledby="subscribe">
            <h2 id="subscribe">{text!(locale, calendar.subscribe)}</h2>
            <p>{text!(locale, calendar.subscribe_text)}</p>
            <p><a class="button" href=webcal>{text!(locale, calendar.open)}</a></p>
            <p class="sub">{text!(locale, calendar.open_text)}</p>
            <p><a class="address" href=path>{address}</a></p>
            {own}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::{day_of, month_of};

    #[test]
    fn a_month_is_four_digits_and_two() {
        assert_eq!(month_of("2027-03").unwrap().to_string(), "2027-03-01");
        for text in ["2027-13", "2027-3", "27-03", "9999-01", "2027-03-01", "+027-03", ""] {
            assert!(month_of(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_day_is_four_digits_and_two_and_two() {
        assert_eq!(day_of("2027-03-31").unwrap().to_string(), "2027-03-31");
        for text in ["2027-02-30", "2027-3-1", "27-03-01", "9999-01-01", "2027-03", " 2027-03-01", "+2027-03-01", ""] {
            assert!(day_of(text).is_none(), "{text}");
        }
    }
}
