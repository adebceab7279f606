//! A reader's own view of the publications: what they pinned, put into the archive, or want to read
//! again. Facts with their time, appended and never changed; the latest of each sort counts. Archiving
//! is a reader's way to say that they are done with something, so what they cannot be done with yet
//! comes back by itself (docs/decisions/0014).

use crate::notice::words;
use crate::publication::Publication;
use crate::reading::Reading;
use chrono::{DateTime, Utc};

words! {
    /// What a reader did for their own view.
    ReaderFact {
        /// Put it on top of the list.
        Pinned = "pinned",
        /// Took it from there.
        Unpinned = "unpinned",
        /// Put it away.
        Archived = "archived",
        /// Brought it back.
        Unarchived = "unarchived",
        /// Wants to see it as unread again.
        MarkedUnread = "marked_unread",
        /// Has read it again since.
        MarkedRead = "marked_read",
        /// Had read this earlier revision then, before they read a later one.
        ReadBefore = "read_before",
        /// Wants no shortcuts of single keys (WCAG 2.2, 2.1.4). About no publication.
        ShortcutsOff = "shortcuts_off",
        /// Wants them again. About no publication.
        ShortcutsOn = "shortcuts_on",
    }
}

/// Where a reader has put one publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shelf {
    /// On top since then.
    pub pinned_at: Option<DateTime<Utc>>,
    /// In the archive since then, as it was seen there.
    pub archived: Option<Reading>,
    /// To be read again, since then.
    pub unread_since: Option<DateTime<Utc>>,
    /// What they had read before what they have read now.
    pub read_before: Option<Reading>,
}

impl Shelf {
    /// Puts on what was noted later than all before. A publication is in one place: what is pinned is
    /// not in the archive, and the other way round.
    pub const fn note(&mut self, fact: ReaderFact, reading: Reading) {
        let at = reading.at;
        match fact {
            ReaderFact::Pinned => {
                self.pinned_at = Some(at);
                self.archived = None;
            }
            ReaderFact::Unpinned => self.pinned_at = None,
            ReaderFact::Archived => {
                self.archived = Some(reading);
                self.pinned_at = None;
            }
            ReaderFact::Unarchived => self.archived = None,
            ReaderFact::MarkedUnread => self.unread_since = Some(at),
            ReaderFact::MarkedRead => self.unread_since = None,
            ReaderFact::ReadBefore => self.read_before = Some(reading),
            ReaderFact::ShortcutsOff | ReaderFact::ShortcutsOn => {}
        }
    }

    /// Whether noting it changes anything. Archiving again does: with a later revision, or after what
    /// brought the publication back.
    pub fn is_news(&self, fact: ReaderFact) -> bool {
        match fact {
            ReaderFact::Pinned => self.pinned_at.is_none(),
            ReaderFact::Unpinned => self.pinned_at.is_some(),
            ReaderFact::Archived | ReaderFact::ReadBefore => true,
            ReaderFact::Unarchived => self.archived.is_some(),
            ReaderFact::MarkedUnread => self.unread_since.is_none(),
            ReaderFact::MarkedRead => self.unread_since.is_some(),
            ReaderFact::ShortcutsOff | ReaderFact::ShortcutsOn => false,
        }
    }

    /// Whether the publication is in the archive as it stands: not when it has come to mean something
    /// else since, when there was news of it since, or when the reader is asked for an acknowledgement.
    pub fn is_archived(&self, publication: &Publication, must_acknowledge: bool) -> bool {
        !must_acknowledge && self.archived.is_some_and(|archived| publication.stands_as(archived.seen))
    }
}

/// What the list needs to know of the viewer's own view of one publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each answers a question of its own, for one moment")]
pub struct Mine {
    /// Has it been read as it stands?
    pub is_read: bool,
    /// Does it stand on top?
    pub is_pinned: bool,
    /// Is it in the archive?
    pub is_archived: bool,
    /// Does it ask something of the viewer?
    pub needs_action: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::notice;
    use crate::event::{Event, EventKind, Recorder};
    use crate::reading::Sight;
    use crate::revision::RevisionClass::{self, Clarifying, Initial, Material};
    use chrono::TimeDelta;
    use rstest::rstest;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    /// Of the first revision, when there had been the news of that number.
    fn reading(news: i64, minutes: i64) -> Reading {
        Reading { seen: Sight { revision: 1, news }, at: at(minutes) }
    }

    fn archived() -> Shelf {
        let mut shelf = Shelf::default();
        shelf.note(ReaderFact::Archived, reading(10, 10));
        shelf
    }

    #[rstest]
    #[case(&[Initial], false, true)]
    #[case(&[Initial, Clarifying], false, true)]
    #[case(&[Initial, Material], false, false)]
    #[case(&[Initial, Material, Clarifying], false, false)]
    #[case(&[Initial], true, false)]
    fn what_means_something_else_or_asks_for_something_comes_back(
        #[case] history: &[RevisionClass],
        #[case] must_acknowledge: bool,
        #[case] stays: bool,
    ) {
        assert_eq!(archived().is_archived(&notice("SC-2026-0001", history), must_acknowledge), stays);
    }

    #[rstest]
    #[case(EventKind::Rescheduled, 11, false)]
    #[case(EventKind::Cancelled, 11, false)]
    #[case(EventKind::Withdrawn, 11, false)]
    #[case(EventKind::Rescheduled, 9, true)]
    #[case(EventKind::Confirmed, 11, false)]
    #[case(EventKind::Closed, 9, true)]
    #[case(EventKind::Started, 11, true)]
    #[case(EventKind::Completed, 11, true)]
    fn what_there_was_news_of_since_comes_back(#[case] kind: EventKind, #[case] id: i64, #[case] stays: bool) {
        let mut publication = notice("SC-2026-0001", &[Initial]);
        publication.events = vec![Event {
            id,
            kind,
            at: at(9),
            recorded_at: at(9),
            by: Recorder::CommandLine,
            revision: 1,
            details: None,
        }];
        assert_eq!(archived().is_archived(&publication, false), stays);
        assert_eq!(publication.stands_as(reading(10, 10).seen), stays, "and it is unread again");
    }

    #[test]
    fn a_publication_is_in_one_place() {
        let mut shelf = Shelf::default();
        shelf.note(ReaderFact::Pinned, reading(0, 1));
        shelf.note(ReaderFact::Archived, reading(0, 2));
        assert_eq!((shelf.pinned_at, shelf.archived), (None, Some(reading(0, 2))));
        shelf.note(ReaderFact::Pinned, reading(0, 3));
        assert_eq!((shelf.pinned_at, shelf.archived), (Some(at(3)), None));
        assert!(!shelf.is_news(ReaderFact::Pinned) && shelf.is_news(ReaderFact::Unpinned));
    }
}
