//! What stands in the calendar: when changes take place, and the days on which something has to be
//! done. One notice can stand there several times; each time is an [`Entry`] of its own.

mod agenda;

pub use agenda::{Agenda, agenda};

use crate::catalogue::Catalogue;
use crate::event::EventKind;
use crate::listing::Listing;
use crate::notice::{Planned, words};
use crate::publication::Publication;
use crate::viewer::Viewer;
use crate::zone::{civil_date, start_of_day};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use std::sync::Arc;

words! {
    /// What an entry stands for.
    EntryKind {
        /// The change takes place.
        Change = "change",
        /// Changed terms hold from this day.
        Effective = "effective",
        /// The last day for the reader to act.
        ActBy = "act_by",
        /// The last day for the viewer to acknowledge.
        Acknowledge = "acknowledge",
    }
}

/// From its first day to its last, what is not longer than this stands on each of its days.
const MOST_DAYS_SHOWN: TimeDelta = TimeDelta::days(2);

/// When an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// From an instant, to another where that is known.
    Span(Planned),
    /// A whole day in Japan.
    Day(NaiveDate),
}

impl When {
    /// The first day it touches.
    pub fn first_day(self) -> NaiveDate {
        match self {
            Self::Span(planned) => civil_date(planned.start),
            Self::Day(day) => day,
        }
    }

    /// The last day it touches: what ends at midnight ends the day before.
    pub fn last_day(self) -> NaiveDate {
        match self {
            Self::Span(Planned { start, end: Some(end) }) if end > start => {
                civil_date(end - TimeDelta::microseconds(1))
            }
            Self::Span(planned) => civil_date(planned.start),
            Self::Day(day) => day,
        }
    }

    /// Whether it touches that day.
    pub fn is_on(self, day: NaiveDate) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// Whether it touches so many days that to show it on each would hide what else they have.
    pub fn is_long(self) -> bool {
        self.last_day() - self.first_day() > MOST_DAYS_SHOWN
    }

    /// Whether it stands on that day: every day it touches, and of what is long the first and the last.
    pub fn stands_on(self, day: NaiveDate) -> bool {
        self.is_on(day) && (!self.is_long() || day == self.first_day() || day == self.last_day())
    }

    /// For the order within a day: whole days come first.
    fn start(self) -> DateTime<Utc> {
        match self {
            Self::Span(planned) => planned.start,
            Self::Day(day) => start_of_day(day),
        }
    }
}

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Of which publication.
    pub publication: Arc<Publication>,
    /// What it stands for.
    pub kind: EntryKind,
    /// When.
    pub when: When,
    /// Whether the change will not take place, or the notice was taken back.
    pub is_called_off: bool,
}

/// All entries the viewer has at `now`, the earliest first. `is_acknowledged` tells whether the viewer
/// has acknowledged a publication in a way that counts: that day is then nobody's concern any more.
pub fn entries(
    catalogue: &Catalogue,
    viewer: &Viewer,
    now: DateTime<Utc>,
    listing: &Listing,
    is_acknowledged: impl Fn(&Publication) -> bool,
) -> Vec<Entry> {
    let mut entries: Vec<_> = catalogue
        .visible(viewer, now)
        .filter(|publication| !listing.is_filtered() || listing.selects(publication, now))
        .flat_map(|publication| {
            let due = due(publication, viewer).filter(|_| !is_acknowledged(publication));
            of(publication, due)
        })
        .collect();
    entries.sort_by(|a, b| {
        (a.when.start(), a.kind, &a.publication.key).cmp(&(b.when.start(), b.kind, &b.publication.key))
    });
    entries
}

