//! What was planned beside what took place, once there is something to compare.

use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::EventKind;
use domain::notice::NoticeState;
use domain::publication::Publication;
use leptos::prelude::*;

/// What differs by less than this took place as planned.
const AS_PLANNED: TimeDelta = TimeDelta::minutes(1);

/// The table; nothing before the planned start, and nothing of what was called off or has no time.
pub fn planned_and_actual(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    let locale = request.locale;
    let planned = publication.planned()?;
    let state = publication.state(request.now);
    if !matches!(state, NoticeState::Unreported | NoticeState::Running | NoticeState::Completed) {
        return None;
    }
    let started = publication.at_of(EventKind::Started);
    let completed = publication.at_of(EventKind::Completed);
    let has_start = planned.end.is_some() || started.is_some();
    let start = has_start.then(|| row(request, text!(locale, timeline.actual.start), planned.start, started));
    let end = planned.end.unwrap_or(planned.start);
    let end = row(request, text!(locale, timeline.actual.end), end, completed);
    let heads = [
        text!(locale, timeline.actual.what),
        text!(locale, timeline.actual.planned),
        text!(locale, timeline.actual.actual),
    ]
    .map(|name| view! { <th scope="col">{name}</th> })
    .into_iter()
    .collect_view();
    let table = view! {
        <table class="labelled planned-and-actual">
            <caption>{text!(locale, timeline.actual.title)}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{start} {end}</tbody>
        </table>
    };
    Some(table.into_any())
}

fn row(request: &PageRequest, what: String, planned: DateTime<Utc>, actual: Option<DateTime<Utc>>) -> AnyView {
    let locale = request.locale;
    let taken = match actual {
        Some(at) => view! {
            <time datetime=dates::machine(at)>{dates::moment(locale, at)}</time>
            " "
            <span class="sub">{difference(request, at - planned)}</span>
        }
        .into_any(),
        None if planned <= request.now => text!(locale, timeline.actual.not_reported).into_any(),
        None => text!(locale, timeline.actual.still_to_come).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{what}</th>
            <td data-label=text!(locale, timeline.actual.planned)>
                <time datetime=dates::machine(planned)>{dates::moment(locale, planned)}</time>
            </td>
            <td data-label=text!(locale, timeline.actual.actual)>{taken}</td>
        </tr>
    }
    .into_any()
}

fn difference(request: &PageRequest, by: TimeDelta) -> String {
    let locale = request.locale;
    let duration = dates::duration(locale, by);
    if by.abs() < AS_PLANNED {
        text!(locale, timeline.actual.as_planned)
    } else if by > TimeDelta::zero() {
        text!(locale, timeline.actual.later, duration = duration)
    } else {
        text!(locale, timeline.actual.earlier, duration = duration)
    }
}
