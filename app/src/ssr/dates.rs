//! Dates as people say them, in the viewer's language, in Japan's time. The patterns and the names of
//! days and months are in the locale files.

use crate::text;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use domain::locale::Locale;
use domain::notice::{KeyDate, Planned};
use domain::zone::{civil_date, days_until, jst};

/// 2026年11月20日(金) / Fri 20 November 2026
pub fn day(locale: Locale, day: NaiveDate) -> String {
    text!(
        locale,
        words.date.day,
        year = day.year(),
        month = month_name(locale, day.month()),
        date = day.day(),
        weekday = weekday(locale, day.weekday())
    )
}

/// 45分, 2時間15分, 3日: how long, to the minute within a day, to the hour beyond.
pub fn duration(locale: Locale, length: TimeDelta) -> String {
    let length = length.abs();
    let minutes = |count: i64| text!(locale, timeline.duration.minutes, count = count);
    let hours = |count: i64| text!(locale, timeline.duration.hours, count = count);
    let (whole_days, whole_hours) = (length.num_days(), length.num_hours() % 24);
    let (larger, smaller) = if whole_days > 0 {
        let rest = (whole_hours > 0).then(|| hours(whole_hours));
        (text!(locale, timeline.duration.days, count = whole_days), rest)
    } else if whole_hours > 0 {
        let rest = length.num_minutes() % 60;
        (hours(whole_hours), (rest > 0).then(|| minutes(rest)))
    } else {
        (minutes(length.num_minutes()), None)
    };
    match smaller {
        Some(smaller) => text!(locale, timeline.duration.two, larger = larger, smaller = smaller),
        None => larger,
    }
}

/// 2026年11月20日(金) 10:00 JST
pub fn moment(locale: Locale, at: DateTime<Utc>) -> String {
    text!(locale, words.date.moment, day = day(locale, civil_date(at)), time = time_of_day(at))
}

/// From start to end, the day said once where it is the same.
pub fn span(locale: Locale, planned: Planned) -> String {
    let Some(end) = planned.end else {
        return moment(locale, planned.start);
    };
    let start_day = day(locale, civil_date(planned.start));
    if civil_date(planned.start) == civil_date(end) {
        text!(
            locale,
            words.date.span_in_day,
            day = start_day,
            start = time_of_day(planned.start),
            end = time_of_day(end)
        )
    } else {
        text!(
            locale,
            words.date.span,
            start_day = start_day,
            start = time_of_day(planned.start),
            end_day = day(locale, civil_date(end)),
            end = time_of_day(end)
        )
    }
}

/// 11月20日 / 20 Nov; with the year where it is not this year's.
pub fn short_day(locale: Locale, day: NaiveDate, now: DateTime<Utc>) -> String {
    let month = short_month_name(locale, day.month());
    if day.year() == civil_date(now).year() {
        text!(locale, words.date.short_day, month = month, date = day.day())
    } else {
        text!(locale, words.date.short_day_of_year, year = day.year(), month = month, date = day.day())
    }
}

/// 2026年11月 / November 2026
pub fn month(locale: Locale, day: NaiveDate) -> String {
    text!(locale, words.date.month_of_year, year = day.year(), month = month_name(locale, day.month()))
}

/// あと25日, 今日, 3日前
pub fn distance(locale: Locale, day: NaiveDate, now: DateTime<Utc>) -> String {
    match days_until(day, now) {
        0 => text!(locale, words.date.today),
        days if days > 0 => text!(locale, words.date.days_left, count = days),
        days => text!(locale, words.date.days_ago, count = -days),
    }
}

/// What kind of date the key date is, in a word.
pub fn key_date_label(locale: Locale, date: KeyDate) -> String {
    match date {
        KeyDate::ActBy(_) => text!(locale, words.key_date.act_by),
        KeyDate::EffectiveOn(_) => text!(locale, words.key_date.effective_on),
        KeyDate::Planned(_) => text!(locale, words.key_date.planned),
        KeyDate::Published(_) => text!(locale, words.key_date.published),
        KeyDate::Completed(_) => text!(locale, words.key_date.completed),
        KeyDate::Cancelled(_) => text!(locale, words.key_date.cancelled),
        KeyDate::Withdrawn(_) => text!(locale, words.key_date.withdrawn),
    }
}

/// The day of a key date, in Japan.
pub fn key_date_day(date: KeyDate) -> NaiveDate {
    match date {
        KeyDate::ActBy(day) | KeyDate::EffectiveOn(day) => day,
        KeyDate::Planned(planned) => civil_date(planned.start),
        KeyDate::Published(at) | KeyDate::Completed(at) | KeyDate::Cancelled(at) | KeyDate::Withdrawn(at) => {
            civil_date(at)
        }
    }
}

/// 10:00
pub fn time_of_day(at: DateTime<Utc>) -> String {
    let at = at.with_timezone(&jst());
    format!("{}:{:02}", at.hour(), at.minute())
}

/// For `<time datetime>`: RFC 3339 with Japan's offset.
pub fn machine(at: DateTime<Utc>) -> String {
    at.with_timezone(&jst()).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// For a form's field: the time in Japan, without its offset.
pub fn local(at: DateTime<Utc>) -> String {
    at.with_timezone(&jst()).format("%Y-%m-%dT%H:%M").to_string()
}

/// The day of the week in one or three letters.
pub fn weekday(locale: Locale, weekday: Weekday) -> String {
    match weekday {
        Weekday::Mon => text!(locale, words.weekday.mon),
        Weekday::Tue => text!(locale, words.weekday.tue),
        Weekday::Wed => text!(locale, words.weekday.wed),
        Weekday::Thu => text!(locale, words.weekday.thu),
        Weekday::Fri => text!(locale, words.weekday.fri),
        Weekday::Sat => text!(locale, words.weekday.sat),
        Weekday::Sun => text!(locale, words.weekday.sun),
    }
}

fn month_name(locale: Locale, month: u32) -> String {
    match month {
        1 => text!(locale, words.month.january),
        2 => text!(locale, words.month.february),
        3 => text!(locale, words.month.march),
        4 => text!(locale, words.month.april),
        5 => text!(locale, words.month.may),
        6 => text!(locale, words.month.june),
        7 => text!(locale, words.month.july),
        8 => text!(locale, words.month.august),
        9 => text!(locale, words.month.september),
        10 => text!(locale, words.month.october),
        11 => text!(locale, words.month.november),
        _ => text!(locale, words.month.december),
    }
}

fn short_month_name(locale: Locale, month: u32) -> String {
    month_name(locale, month).chars().take(3).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn dates_read_as_people_say_them() {
        let start = at("2027-02-28T17:00:00Z");
        let planned = Planned { start, end: Some(at("2027-02-28T19:00:00Z")) };
        assert_eq!(span(Locale::Ja, planned), "2027年3月1日(月) 2:00–4:00 JST");
        assert_eq!(span(Locale::En, planned), "Mon 1 March 2027, 2:00–4:00 JST");
        assert_eq!(moment(Locale::Ja, at("2026-11-20T01:00:00Z")), "2026年11月20日(金) 10:00 JST");
    }

    #[test]
    fn distances_count_days_in_japan() {
        let now = at("2026-11-23T14:59:00Z");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(distance(Locale::Ja, day("2026-12-18"), now), "あと25日");
        assert_eq!(distance(Locale::En, day("2026-11-24"), now), "1 day left");
        assert_eq!(distance(Locale::Ja, day("2026-11-23"), now), "今日");
        assert_eq!(distance(Locale::En, day("2026-11-20"), now), "3 days ago");
    }
}
