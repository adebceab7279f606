//! What a reader has seen of a publication. A page or a row shows a revision and what has become of the change by
//! then, and the form below it says which: so what came in between, on this node or another, is not taken for read
//! (docs/decisions/0014).

use crate::event::Event;
use crate::publication::Publication;
use chrono::{DateTime, Utc};

/// What a page shows of a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Sight {
    /// The number of the revision.
    pub revision: u32,
    /// The number of the latest event that is news ([`crate::event::EventKind::is_news`]); 0 where there is none.
    pub news: i64,
}

impl Sight {
    /// As much of it as the publication has: a form can say anything.
    #[must_use]
    pub fn within(self, publication: &Publication) -> Self {
        let all = publication.sight();
        Self { revision: self.revision.min(all.revision), news: self.news.clamp(0, all.news) }
    }
}

/// What somebody saw, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// What.
    pub seen: Sight,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

impl Publication {
    /// What its page shows now.
    pub fn sight(&self) -> Sight {
        let news = self.news().map(|event| event.id).max().unwrap_or_default();
        Sight { revision: self.current.head.number, news }
    }

    /// What has happened since that no revision says and nobody could expect, oldest first.
    pub fn news_since(&self, seen: Sight) -> impl Iterator<Item = &Event> {
        self.news().filter(move |event| event.id > seen.news)
    }

    /// Whether who has seen this knows how the publication stands: no later revision means something else, and
    /// there is no news since.
    pub fn stands_as(&self, seen: Sight) -> bool {
        seen.revision >= self.counts_from() && self.news_since(seen).next().is_none()
    }

    fn news(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().filter(|event| event.kind.is_news())
    }
}
