//! What happened and what is planned, in order.

use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::EventKind;
use domain::publication::Publication;
use domain::zone::end_of_day;
use leptos::prelude::*;

struct Entry {
    at: DateTime<Utc>,
    time: String,
    machine: String,
    text: String,
    detail: Option<String>,
    tag: Option<String>,
}

/// The timeline of a notice: its events, then the days to come.
pub fn timeline(request: &PageRequest, publication: &Publication) -> impl IntoView + use<> {
    let locale = request.locale;
    let mut entries = past(request, publication);
    entries.extend(planned(request, publication));
    entries.sort_by_key(|entry| entry.at);
    let items: Vec<_> = entries
        .into_iter()
        .map(|entry| {
            let class = if entry.at <= request.now { "done" } else { "" };
            let tag = entry.tag.map(|tag| view! { <span class="tag">{tag}</span> });
            let detail = entry.detail.map(|detail| view! { <p>{detail}</p> });
            view! {
                <li class=class>
                    <time datetime=entry.machine>{entry.time}</time>
                    <span>{entry.text}</span> " " {tag}
                    {detail}
                </li>
            }
        })
        .collect();
    view! {
        <section class="timeline" aria-labelledby="timeline">
            <h2 id="timeline">{text!(locale, notices.timeline)}</h2>
            <ol>{items}</ol>
        </section>
    }
}

fn past(request: &PageRequest, publication: &Publication) -> Vec<Entry> {
    let locale = request.locale;
    publication
        .events
        .iter()
        .filter(|event| event.at <= request.now)
        .map(|event| {
            let head = publication
                .history
                .iter()
                .find(|head| event.kind == EventKind::Revised && head.number == event.revision);
            let note = head.and_then(|head| head.note.as_ref()).or(event.message.as_ref());
            Entry {
                at: event.at,
                time: dates::moment(locale, event.at),
                machine: dates::machine(event.at),
                text: words::event(locale, event.kind),
                detail: note.map(|note| note.get(locale).clone()),
                tag: head.map(|head| words::class(locale, head.class)),
            }
        })
        .collect()
}

fn planned(request: &PageRequest, publication: &Publication) -> Vec<Entry> {
    let locale = request.locale;
    let Some(facts) = publication.notice() else {
        return vec![];
    };
    let on_day = |day: NaiveDate, text: String| Entry {
        at: end_of_day(day),
        time: dates::day(locale, day),
        machine: day.to_string(),
        text,
        detail: None,
        tag: None,
    };
    let at = |at: DateTime<Utc>, text: String| Entry {
        at,
        time: dates::moment(locale, at),
        machine: dates::machine(at),
        text,
        detail: None,
        tag: None,
    };
    let due = facts.acknowledgement.and_then(|requirement| requirement.due);
    let entries = [
        due.map(|day| on_day(day, text!(locale, notices.due))),
        facts.act_by.map(|day| on_day(day, text!(locale, notices.act_by_day))),
        facts.effective_on.map(|day| {
            let begins = end_of_day(day) - chrono::TimeDelta::days(1);
            Entry { at: begins, ..on_day(day, text!(locale, notices.terms_take_effect)) }
        }),
        publication.planned().map(|planned| at(planned.start, text!(locale, notices.planned_start))),
        publication.planned().and_then(|planned| planned.end).map(|end| at(end, text!(locale, notices.planned_end))),
    ];
    entries.into_iter().flatten().collect()
}
