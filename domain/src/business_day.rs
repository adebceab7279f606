//! Japanese business days: Monday to Friday without the public holidays (国民の祝日に関する法律) and
//! without the days on which the operator is closed. Computed, not looked up: the law as it stands since
//! 2022, the equinoxes by the astronomers' approximation, which holds until 2099. The law can change;
//! then this module has to.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A day on which the operator is closed besides the public holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraHoliday {
    /// Every year.
    EveryYear {
        /// From 1.
        month: u32,
        /// From 1.
        day: u32,
    },
    /// Once.
    Once(NaiveDate),
}

impl ExtraHoliday {
    /// From `12-29` or `2027-05-06`; `None` for any other text and for a day that no year has.
    pub fn parse(text: &str) -> Option<Self> {
        let is_of_form = |form: &str| {
            text.len() == form.len()
                && text
                    .bytes()
                    .zip(form.bytes())
                    .all(|(given, form)| if form == b'-' { given == b'-' } else { given.is_ascii_digit() })
        };
        if is_of_form("2027-05-06") {
            return text.parse().ok().map(Self::Once);
        }
        let (month, day) = text.split_once('-').filter(|_| is_of_form("12-29"))?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // 2028 has a 29 February.
        NaiveDate::from_ymd_opt(2028, month, day).map(|_| Self::EveryYear { month, day })
    }

    fn is_on(self, date: NaiveDate) -> bool {
        match self {
            Self::EveryYear { month, day } => date.month() == month && date.day() == day,
            Self::Once(day) => date == day,
        }
    }
}

/// Whether work is done on that day.
pub fn is_business_day(day: NaiveDate, extra: &[ExtraHoliday]) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
        && !is_public_holiday(day)
        && !extra.iter().any(|holiday| holiday.is_on(day))
}

/// The `count`th business day after `day`, which is not counted itself (民法140条); the day itself for 0.
pub fn business_days_after(day: NaiveDate, count: u32, extra: &[ExtraHoliday]) -> NaiveDate {
    let mut last = day;
    for _ in 0..count {
        // An operator who is closed all year has no business days: then calendar days are counted.
        let mut within_a_year = last.iter_days().skip(1).take(366);
        last = within_a_year.find(|day| is_business_day(*day, extra)).unwrap_or(last + Days::new(1));
    }
    last
}

/// Whether that day is a public holiday in Japan: one the law names, the substitute for one on a Sunday
/// (3条2項), or a day between two of them (3条3項).
pub fn is_public_holiday(day: NaiveDate) -> bool {
    is_named(day) || is_substitute(day) || is_between(day)
}

/// 2条: the days the law names.
fn is_named(day: NaiveDate) -> bool {
    let (year, month, date) = (day.year(), day.month(), day.day());
    let is_monday = |nth: u32| day.weekday() == Weekday::Mon && (date - 1) / 7 + 1 == nth;
    match month {
        1 => date == 1 || is_monday(2),
        2 => date == 11 || date == 23,
        3 => date == equinox(year, 20_843_100),
        4 => date == 29,
        5 => (3..=5).contains(&date),
        7 => is_monday(3),
        8 => date == 11,
        9 => is_monday(3) || date == equinox(year, 23_248_800),
        10 => is_monday(2),
        11 => date == 3 || date == 23,
        _ => false,
    }
}

/// The day of the month on which the equinox falls, from 1980 to 2099; `base` is when it was in 1980, in
/// millionths of a day.
fn equinox(year: i32, base: i64) -> u32 {
    let years = i64::from(year) - 1980;
    let day = (base + 242_194 * years).div_euclid(1_000_000) - years.div_euclid(4);
    u32::try_from(day).unwrap_or(0)
}

/// The first day that is no holiday of its own after one that falls on a Sunday.
fn is_substitute(day: NaiveDate) -> bool {
    if is_named(day) {
        return false;
    }
    let mut before = day;
    while let Some(previous) = before.pred_opt().filter(|previous| is_named(*previous)) {
        if previous.weekday() == Weekday::Sun {
            return true;
        }
        before = previous;
    }
    false
}

/// A day that is none itself between two that the law names.
fn is_between(day: NaiveDate) -> bool {
    !is_named(day) && day.pred_opt().is_some_and(is_named) && day.succ_opt().is_some_and(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn holidays(year: i32) -> Vec<String> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
        let year = first.iter_days().take_while(|day| day.year() == year);
        year.filter(|day| is_public_holiday(*day)).map(|day| day.format("%m%d").to_string()).collect()
    }

    #[rstest]
    #[case(
        2024,
        "0101 0108 0211 0212 0223 0320 0429 0503 0504 0505 0506 0715 0811 0812 0916 0922 0923 1014 1103 1104 1123"
    )]
    #[case(2025, "0101 0113 0211 0223 0224 0320 0429 0503 0504 0505 0506 0721 0811 0915 0923 1013 1103 1123 1124")]
    #[case(2026, "0101 0112 0211 0223 0320 0429 0503 0504 0505 0506 0720 0811 0921 0922 0923 1012 1103 1123")]
    #[case(2027, "0101 0111 0211 0223 0321 0322 0429 0503 0504 0505 0719 0811 0920 0923 1011 1103 1123")]
    #[case(2028, "0101 0110 0211 0223 0320 0429 0503 0504 0505 0717 0811 0918 0922 1009 1103 1123")]
    fn the_public_holidays_are_those_of_the_calendar(#[case] year: i32, #[case] expected: &str) {
        assert_eq!(holidays(year).join(" "), expected);
    }

    #[rstest]
    #[case("2030-03-20")]
    #[case("2032-09-21")]
    #[case("2044-03-20")]
    #[case("2045-09-22")]
    #[case("2050-03-20")]
    fn later_years_follow_the_same_law(#[case] text: &str) {
        assert!(is_public_holiday(day(text)), "{text}");
    }

    const NEW_YEAR: [&str; 6] = ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"];

    #[rstest]
    #[case("2026-11-20", 1, "2026-11-24")]
    #[case("2026-11-20", 0, "2026-11-20")]
    #[case("2026-09-18", 1, "2026-09-24")]
    #[case("2026-12-28", 1, "2027-01-04")]
    #[case("2026-12-26", 10, "2027-01-15")]
    fn business_days_are_counted_from_the_day_after(#[case] from: &str, #[case] count: u32, #[case] expected: &str) {
        let extra = NEW_YEAR.map(|text| ExtraHoliday::parse(text).unwrap());
        assert_eq!(business_days_after(day(from), count, &extra), day(expected));
    }

    #[test]
    fn an_extra_holiday_is_one_year_s_or_every_year_s() {
        let once = [ExtraHoliday::parse("2027-05-06").unwrap()];
        assert!(!is_business_day(day("2027-05-06"), &once) && is_business_day(day("2026-05-07"), &once));
        for wrong in ["2-29", "02-30", "13-01", "2027-02-29", "27-05-06", "12/29", "１２-29"] {
            assert_eq!(ExtraHoliday::parse(wrong), None, "{wrong}");
        }
        assert!(ExtraHoliday::parse("02-29").is_some());
    }

    #[test]
    fn an_operator_who_is_never_open_does_not_hang() {
        let always: Vec<_> =
            (1..=12).flat_map(|month| (1..=31).map(move |day| ExtraHoliday::EveryYear { month, day })).collect();
        assert_eq!(business_days_after(day("2026-11-20"), 2, &always), day("2026-11-22"));
    }
}
