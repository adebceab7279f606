//! A notice as one row of a list.

use domain::notice::{Impact, NoticeState};
use domain::reading::Sight;

/// Everything a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "a row answers as many questions with yes or no")]
pub struct NoticeRow {
    /// Its number.
    pub number: String,
    /// Its address in the viewer's language.
    pub address: String,
    /// Its title, and the language that really is in.
    pub title: String,
    /// The BCP 47 tag of the title, where it is not the page's own.
    pub lang: Option<&'static str>,
    /// Its summary.
    pub summary: String,
    /// What the reader has to do.
    pub impact: Impact,
    /// That in words.
    pub impact_word: String,
    /// The category, or the kind where there is none.
    pub category: String,
    /// The names of its components.
    pub components: Vec<String>,
    /// Label, text and machine form of the one date that matters.
    pub date: RowDate,
    /// Whether the viewer has yet to read it.
    pub is_unread: bool,
    /// Whether the viewer has read it before, and it means something else or there is news now.
    pub is_updated: bool,
    /// Whether the viewer pinned it.
    pub is_pinned: bool,
    /// Whether it is in the viewer's archive.
    pub is_archived: bool,
    /// What it shows of the notice.
    pub sight: Sight,
    /// Whether the viewer has acknowledged it.
    pub is_acknowledged: bool,
    /// Whether the viewer is asked to acknowledge it and has not.
    pub must_acknowledge: bool,
    /// Where it stands, also in words; `None` where there is nothing to say.
    pub state: Option<(NoticeState, String)>,
    /// The month it was published in, for grouping.
    pub month: String,
}

/// The one date that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowDate {
    /// What kind of date.
    pub label: String,
    /// As people say it.
    pub text: String,
    /// How far away, in words; `None` for what lies behind.
    pub distance: Option<String>,
    /// For `<time datetime>`.
    pub machine: String,
}
