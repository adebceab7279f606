//! Feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1 from one list of items, and the calendar. The same
//! list gives the same bytes: items are ordered by date, latest first, then by id, and every date comes from an item.

mod atom;
mod calendar;
mod json;
mod rss;

pub use self::atom::atom;
pub use self::calendar::{Calendar, CalendarEvent, ics};
pub use self::json::json;
pub use self::rss::rss;
pub use crate::links::absolute_html;

use crate::source::is_forbidden;
use chrono::{DateTime, Utc};
use domain::locale::Locale;

/// A feed. All addresses are absolute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// What it is known by for good (RFC 4287 §4.2.6): its address, or another URI where that is a secret.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it has, one sentence.
    pub description: String,
    /// The page it belongs to.
    pub home: String,
    /// Its own address, as a reader fetches it; `None` where that has a secret in it.
    pub self_url: Option<String>,
    /// Who publishes it.
    pub author: String,
    /// Its language.
    pub locale: Locale,
    /// What it has, in any order.
    pub items: Vec<Item>,
}

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// A urn or tag URI that never changes.
    pub id: String,
    /// Its page.
    pub url: String,
    /// One line of plain text.
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The full text with absolute addresses.
    pub html: String,
    /// Words to filter by.
    pub categories: Vec<String>,
    /// When it was published.
    pub published: DateTime<Utc>,
    /// When it last changed.
    pub updated: DateTime<Utc>,
    /// The language of its text.
    pub locale: Locale,
    /// Files that belong to it.
    pub enclosures: Vec<Enclosure>,
}

/// A file that belongs to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its address.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Feed {
    /// The items in order: by date, latest first, then by id.
    fn ordered(&self) -> Vec<&Item> {
        let mut items: Vec<_> = self.items.iter().collect();
        items.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
        items
    }

    /// When anything in it last changed; the beginning of time for a feed without items, since Atom
    /// wants a date and a clock would change the bytes.
    fn updated(&self) -> DateTime<Utc> {
        self.items.iter().map(|item| item.updated.max(item.published)).max().unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// A text without the characters XML 1.0 forbids.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !is_forbidden(*c)).collect()
}

#[cfg(test)]
mod tests;
