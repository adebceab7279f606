//! The calendar's words, for its page and its feed.

use crate::text;
use domain::calendar::EntryKind;
use domain::locale::Locale;

/// What an entry stands for.
pub fn kind(locale: Locale, kind: EntryKind) -> String {
    match kind {
        EntryKind::Change => text!(locale, calendar.kind.change),
        EntryKind::Effective => text!(locale, calendar.kind.effective),
        EntryKind::ActBy => text!(locale, calendar.kind.act_by),
        EntryKind::Acknowledge => text!(locale, calendar.kind.acknowledge),
    }
}

/// What the feed is called, after the service's name.
pub fn feed_title(locale: Locale) -> String {
    text!(locale, calendar.feed.title)
}

/// What the feed holds, one sentence.
pub fn feed_description(locale: Locale) -> String {
    text!(locale, calendar.feed.description)
}
