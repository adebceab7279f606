//! Civil dates. Kairan's dates (an `act_by`, a `due`) are days in Japan, where the service and its
//! contracts live: a day ends at midnight JST, wherever the reader is.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

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

/// Whole days from the civil date of `now` until `day`: 0 today, 1 tomorrow, negative when past.
pub fn days_until(day: NaiveDate, now: DateTime<Utc>) -> i64 {
    (day - civil_date(now)).num_days()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_in_japan() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 18).unwrap();
        assert_eq!(end_of_day(day).to_rfc3339(), "2026-12-18T15:00:00+00:00");
        assert_eq!(civil_date(end_of_day(day)), day.succ_opt().unwrap());
    }
}
