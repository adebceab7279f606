//! The list of notices cut after a position instead of into pages, for programs that read all of it: what
//! is published meanwhile neither repeats nor skips an entry that was there all along.

use crate::catalogue::{Catalogue, key_instant};
use crate::listing::{Listing, Order};
use crate::publication::{Publication, PublicationKind};
use crate::viewer::Viewer;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::sync::Arc;

/// Where a notice stands in an order; what is smaller comes first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Whether its date has passed; of the order by date only.
    has_passed: bool,
    /// How far its date is, in microseconds; of the order by date only.
    distance: i64,
    /// When it was published, the latest first.
    published: Reverse<i64>,
    /// Its number, the highest first.
    name: Reverse<String>,
}

impl Position {
    /// Where a notice stands in the order, seen at `now`.
    pub fn of(notice: &Publication, order: Order, now: DateTime<Utc>) -> Self {
        let (has_passed, distance) = match order {
            Order::Published => (false, 0),
            Order::Date => {
                let at = key_instant(notice, now);
                (at < now, (at - now).num_microseconds().unwrap_or(i64::MAX).saturating_abs())
            }
        };
        Self {
            has_passed,
            distance,
            published: Reverse(notice.publish_at.timestamp_micros()),
            name: Reverse(notice.key.name().to_owned()),
        }
    }
}

/// A part of the list.
#[derive(Debug, Clone)]
pub struct Slice {
    /// The notices, in order.
    pub notices: Vec<Arc<Publication>>,
    /// The position of the last of them, where more follow.
    pub next: Option<Position>,
}

impl Catalogue {
    /// At most `limit` notices that pass the filters and stand after a position. `is_unread` tells which
    /// the reader has not read; `now` has to be the same for all slices of one list in the order by date.
    pub fn slice(
        &self,
        viewer: &Viewer,
        now: DateTime<Utc>,
        listing: &Listing,
        is_wanted: impl Fn(&Publication) -> bool,
        after: Option<&Position>,
        limit: usize,
    ) -> Slice {
        let order = listing.order.unwrap_or(Order::Published);
        let mut found: Vec<_> = self
            .of_kind(viewer, now, PublicationKind::Notice)
            .filter(|notice| listing.matches(notice, now) && is_wanted(notice))
            .map(|notice| (Position::of(notice, order, now), notice))
            .filter(|(position, _)| after.is_none_or(|after| position > after))
            .collect();
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        let next = if found.len() > limit { limit.checked_sub(1).map(|last| found[last].0.clone()) } else { None };
        Slice { notices: found.into_iter().take(limit).map(|(_, notice)| Arc::clone(notice)).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::notice;
    use crate::revision::RevisionClass;
    use chrono::TimeDelta;

    fn catalogue(count: u32) -> Catalogue {
        let notices = (1..=count).map(|n| {
            let mut publication = notice(&format!("SC-2026-{n:04}"), &[RevisionClass::Initial]);
            // Two at a time, so that the number decides as well.
            publication.publish_at = DateTime::UNIX_EPOCH + TimeDelta::days(i64::from(n / 2));
            publication
        });
        Catalogue::new(1, None, notices.collect())
    }

    #[test]
    fn slices_are_the_whole_list_in_its_order_and_nothing_twice() {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        for order in [Order::Published, Order::Date] {
            let listing = Listing { order: Some(order), ..Listing::default() };
            let catalogue = catalogue(11);
            let mut seen: Vec<String> = vec![];
            let mut after = None;
            loop {
                let slice = catalogue.slice(&Viewer::Anonymous, now, &listing, |_| true, after.as_ref(), 4);
                seen.extend(slice.notices.iter().map(|notice| notice.key.name().to_owned()));
                after = slice.next;
                if after.is_none() {
                    break;
                }
            }
            let page = catalogue.list(&Viewer::Anonymous, now, &listing, |_| crate::shelf::Mine::default());
            let whole: Vec<_> = page.notices.iter().map(|notice| notice.key.name().to_owned()).collect();
            assert_eq!(seen, whole, "{order:?}");
        }
    }

    #[test]
    fn what_is_published_meanwhile_moves_nothing() {
        let now: DateTime<Utc> = "2026-11-23T00:00:00Z".parse().unwrap();
        let listing = Listing::default();
        let first = catalogue(6).slice(&Viewer::Anonymous, now, &listing, |_| true, None, 3);
        let rest = catalogue(9).slice(&Viewer::Anonymous, now, &listing, |_| true, first.next.as_ref(), 10);
        let names: Vec<_> = rest.notices.iter().map(|notice| notice.key.name().to_owned()).collect();
        assert_eq!(names, ["SC-2026-0003", "SC-2026-0002", "SC-2026-0001"]);
        assert!(rest.next.is_none());
    }
}
