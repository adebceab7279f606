//! A calendar to subscribe to: iCalendar (RFC 5545) with the properties of RFC 7986. It is a published
//! calendar and no invitation, so it has no `METHOD`. The same events give the same bytes: no date in
//! it comes from a clock.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::When;
use domain::locale::Locale;
use domain::notice::Planned;
use icalendar::{Component, Event as VEvent, EventLike, EventStatus, Property};

/// How often a subscriber is asked to look again: a date that moves should reach calendars the same day.
const REFRESH: TimeDelta = TimeDelta::hours(1);

/// The longest line in octets, without its end (RFC 5545 §3.1).
const LONGEST_LINE: usize = 75;

/// A calendar. All addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// What it has, one sentence.
    pub description: String,
    /// The page it belongs to.
    pub home: String,
    /// Its own address; `None` where that has a secret in it.
    pub self_url: Option<String>,
    /// Its language.
    pub locale: Locale,
    /// What stands in it, in any order.
    pub events: Vec<CalendarEvent>,
}

/// Something that stands in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// Never changes, also when the event moves: this is how a subscriber's calendar knows it again.
    pub uid: String,
    /// Rises whenever the event may have moved or ended.
    pub sequence: u32,
    /// When what is said here last changed.
    pub changed_at: DateTime<Utc>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// When it takes place.
    pub when: When,
    /// One line.
    pub summary: String,
    /// Plain text.
    pub description: String,
    /// Its page.
    pub url: String,
    /// Words to filter by.
    pub categories: Vec<String>,
    /// The language of its texts.
    pub locale: Locale,
    /// Whether it will not take place.
    pub is_cancelled: bool,
}

/// The calendar as iCalendar: times in UTC, days as whole days.
pub fn ics(calendar: &Calendar) -> String {
    let mut events: Vec<_> = calendar.events.iter().collect();
    events.sort_by(|a, b| (a.when.first_day(), &a.uid).cmp(&(b.when.first_day(), &b.uid)));
    let mut document = icalendar::Calendar::empty();
    let product = format!("-//Kairan//Kairan//{}", calendar.locale.tag().to_uppercase());
    let name = clean(&calendar.name);
    let refresh = REFRESH.to_string();
    document
        .append_property(("VERSION", "2.0"))
        .append_property(("PRODID", product.as_str()))
        .append_property(("CALSCALE", "GREGORIAN"))
        // The crate escapes only what RFC 5545 names, and NAME came later.
        .append_property(("NAME", escaped(&name).as_str()))
        .append_property(("X-WR-CALNAME", name.as_str()))
        .append_property(("DESCRIPTION", clean(&calendar.description).as_str()))
        .append_property(("X-WR-TIMEZONE", "Asia/Tokyo"))
        .append_property(("URL", calendar.home.as_str()));
    if let Some(own) = &calendar.self_url {
        document.append_property(Property::new("SOURCE", own.as_str()).add_parameter("VALUE", "URI").done());
    }
    document
        .append_property(Property::new("REFRESH-INTERVAL", refresh.as_str()).add_parameter("VALUE", "DURATION").done())
        .append_property(("X-PUBLISHED-TTL", refresh.as_str()));
    if let Some(changed) = events.iter().map(|event| event.changed_at).max() {
        document.append_property(("LAST-MODIFIED", utc(changed).as_str()));
    }
    for event in events {
        document.push(component(event));
    }
    folded(&document.to_string())
}

