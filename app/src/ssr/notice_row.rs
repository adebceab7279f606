//! Builds the row of a notice.

use super::page_request::PageRequest;
use super::{dates, words};
use crate::text;
use crate::views::notice_row::{NoticeRow, RowDate};
use domain::id::ComponentKey;
use domain::notice::{KeyDate, NoticeFacts, NoticeState};
use domain::publication::Publication;
use domain::zone::{civil_date, days_until};

/// The row, or `None` for what is not a notice.
pub fn notice_row(request: &PageRequest, publication: &Publication) -> Option<NoticeRow> {
    let locale = request.locale;
    let facts = publication.notice()?;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let state = match publication.state(request.now) {
        NoticeState::Upcoming | NoticeState::Undated => None,
        state => Some((state, words::state(locale, state))),
    };
    Some(NoticeRow {
        number: publication.key.name().to_owned(),
        address: request.to(&publication.key.path()),
        title: edition.title.clone(),
        lang: written_in.tag_on(locale),
        summary: edition.summary.clone(),
        impact: facts.impact,
        impact_word: words::impact(locale, facts.impact),
        category: facts
            .category
            .map_or_else(|| words::kind(locale, facts.kind), |category| words::category(locale, category)),
        components: component_names(request, facts),
        date: row_date(request, publication.key_date(request.now)),
        is_unread: !request.is_read(publication),
        is_updated: !request.is_read(publication)
            && request.read(publication).is_some_and(|read| !publication.stands_as(read.seen)),
        is_pinned: request.shelf(publication).pinned_at.is_some(),
        is_archived: request.is_archived(publication),
        sight: publication.sight(),
        is_acknowledged: request.acknowledged(publication).is_some(),
        must_acknowledge: request.must_acknowledge(publication),
        state,
        month: dates::month(locale, civil_date(publication.publish_at)),
    })
}

fn row_date(request: &PageRequest, date: KeyDate) -> RowDate {
    let day = dates::key_date_day(date);
    let is_plan = matches!(date, KeyDate::ActBy(_) | KeyDate::EffectiveOn(_) | KeyDate::Planned(_));
    let is_ahead = days_until(day, request.now) >= 0 && is_plan;
    RowDate {
        label: dates::key_date_label(request.locale, date),
        text: dates::short_day(request.locale, day, request.now),
        distance: is_ahead.then(|| dates::distance(request.locale, day, request.now)),
        machine: day.to_string(),
    }
}

/// The names of the components a notice touches.
pub fn component_names(request: &PageRequest, notice: &NoticeFacts) -> Vec<String> {
    let name = |key: &ComponentKey| match request.service() {
        Some(service) => service.component_name(key, request.locale).to_owned(),
        None => key.to_string(),
    };
    notice.components.iter().map(name).collect()
}

/// What joins words in a list: 、 or a comma.
pub fn joined(request: &PageRequest, words: &[String]) -> String {
    words.join(&text!(request.locale, words.list_separator))
}
