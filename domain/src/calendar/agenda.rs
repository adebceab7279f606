//! The entries of a calendar one after another, from a day on, in parts of whole days.

use super::Entry;
use chrono::NaiveDate;

/// A part of an agenda.
#[derive(Debug)]
pub struct Agenda<'a> {
    /// Its entries with the day each stands on, in order.
    pub entries: Vec<(NaiveDate, &'a Entry)>,
    /// The day on which the next part begins; `None` where there is none.
    pub next: Option<NaiveDate>,
}

/// What comes from a day on. What is under way then stands on that day. About `most` entries, so many that every day
/// of the part is whole; the next part begins later in any case.
pub fn agenda(entries: &[Entry], from: NaiveDate, most: usize) -> Agenda<'_> {
    let ahead = entries.iter().filter(|entry| entry.when.last_day() >= from);
    let mut ahead: Vec<_> = ahead.map(|entry| (entry.when.first_day().max(from), entry)).collect();
    ahead.sort_by_key(|(day, _)| *day);
    let Some((cut, _)) = ahead.get(most).copied() else {
        return Agenda { entries: ahead, next: None };
    };
    let end = match ahead.partition_point(|(day, _)| *day < cut) {
        0 => ahead.partition_point(|(day, _)| *day <= cut),
        end => end,
    };
    let next = ahead.get(end).map(|(day, _)| *day);
    ahead.truncate(end);
    Agenda { entries: ahead, next }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{EntryKind, When};
    use crate::catalogue::tests::notice;
    use crate::revision::RevisionClass;
    use std::sync::Arc;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// So many entries on each of these days.
    fn entries(days: &[(&str, usize)]) -> Vec<Entry> {
        let publication = Arc::new(notice("SC-2026-0001", &[RevisionClass::Initial]));
        let entry = |on: &str| Entry {
            publication: Arc::clone(&publication),
            kind: EntryKind::ActBy,
            when: When::Day(day(on)),
            is_called_off: false,
        };
        days.iter().flat_map(|(on, count)| std::iter::repeat_n(entry(on), *count)).collect()
    }

    /// How many entries each part has, and where it begins.
    fn parts(entries: &[Entry], from: &str) -> Vec<(String, usize)> {
        let mut parts = vec![];
        let mut from = Some(day(from));
        while let Some(begins) = from {
            let part = agenda(entries, begins, 100);
            parts.push((begins.to_string(), part.entries.len()));
            assert!(part.next.is_none_or(|next| next > begins), "it goes on");
            from = part.next;
        }
        parts
    }

    #[test]
    fn every_entry_of_a_full_month_is_in_one_of_the_parts() {
        let entries = entries(&[("2027-03-01", 60), ("2027-03-02", 60), ("2027-03-03", 150), ("2027-03-31", 1)]);
        let expected = [("2027-03-01", 60), ("2027-03-02", 60), ("2027-03-03", 150), ("2027-03-31", 1)];
        assert_eq!(parts(&entries, "2027-03-01"), expected.map(|(day, count)| (day.to_owned(), count)));
    }

    #[test]
    fn a_part_that_fits_is_the_last() {
        let entries = entries(&[("2027-02-28", 5), ("2027-03-01", 40), ("2027-03-02", 60)]);
        assert_eq!(parts(&entries, "2027-03-01"), [("2027-03-01".to_owned(), 100)]);
        assert!(agenda(&entries, day("2027-03-03"), 100).entries.is_empty());
    }
}
