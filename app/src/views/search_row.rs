//! A publication that was found, as one row of the results.

use super::notice_row::{NoticeRow, RowDate};
use domain::search::{Excerpt, Piece};

/// Everything a row shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRow {
    /// Its address in the viewer's language.
    pub address: String,
    /// Its title in pieces, and the language that really is in where it is not the page's own.
    pub title: Vec<Piece>,
    /// The BCP 47 tag of the title, where it is not the page's own.
    pub lang: Option<&'static str>,
    /// The lines around what was found.
    pub excerpt: Excerpt,
    /// Tag and name of their language, where it is not the page's own.
    pub excerpt_lang: Option<(&'static str, String)>,
    /// What sort of publication, in words; of a notice its category says more.
    pub sort: Option<String>,
    /// The one date that matters.
    pub date: RowDate,
    /// What the list shows of it, when it is a notice.
    pub notice: Option<NoticeRow>,
}