fn component(event: &CalendarEvent) -> VEvent {
    let language = event.locale.tag();
    let text = |name: &str, text: &str| Property::new(name, clean(text)).add_parameter("LANGUAGE", language).done();
    let mut component = VEvent::new();
    component
        .uid(&event.uid)
        .sequence(event.sequence)
        .timestamp(event.changed_at)
        .append_property(("CREATED", utc(event.published_at).as_str()))
        .append_property(("LAST-MODIFIED", utc(event.changed_at).as_str()))
        .append_property(text("SUMMARY", &event.summary))
        .append_property(text("DESCRIPTION", &event.description))
        .url(&event.url)
        // It tells of the service; it does not make its reader busy.
        .append_property(("TRANSP", "TRANSPARENT"))
        .status(if event.is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    if !event.categories.is_empty() {
        component.categories(event.categories.iter().map(|category| clean(category)));
    }
    match event.when {
        When::Span(Planned { start, end }) => {
            component.append_property(("DTSTART", utc(start).as_str()));
            if let Some(end) = end {
                component.append_property(("DTEND", utc(end).as_str()));
            }
        }
        When::Day(day) => {
            component.append_property(whole_day("DTSTART", day));
            component.append_property(whole_day("DTEND", day + TimeDelta::days(1)));
        }
    }
    component.done()
}

fn whole_day(name: &str, day: NaiveDate) -> Property {
    Property::new(name, day.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text without control characters but the ends of lines.
fn clean(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

/// RFC 5545 §3.3.11.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// Folds anew: the crate forgets the space that a continued line begins with, and so writes some of 76
/// octets.
fn folded(document: &str) -> String {
    let mut out = String::with_capacity(document.len() + document.len() / 16);
    for line in document.replace("\r\n ", "").split_terminator("\r\n") {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LONGEST_LINE {
                out.push_str("\r\n ");
                length = 1;
            }
            out.push(c);
            length += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn event(uid: &str, when: When) -> CalendarEvent {
        CalendarEvent {
            uid: uid.to_owned(),
            sequence: 2,
            changed_at: at("2026-11-25T01:00:00Z"),
            published_at: at("2026-11-20T01:00:00Z"),
            when,
            summary: "通話録音APIの応答形式を変更します; 移行, 確認".into(),
            description: "一行目\n二行目\\".into(),
            url: "https://portal.example/notices/SC-2026-0042".into(),
            categories: vec!["仕様変更".into(), "通話録音API, 旧版".into()],
            locale: Locale::Ja,
            is_cancelled: false,
        }
    }

    fn calendar(events: Vec<CalendarEvent>) -> Calendar {
        Calendar {
            name: "見本サービス お知らせ, 予定".into(),
            description: "変更の予定".into(),
            home: "https://portal.example/calendar".into(),
            self_url: Some("https://portal.example/feeds/calendar.ics?impact=informational&lang=en".into()),
            locale: Locale::Ja,
            events,
        }
    }

    fn span() -> When {
        When::Span(Planned { start: at("2027-02-28T17:00:00Z"), end: Some(at("2027-02-28T19:00:00Z")) })
    }

    /// The lines as a reader of the calendar takes them.
    fn lines(ics: &str) -> Vec<String> {
        ics.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn the_calendar_says_what_rfc_7986_names_and_is_no_invitation() {
        let lines = lines(&ics(&calendar(vec![event("a@portal.example", span())])));
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Kairan//Kairan//JA",
            "NAME:見本サービス お知らせ\\, 予定",
            "REFRESH-INTERVAL;VALUE=DURATION:PT3600S",
            "SOURCE;VALUE=URI:https://portal.example/feeds/calendar.ics?impact=informational&lang=en",
            "LAST-MODIFIED:20261125T010000Z",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|given| given == line), "{line} in {lines:#?}");
        }
        assert!(!lines.iter().any(|line| line.starts_with("METHOD")));
    }

    #[test]
    fn an_event_keeps_its_uid_and_carries_when_it_changed() {
        let moved = CalendarEvent { sequence: 3, ..event("a@portal.example", span()) };
        let lines = lines(&ics(&calendar(vec![moved])));
        for line in [
            "UID:a@portal.example",
            "SEQUENCE:3",
            "DTSTAMP:20261125T010000Z",
            "DTSTART:20270228T170000Z",
            "DTEND:20270228T190000Z",
            "STATUS:CONFIRMED",
            "SUMMARY;LANGUAGE=ja:通話録音APIの応答形式を変更します\\; 移行\\, 確認",
            "DESCRIPTION;LANGUAGE=ja:一行目\\n二行目\\\\",
            "CATEGORIES:仕様変更,通話録音API\\, 旧版",
            "URL:https://portal.example/notices/SC-2026-0042",
        ] {
            assert!(lines.iter().any(|given| given == line), "{line} in {lines:#?}");
        }
        assert_eq!(lines.iter().filter(|line| line.starts_with("UID")).count(), 1);
    }

    #[test]
    fn a_day_is_a_whole_day_and_what_is_cancelled_says_so() {
        let day = event("b@portal.example", When::Day("2027-02-26".parse().unwrap()));
        let lines = lines(&ics(&calendar(vec![CalendarEvent { is_cancelled: true, ..day }])));
        for line in ["DTSTART;VALUE=DATE:20270226", "DTEND;VALUE=DATE:20270227", "STATUS:CANCELLED"] {
            assert!(lines.iter().any(|given| given == line), "{line} in {lines:#?}");
        }
    }

    #[test]
    fn the_order_of_the_events_given_does_not_change_a_byte() {
        let day = When::Day("2027-02-26".parse().unwrap());
        let events = vec![event("a@portal.example", span()), event("b@portal.example", day)];
        let reversed = events.iter().rev().cloned().collect();
        assert_eq!(ics(&calendar(events)), ics(&calendar(reversed)));
    }

    #[test]
    fn a_calendar_without_events_is_still_a_calendar() {
        let empty = ics(&calendar(vec![]));
        assert!(empty.ends_with("END:VCALENDAR\r\n") && !empty.contains("LAST-MODIFIED"));
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_character_is_split(text in "[\\PC\\x00-\\x1f あ漢🗓️;,\\\\]{0,120}") {
            let mut event = event("a@portal.example", span());
            event.summary.clone_from(&text);
            event.description.clone_from(&text);
            event.categories = vec![text.clone()];
            let ics = ics(&Calendar { name: text.clone(), ..calendar(vec![event]) });
            for line in ics.split_terminator("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE, "{} octets: {line}", line.len());
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
            }
            let summary = format!("SUMMARY;LANGUAGE=ja:{}", escaped(&clean(&text)));
            prop_assert!(lines(&ics).contains(&summary));
        }
    }
}
