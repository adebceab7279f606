//! Civil dates. Kairan's dates (an `act_by`, a `due`) are days in Japan, where the service and its
//! contracts live: a day ends at midnight JST, wherever the reader is.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// Japan Standard Time, which has had no summer time since 1951.
pub fn jst() -> FixedOffset {
    FixedOffset::east_opt(9 * 60 * 60).unwrap_or_else(|| unreachable!("nine hours is a valid offset"))
}

/// The civil date in Japan at this instant.
pub fn civil_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&jst()).date_naive()
}

/// The first instant after this day in Japan.
pub fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    (day.and_time(NaiveTime::MIN) - TimeDelta::hours(9)).and_utc() + TimeDelta::days(1)
}

/// The first instant of this day in Japan.
pub fn start_of_day(day: NaiveDate) -> DateTime<Utc> {
    end_of_day(day) - TimeDelta::days(1)
}

/// An instant as people write it: with an offset (`2027-03-01T02:00:00+09:00`), in Japan's time
/// (`2027-03-01T02:00`, as a form sends it), or a day, which stands for its first instant in Japan.
/// `None` for anything else.
pub fn parse_moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.to_utc());
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(start_of_day(day));
    }
    let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = local.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    local.and_local_timezone(jst()).single().map(|at| at.to_utc())
}

/// Whole days from the civil date of `now` until `day`: 0 today, 1 tomorrow, negative when past.
pub fn days_until(day: NaiveDate, now: DateTime<Utc>) -> i64 {
    (day - civil_date(now)).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_in_japan_unless_it_says_otherwise() {
        let moment = |text| parse_moment(text).map(|at| at.to_rfc3339());
        let expected = Some("2027-02-28T17:00:00+00:00".to_owned());
        assert_eq!(moment("2027-03-01T02:00:00+09:00"), expected);
        assert_eq!(moment("2027-02-28T17:00:00Z"), expected);
        assert_eq!(moment(" 2027-03-01T02:00 "), expected);
        assert_eq!(moment("2027-03-01"), Some("2027-02-28T15:00:00+00:00".to_owned()));
        for nonsense in ["", "tomorrow", "2027-02-30", "2027-03-01 02:00", "02:00"] {
            assert_eq!(moment(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_day_ends_at_midnight_in_japan() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 18).unwrap();
        assert_eq!(end_of_day(day).to_rfc3339(), "2026-12-18T15:00:00+00:00");
        assert_eq!(civil_date(end_of_day(day)), day.succ_opt().unwrap());
    }
}
