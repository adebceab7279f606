//! What a notice of a security incident says: the nine items a breach report has (個人情報保護法施行規則
//! 8条1項), each answered or still under investigation; when it was detected; and the clocks that run
//! from then (速報, 確報). Where the incident stands (suspected, confirmed …) is told by its events.

use crate::locale::Localized;
use crate::notice::words;
use crate::zone::civil_date;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// The items of 個人情報保護法施行規則8条1項, in its order.
    IncidentItem {
        /// 概要: what happened.
        Overview = "overview",
        /// 個人データの項目: which items of personal data.
        DataItems = "data_items",
        /// 本人の数: of how many people.
        Persons = "persons",
        /// 原因: the cause.
        Cause = "cause",
        /// 二次被害又はそのおそれの有無及びその内容: harm that followed or may follow.
        SecondaryDamage = "secondary_damage",
        /// 本人への対応の実施状況: what was done for the people concerned.
        Response = "response",
        /// 公表の実施状況: whether and how it was made public.
        Publicity = "publicity",
        /// 再発防止のための措置: what keeps it from happening again.
        Prevention = "prevention",
        /// その他参考となる事項: anything else.
        Other = "other",
    }
}

impl IncidentItem {
    /// Whether it has a meaning only where personal data is concerned.
    pub const fn is_about_persons(self) -> bool {
        matches!(self, Self::DataItems | Self::Persons | Self::SecondaryDamage | Self::Response)
    }
}

words! {
    /// Which clock of 個人情報保護法26条 runs: how long until the final report (規則8条2項).
    ReportClock {
        /// None: no breach of personal data that has to be reported.
        None = "none",
        /// 30 days.
        ThirtyDays = "thirty_days",
        /// 60 days: it may have been done with a wrongful purpose (規則7条3号).
        SixtyDays = "sixty_days",
    }
}

/// The word that stands for an answer nobody has yet.
pub const UNDER_INVESTIGATION: &str = "under_investigation";

/// The preliminary report is due promptly: from the third to the fifth day.
const PRELIMINARY_DAYS: (u64, u64) = (3, 5);

/// One item and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentAnswer {
    /// Which item.
    pub item: IncidentItem,
    /// What is known; `None` while it is under investigation.
    pub said: Option<Localized<String>>,
}

/// What is said about an incident besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentFacts {
    /// When the provider came to know of it, UTC.
    pub detected_at: DateTime<Utc>,
    /// Which clock runs.
    pub report: ReportClock,
    /// The items in their order.
    pub items: Vec<IncidentAnswer>,
}

/// The days by which reports are due, in Japan. The day of detection is the first day, and holidays
/// count, so that a day shown here is never too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportDays {
    /// 速報: from this day …
    pub preliminary_from: NaiveDate,
    /// … until this one.
    pub preliminary_until: NaiveDate,
    /// 確報: until this day.
    pub final_until: NaiveDate,
}

impl ReportClock {
    /// Days until the final report; `None` where none is due.
    pub const fn days(self) -> Option<u64> {
        match self {
            Self::None => None,
            Self::ThirtyDays => Some(30),
            Self::SixtyDays => Some(60),
        }
    }
}

impl IncidentFacts {
    /// When reports are due; `None` where none are.
    pub fn report_days(&self) -> Option<ReportDays> {
        let first = civil_date(self.detected_at);
        let nth = |days: u64| first + Days::new(days - 1);
        let (from, until) = PRELIMINARY_DAYS;
        self.report.days().map(|days| ReportDays {
            preliminary_from: nth(from),
            preliminary_until: nth(until),
            final_until: nth(days),
        })
    }

    /// Whether all is said that a final report, if one is due, has to say (規則8条2項).
    pub fn is_answered(&self) -> bool {
        self.report == ReportClock::None || self.open_items() == 0
    }

    /// How many items are still under investigation.
    pub fn open_items(&self) -> usize {
        self.items.iter().filter(|answer| answer.said.is_none()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn incident(detected_at: &str, report: ReportClock) -> IncidentFacts {
        let answer = |item, said: Option<&str>| IncidentAnswer {
            item,
            said: said.map(|said| Localized::ja_only(said.to_owned())),
        };
        let items = vec![answer(IncidentItem::Overview, Some("あり")), answer(IncidentItem::Cause, None)];
        IncidentFacts { detected_at: detected_at.parse().unwrap(), report, items }
    }

    #[rstest]
    #[case("2026-11-17T03:00:00Z", ReportClock::ThirtyDays, "2026-11-19", "2026-11-21", "2026-12-16")]
    #[case("2026-11-17T03:00:00Z", ReportClock::SixtyDays, "2026-11-19", "2026-11-21", "2027-01-15")]
    #[case("2026-11-16T15:00:00Z", ReportClock::ThirtyDays, "2026-11-19", "2026-11-21", "2026-12-16")]
    fn the_day_of_detection_in_japan_is_the_first_day(
        #[case] detected_at: &str,
        #[case] report: ReportClock,
        #[case] from: &str,
        #[case] until: &str,
        #[case] last: &str,
    ) {
        let days = incident(detected_at, report).report_days().unwrap();
        let said = [days.preliminary_from, days.preliminary_until, days.final_until].map(|day| day.to_string());
        assert_eq!(said, [from, until, last]);
    }

    #[test]
    fn without_personal_data_no_clock_runs_and_open_items_are_counted() {
        let incident = incident("2026-11-17T03:00:00Z", ReportClock::None);
        assert_eq!((incident.report_days(), incident.open_items()), (None, 1));
    }

    #[test]
    fn the_items_are_the_nine_of_the_rule() {
        assert_eq!(IncidentItem::ALL.len(), 9);
    }
}
