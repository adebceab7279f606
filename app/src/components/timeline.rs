//! What happened and what is still planned, in order. Readers learn what was recorded and when, staff
//! also by whom.

use super::class_badge::class_badge;
use super::planned_and_actual::planned_and_actual;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, life, words};
use crate::text;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::event::{Event, EventKind, Recorder};
use domain::publication::Publication;
use domain::revision::RevisionClass;
use domain::timeline::Phase;
use domain::zone::{end_of_day, start_of_day};
use leptos::prelude::*;

/// From when on it is worth saying that something was written down later than it happened.
const LATE: TimeDelta = TimeDelta::minutes(1);

struct Entry {
    at: DateTime<Utc>,
    time: String,
    machine: String,
    text: String,
    /// Texts, with the language one really is in where that is not the page's.
    details: Vec<(String, Option<&'static str>)>,
    /// Why the change comes so soon, alike.
    exception: Option<(String, Option<&'static str>)>,
    class: Option<RevisionClass>,
    /// Whether it has happened; what was planned for an hour that has passed need not have.
    is_done: bool,
}

/// The timeline of a notice: its events, then what is to come.
pub fn timeline(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let mut entries = past(request, publication);
    entries.extend(to_come(request, publication));
    entries.sort_by_key(|entry| entry.at);
    let items: Vec<_> = entries
        .into_iter()
        .map(|entry| {
            let class = if entry.is_done { "done" } else { "" };
            let badge = entry.class.map(|class| class_badge(locale, class));
            let details: Vec<_> =
                entry.details.into_iter().map(|(detail, lang)| view! { <p lang=lang>{detail}</p> }).collect();
            let exception = entry.exception.map(|(reason, lang)| {
                let label = text!(locale, notices.fact.lead_time_exception);
                view! { <p><b>{label}</b> " " <span lang=lang>{reason}</span></p> }
            });
            view! {
                <li class=class>
                    <time datetime=entry.machine>{entry.time}</time>
                    <span>{entry.text}</span> " " {badge}
                    {details}
                    {exception}
                </li>
            }
        })
        .collect();
    view! {
        <section class="timeline" aria-labelledby="timeline">
            <h2 id="timeline">{text!(locale, notices.timeline)}</h2>
            {planned_and_actual(request, publication)}
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

fn past(request: &PageRequest, publication: &Publication) -> Vec<Entry> {
    let events = publication.events.iter().filter(|event| event.at <= request.now);
    events.map(|event| happened(request, publication, event)).collect()
}

fn happened(request: &PageRequest, publication: &Publication, event: &Event) -> Entry {
    let locale = request.locale;
    let is_revision = event.kind == EventKind::Revised;
    let head = publication.history.iter().find(|head| is_revision && head.number == event.revision);
    let note = head.and_then(|head| head.note.as_ref()).map(|note| {
        let (note, written_in) = note.get_with_locale(locale);
        (note.clone(), written_in.tag_on(locale))
    });
    let moved = event.moved().map(|moved| (life::moved(locale, publication, moved), None));
    // What was past when the notice came here was not recorded late: its whole history was filled in then.
    let is_history = publication.history.first().is_some_and(|first| first.published_at > event.at);
    let is_late = event.by == Recorder::Schedule && event.recorded_at - event.at >= LATE && !is_history;
    let late = is_late.then(|| {
        let moment = dates::moment(locale, event.recorded_at);
        (text!(locale, timeline.recorded_at, moment = moment), None)
    });
    let by = request.viewer.staff().map(|_| (life::recorder(locale, &event.by), None));
    Entry {
        at: event.at,
        time: dates::moment(locale, event.at),
        machine: dates::machine(event.at),
        text: words::event(locale, event.kind),
        details: [note, moved, life::message(locale, event), late, by].into_iter().flatten().collect(),
        exception: life::lead_time_exception(locale, event),
        class: head.map(|head| head.class),
        is_done: true,
    }
}

/// What is still planned: nothing where it was called off, no beginning of what has begun, and days to
/// act or to acknowledge also when they have passed.
fn to_come(request: &PageRequest, publication: &Publication) -> Vec<Entry> {
    let locale = request.locale;
    let Some(facts) = publication.notice().filter(|_| !publication.is_called_off()) else {
        return vec![];
    };
    let at = |at: DateTime<Utc>, time: String, machine: String, text: String| Entry {
        at,
        time,
        machine,
        text,
        details: vec![],
        exception: None,
        class: None,
        is_done: false,
    };
    let on_day = |day: NaiveDate, text: String| Entry {
        is_done: end_of_day(day) <= request.now,
        ..at(end_of_day(day), dates::day(locale, day), day.to_string(), text)
    };
    let moment = |when: DateTime<Utc>, text: String| at(when, dates::moment(locale, when), dates::machine(when), text);
    let due = request.requirement(publication).and_then(|requirement| requirement.due);
    let phase = publication.phase();
    let start = publication.planned().filter(|_| phase == Phase::Open).map(|planned| planned.start);
    let end = publication.planned().filter(|_| phase != Phase::Completed).and_then(|planned| planned.end);
    let entries = [
        due.map(|day| on_day(day, text!(locale, notices.due))),
        facts.act_by.map(|day| on_day(day, text!(locale, notices.act_by_day))),
        publication.effective_on().map(|day| {
            let begins = start_of_day(day);
            let is_done = begins <= request.now;
            Entry { at: begins, is_done, ..on_day(day, text!(locale, notices.terms_take_effect)) }
        }),
        start.map(|start| moment(start, text!(locale, notices.planned_start))),
        end.map(|end| moment(end, text!(locale, notices.planned_end))),
    ];
    entries.into_iter().flatten().collect()
}
