//! What the bell in a console shows of a reader's notices.

use super::notice_row::notice_row;
use super::page_request::PageRequest;
use crate::views::notice_row::NoticeRow;
use domain::notice::Impact;
use domain::publication::PublicationKind;
use serde::Serialize;

/// How many of the latest are listed.
const LATEST: usize = 5;

/// All the bell shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bell {
    /// How many notices are unread.
    pub unread: usize,
    /// The newest that asks for something and is unread or not acknowledged.
    pub urgent: Option<BellNotice>,
    /// The latest.
    pub latest: Vec<BellNotice>,
}

/// A notice in the bell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BellNotice {
    /// Its title.
    pub title: String,
    /// The language of the title, where it is not the reader's.
    pub lang: Option<&'static str>,
    /// Its address, a path of the portal.
    pub path: String,
    /// What the reader has to do.
    pub impact: String,
    /// The date that matters, with its label.
    pub date: String,
    /// Whether it is unread.
    pub is_unread: bool,
}

/// Built for whoever asks.
pub fn bell(request: &PageRequest) -> Bell {
    let rows: Vec<NoticeRow> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .filter(|notice| !notice.is_withdrawn() && !request.is_archived(notice))
        .filter_map(|notice| notice_row(request, notice))
        .collect();
    let is_urgent = |row: &&NoticeRow| row.impact == Impact::ActionRequired && (row.is_unread || row.must_acknowledge);
    Bell {
        unread: request.unread_count(),
        urgent: rows.iter().find(is_urgent).map(bell_notice),
        latest: rows.iter().take(LATEST).map(bell_notice).collect(),
    }
}

fn bell_notice(row: &NoticeRow) -> BellNotice {
    BellNotice {
        title: row.title.clone(),
        lang: row.lang,
        path: row.address.clone(),
        impact: row.impact_word.clone(),
        date: format!("{} {}", row.date.label, row.date.text),
        is_unread: row.is_unread,
    }
}
