//! What became of a notice, in words that name nobody: for its page, its mails and its feed.

use super::{dates, words};
use crate::text;
use domain::event::{Event, EventKind, Moved, Recorder};
use domain::locale::Locale;
use domain::notice::{NoticeState, Planned};
use domain::publication::Publication;
use domain::zone::civil_date;

/// A time as a notice gives it: a day for changed terms, a span for all else.
pub fn when(locale: Locale, publication: &Publication, planned: Planned) -> String {
    if publication.effective_on().is_some() {
        dates::day(locale, civil_date(planned.start))
    } else {
        dates::span(locale, planned)
    }
}

/// From when to when its time moved.
pub fn moved(locale: Locale, publication: &Publication, moved: Moved) -> String {
    let to = when(locale, publication, moved.to);
    match moved.from {
        Some(from) => text!(locale, timeline.moved, from = when(locale, publication, from), to = to),
        None => text!(locale, timeline.moved_first, to = to),
    }
}

/// What happened, as a sentence on its own.
pub fn sentence(locale: Locale, publication: &Publication, event: &Event) -> String {
    let moment = dates::moment(locale, event.at);
    match event.kind {
        EventKind::Announced | EventKind::Revised => words::event(locale, event.kind),
        EventKind::Rescheduled => match event.moved() {
            Some(by) => moved(locale, publication, by),
            None => text!(locale, timeline.mail.new_dates),
        },
        EventKind::Started => text!(locale, timeline.mail.started, moment = moment),
        EventKind::Completed => text!(locale, timeline.mail.completed, moment = moment),
        EventKind::Cancelled => text!(locale, timeline.mail.cancelled),
        EventKind::Withdrawn => text!(locale, timeline.mail.withdrawn),
        EventKind::Suspected => text!(locale, timeline.mail.suspected),
        EventKind::Confirmed => text!(locale, timeline.mail.confirmed),
        EventKind::Contained => text!(locale, timeline.mail.contained),
        EventKind::Closed => text!(locale, timeline.mail.closed),
    }
}

/// The title of what will not take place, for where no banner can say so.
pub fn called_off_title(locale: Locale, state: NoticeState, title: &str) -> String {
    text!(locale, timeline.called_off_title, state = words::state(locale, state), title = title.to_owned())
}

/// What staff said about an event in the reader's language, and the language that really is in where
/// it is another.
pub fn message(locale: Locale, event: &Event) -> Option<(String, Option<&'static str>)> {
    let (message, written_in) = event.message()?.get_with_locale(locale);
    Some((message.clone(), written_in.tag_on(locale)))
}

/// Why a change was brought forward although that was too soon, and the language that is really in where
/// it is another than the reader's.
pub fn lead_time_exception(locale: Locale, event: &Event) -> Option<(String, Option<&'static str>)> {
    let (reason, written_in) = event.lead_time_exception()?.get_with_locale(locale);
    Some((reason.clone(), written_in.tag_on(locale)))
}

/// Who recorded an event: for staff only.
pub fn recorder(locale: Locale, by: &Recorder) -> String {
    match by {
        Recorder::Publish => text!(locale, timeline.recorded_by.publish),
        Recorder::Staff { name, .. } => text!(locale, timeline.recorded_by.staff, name = name.clone()),
        Recorder::CommandLine => text!(locale, timeline.recorded_by.command_line),
        Recorder::Schedule => text!(locale, timeline.recorded_by.schedule),
    }
}