/// How often a publication's dates may have changed: rises with every event that can move or end
/// what stands in a calendar, and never falls (RFC 5545 §3.8.7.4).
pub fn sequence(publication: &Publication, now: DateTime<Utc>) -> u32 {
    let moves = [EventKind::Revised, EventKind::Rescheduled, EventKind::Cancelled, EventKind::Withdrawn];
    let count = publication.events.iter().filter(|event| event.at <= now && moves.contains(&event.kind)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The first day of the month before and after.
pub fn months_around(month: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = month.with_day(1)?;
    Some((first.checked_sub_months(chrono::Months::new(1))?, first.checked_add_months(chrono::Months::new(1))?))
}

/// The days of whole weeks that hold a month, from its first week's `first_weekday` on.
pub fn weeks_of(month: NaiveDate, first_weekday: chrono::Weekday) -> Vec<[NaiveDate; 7]> {
    let Some((_, next)) = months_around(month) else { return vec![] };
    let first = month.with_day(1).unwrap_or(month);
    let mut monday = first.week(first_weekday).first_day();
    let mut weeks = vec![];
    while monday < next {
        weeks.push(std::array::from_fn(|day| monday + TimeDelta::days(i64::try_from(day).unwrap_or(0))));
        monday += TimeDelta::days(7);
    }
    weeks
}

/// The day until which the viewer themselves is asked to acknowledge: none where their tenant only keeps it,
/// or joined later.
fn due(publication: &Publication, viewer: &Viewer) -> Option<NaiveDate> {
    let member = viewer.member()?;
    publication.requirement_of(&member.tenant).filter(|requirement| requirement.asks(member.role))?.due
}

fn of(publication: &Arc<Publication>, due: Option<NaiveDate>) -> Vec<Entry> {
    let act_by = publication.notice().and_then(|facts| facts.act_by);
    let times = [
        (EntryKind::Change, publication.planned().map(When::Span)),
        (EntryKind::Effective, publication.effective_on().map(When::Day)),
        (EntryKind::ActBy, act_by.map(When::Day)),
        (EntryKind::Acknowledge, due.map(When::Day)),
    ];
    let is_called_off = publication.is_called_off();
    let entry = |(kind, when): (EntryKind, Option<When>)| {
        Some(Entry { publication: Arc::clone(publication), kind, when: when?, is_called_off })
    };
    times.into_iter().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledgement::{RequiredOf, Requirement};
    use crate::audience::Tenant;
    use crate::audience::tests::tenant;
    use crate::catalogue::tests::notice;
    use crate::event::{Event, Recorder};
    use crate::notice::Category;
    use crate::revision::{Facts, Revision, RevisionClass};
    use crate::viewer::tests::member;
    use crate::viewer::{Member, TenantRole};
    use chrono::Weekday;
    use rstest::rstest;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn change(id: &str, planned: Option<(&str, Option<&str>)>, act_by: Option<&str>) -> Publication {
        let mut publication = notice(id, &[RevisionClass::Initial]);
        let mut revision = Revision::clone(&publication.current);
        if let Facts::Notice(facts) = &mut revision.facts {
            facts.planned = planned.map(|(start, end)| Planned { start: at(start), end: end.map(at) });
            facts.act_by = act_by.map(day);
        }
        publication.current = Arc::new(revision);
        publication
    }

    fn happened(mut publication: Publication, kind: EventKind, when: &str) -> Publication {
        let at = at(when);
        let by = Recorder::CommandLine;
        publication.events.push(Event { id: 1, kind, at, recorded_at: at, by, revision: 1, details: None });
        publication
    }

    fn listed(publications: Vec<Publication>, listing: &Listing) -> Vec<Entry> {
        let catalogue = Catalogue::new(1, None, publications);
        entries(&catalogue, &Viewer::Anonymous, at("2026-11-24T00:00:00Z"), listing, |_| false)
    }

    #[test]
    fn what_ends_at_midnight_ends_the_day_before() {
        let night = When::Span(Planned { start: at("2027-03-01T13:00:00Z"), end: Some(at("2027-03-01T15:00:00Z")) });
        assert_eq!((night.first_day(), night.last_day()), (day("2027-03-01"), day("2027-03-01")));
        let over = When::Span(Planned { start: at("2027-03-01T13:00:00Z"), end: Some(at("2027-03-01T15:00:01Z")) });
        assert!(over.is_on(day("2027-03-02")) && !over.is_on(day("2027-03-03")));
    }

    #[test]
    fn what_is_long_stands_on_its_first_and_last_day() {
        let until = |end| When::Span(Planned { start: at("2027-03-01T01:00:00Z"), end: Some(at(end)) });
        let (short, long) = (until("2027-03-03T01:00:00Z"), until("2027-03-31T01:00:00Z"));
        let days = |when: When| (1..=31).filter(|date| when.stands_on(day(&format!("2027-03-{date:02}")))).collect();
        let (short, long): (Vec<u32>, Vec<u32>) = (days(short), days(long));
        assert_eq!((short, long), (vec![1, 2, 3], vec![1, 31]));
    }

    #[test]
    fn entries_come_by_time_and_whole_days_first() {
        let entries = listed(
            vec![
                change("SC-2026-0001", Some(("2027-03-01T01:00:00Z", None)), Some("2027-02-26")),
                change("SC-2026-0002", None, Some("2027-03-01")),
            ],
            &Listing::default(),
        );
        let said: Vec<_> = entries.iter().map(|entry| (entry.publication.key.name(), entry.kind)).collect();
        assert_eq!(
            said,
            [
                ("SC-2026-0001", EntryKind::ActBy),
                ("SC-2026-0002", EntryKind::ActBy),
                ("SC-2026-0001", EntryKind::Change)
            ]
        );
    }

    #[test]
    fn the_lists_filters_are_the_calendars() {
        let publications = vec![change("SC-2026-0001", Some(("2027-03-01T01:00:00Z", None)), None)];
        let of = |category| listed(publications.clone(), &Listing { category: Some(category), ..Listing::default() });
        assert_eq!(of(Category::Specification).len(), 1);
        assert!(of(Category::Security).is_empty());
    }

    #[test]
    fn what_is_called_off_stays_and_says_so() {
        let cancelled = happened(
            change("SC-2026-0001", Some(("2027-03-01T01:00:00Z", None)), None),
            EventKind::Cancelled,
            "2026-11-23T00:00:00Z",
        );
        let entries = listed(vec![cancelled.clone()], &Listing::default());
        assert!(entries[0].is_called_off);
        assert_eq!(sequence(&cancelled, at("2026-11-22T00:00:00Z")), 0);
        assert_eq!(sequence(&cancelled, at("2026-11-23T00:00:00Z")), 1);
    }

    #[rstest]
    #[case::asked("2026-12-18", "standard", 1)]
    #[case::joined_later("2026-12-19", "standard", 0)]
    #[case::only_keeps_it("2026-12-18", "light", 0)]
    fn a_day_to_acknowledge_stands_in_the_calendars_of_those_asked(
        #[case] joined_on: &str,
        #[case] plan: &str,
        #[case] expected: usize,
    ) {
        let mut publication = change("SC-2026-0001", None, None);
        let mut revision = Revision::clone(&publication.current);
        if let Facts::Notice(facts) = &mut revision.facts {
            facts.acknowledgement = Some(Requirement { by: RequiredOf::EveryMember, due: Some(day("2026-12-18")) });
        }
        publication.current = Arc::new(revision);
        publication.audience =
            serde_json::from_str(r#"{"kept":{"condition":{"plans":["standard"]},"by":["hinode"]}}"#).unwrap();
        let tenant = Tenant { joined_on: Some(day(joined_on)), ..tenant("hinode", plan, &[]) };
        let Viewer::Member(someone) = member(TenantRole::Member) else { unreachable!() };
        let viewer = Viewer::Member(Member { tenant: Arc::new(tenant), ..someone });
        let catalogue = Catalogue::new(1, None, vec![publication]);
        let now = at("2026-11-24T00:00:00Z");
        assert_eq!(catalogue.visible(&viewer, now).count(), 1, "it is there to be read");
        assert_eq!(entries(&catalogue, &viewer, now, &Listing::default(), |_| false).len(), expected);
    }

    #[test]
    fn weeks_are_whole_and_hold_the_month() {
        let weeks = weeks_of(day("2027-03-15"), Weekday::Sun);
        assert_eq!((weeks[0][0], weeks.last().unwrap()[6]), (day("2027-02-28"), day("2027-04-03")));
        assert_eq!(weeks_of(day("2027-02-01"), Weekday::Mon).len(), 4, "a month of exactly four weeks");
        assert_eq!(months_around(day("2027-01-31")), Some((day("2026-12-01"), day("2027-02-01"))));
    }
}
