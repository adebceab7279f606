//! One entry of the calendar: a mark for what it stands for, when, and the notice it leads to. What was cancelled
//! or taken back is struck and says which in a word.

use super::mark::state_tag;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{calendar, dates, words};
use crate::text;
use chrono::NaiveDate;
use domain::calendar::{Entry, EntryKind, When};
use domain::locale::Locale;
use domain::notice::Planned;
use leptos::prelude::*;

/// The entry as it stands on one day of a month.
pub fn on_day(request: &PageRequest, entry: &Entry, day: NaiveDate) -> impl IntoView + use<> {
    line(request, entry, time_on(request.locale, entry.when, day))
}

/// The entry by itself, with the whole of its time.
pub fn whole(request: &PageRequest, entry: &Entry) -> impl IntoView + use<> {
    let time = match entry.when {
        When::Span(planned) if entry.when.first_day() != entry.when.last_day() => {
            Some(dates::span(request.locale, planned))
        }
        when => time_on(request.locale, when, when.first_day()),
    };
    line(request, entry, time)
}

fn line(request: &PageRequest, entry: &Entry, time: Option<String>) -> impl IntoView + use<> {
    let locale = request.locale;
    let publication = &entry.publication;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let title = edition.title.clone();
    let title = if entry.is_called_off { view! { <s>{title}</s> }.into_any() } else { title.into_any() };
    let called_off = entry.is_called_off.then(|| {
        let state = publication.state(request.now);
        state_tag(state, words::state(locale, state))
    });
    view! {
        <li class="entry">
            <span class="entry-marks">
                <span class=shape(entry.kind)>{calendar::kind(locale, entry.kind)}</span>
                {called_off}
                {time.map(|time| view! { <span class="entry-time">{time}</span> })}
            </span>
            <a href=request.to(&publication.key.path()) lang=lang>{title}</a>
        </li>
    }
}

/// The shape that goes with the word.
const fn shape(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Change => "mark mark-change",
        EntryKind::Effective => "mark mark-effective",
        EntryKind::ActBy => "mark mark-act-by",
        EntryKind::Acknowledge => "mark mark-acknowledge",
    }
}

/// What is said of an entry's time on one of its days; nothing of a whole day.
fn time_on(locale: Locale, when: When, day: NaiveDate) -> Option<String> {
    let When::Span(Planned { start, end }) = when else { return None };
    let time = dates::time_of_day;
    let (first, last) = (when.first_day(), when.last_day());
    Some(match end {
        None => time(start),
        Some(end) if first == last => format!("{}–{}", time(start), time(end)),
        Some(_) if day == first => text!(locale, calendar.from, time = time(start)),
        Some(end) if day == last => text!(locale, calendar.until, time = time(end)),
        Some(_) => text!(locale, calendar.continues),
    })
}

#[cfg(test)]
mod tests {
    use super::time_on;
    use domain::calendar::When;
    use domain::locale::Locale;
    use domain::notice::Planned;

    #[test]
    fn each_day_of_a_long_change_says_which_part_of_it() {
        let at = |text: &str| text.parse().unwrap();
        let when = When::Span(Planned { start: at("2027-03-01T01:00:00Z"), end: Some(at("2027-03-03T02:30:00Z")) });
        let said = |day: &str| time_on(Locale::En, when, day.parse().unwrap()).unwrap();
        assert_eq!(said("2027-03-01"), "from 10:00");
        assert_eq!(said("2027-03-02"), "continues");
        assert_eq!(said("2027-03-03"), "until 11:30");
        assert_eq!(time_on(Locale::En, When::Day("2027-03-01".parse().unwrap()), "2027-03-01".parse().unwrap()), None);
    }
}
