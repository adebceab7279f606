//! The forms with which staff record what became of a notice: one for each event that is possible now,
//! folded up, none that would be refused anyway.

use super::banner::{Tone, banner};
use super::raw_text::raw_text;
use crate::actions::timeline::record_event::{TOO_EARLY, shift};
use crate::actions::timeline::refused_form::RefusedForm;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::audience::Tenant;
use domain::lead_time::TooEarly;
use domain::permission::{Permission, may};
use domain::publication::Publication;
use domain::timeline::{Decision, Refusal, Transition, Verb, decide, possible, too_early};
use leptos::prelude::*;

/// How many tenants are listed; the rest is a number.
const MOST_NAMED: usize = 12;

/// The forms, or why there are none. `tenants` are all there are.
pub fn record_event(request: &PageRequest, publication: &Publication, tenants: &[Tenant]) -> AnyView {
    let locale = request.locale;
    let may = may(&request.viewer, Permission::RecordEvents);
    let verbs = possible(publication, request.now);
    let content = if !may {
        view! { <p class="empty">{text!(locale, timeline.form.read_only)}</p> }.into_any()
    } else if verbs.is_empty() {
        view! { <p class="empty">{text!(locale, timeline.form.nothing)}</p> }.into_any()
    } else {
        let refused = request.query("problem").and_then(|_| RefusedForm::take(request, publication.key.name()));
        let forms: Vec<_> = verbs.into_iter().map(|verb| form(request, publication, verb, refused.as_ref())).collect();
        let waits = (decide(publication, Transition::to(Verb::Closed), request.now) == Err(Refusal::ItemsOpen))
            .then(|| view! { <p class="sub">{text!(locale, timeline.form.cannot_close)} " " {words::refusal(locale, Refusal::ItemsOpen)}</p> });
        view! {
            <p>{text!(locale, timeline.form.introduction)}</p>
            <div class="folded-forms">{forms}</div>
            {waits}
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="record-event">
            <h2 id="record-event">{text!(locale, timeline.form.title)}</h2>
            {outcome(request, publication, tenants)}
            {content}
        </section>
    }
    .into_any()
}

/// The form of an event, with what was typed into it where it was refused just now.
fn form(
    request: &PageRequest,
    publication: &Publication,
    verb: Verb,
    refused: Option<&RefusedForm>,
) -> impl IntoView + use<> {
    let locale = request.locale;
    let refused = refused.filter(|form| form.verb == verb.word());
    let is_too_early = verb == Verb::Reschedule && request.query("problem") == Some(TOO_EARLY);
    let is_open = refused.is_some() || is_too_early;
    let typed = refused.cloned().unwrap_or_default();
    let times = (verb == Verb::Reschedule).then(|| times(request, publication, &typed));
    let warning = (verb == Verb::Withdraw).then(|| view! { <p>{text!(locale, timeline.form.withdraw_warning)}</p> });
    let back = request.to(&format!("/staff{}", publication.key.path()));
    let button = words::verb(locale, verb);
    view! {
        <details id=format!("record-{}", verb.word()) open=is_open>
            <summary>{button.clone()}</summary>
            <form class="stack" method="post" action="/actions/record-event">
                <input type="hidden" name="name" value=publication.key.name().to_owned()/>
                <input type="hidden" name="verb" value=verb.word()/>
                <input type="hidden" name="back" value=back/>
                {warning}
                {times}
                <label class="field">
                    <span>{text!(locale, timeline.form.message)}</span>
                    <textarea name="message" rows="3" maxlength="1000" lang="ja">{raw_text(&typed.message)}</textarea>
                </label>
                <label class="field">
                    <span>{text!(locale, timeline.form.message_en)}</span>
                    <textarea name="message_en" rows="3" maxlength="1000" lang="en">{raw_text(&typed.message_en)}</textarea>
                </label>
                <button class="primary" type="submit">{button}</button>
            </form>
        </details>
    }
}

/// The new times, filled in with what was typed or those in force, so that one that stays need not be typed.
fn times(request: &PageRequest, publication: &Publication, typed: &RefusedForm) -> AnyView {
    let locale = request.locale;
    let Some(planned) = publication.scheduled() else {
        return ().into_any();
    };
    let was_typed = |key: &str, text: &str| {
        let text = Some(text).filter(|text| !text.is_empty()).or_else(|| request.query(key));
        text.map(ToOwned::to_owned)
    };
    let start = was_typed("start", &typed.start);
    if let Some(day) = publication.effective_on() {
        return view! {
            <label class="field">
                <span>{text!(locale, timeline.form.new_day)}</span>
                <input type="date" name="start" value=start.unwrap_or_else(|| day.to_string()) required/>
            </label>
        }
        .into_any();
    }
    let start = start.unwrap_or_else(|| dates::local(planned.start));
    view! {
        <label class="field">
            <span>{text!(locale, timeline.form.new_start)}</span>
            <input type="datetime-local" name="start" value=start required/>
        </label>
        <label class="field">
            <span>{text!(locale, timeline.form.new_end)}</span>
            <input type="datetime-local" name="end" value=was_typed("end", &typed.end)/>
        </label>
        <label class="field">
            <span>{text!(locale, timeline.form.exception)}</span>
            <textarea name="lead_time_exception" rows="2" maxlength="1000" lang="ja">{raw_text(&typed.lead_time_exception)}</textarea>
        </label>
        <label class="field">
            <span>{text!(locale, timeline.form.exception_en)}</span>
            <textarea name="lead_time_exception_en" rows="2" maxlength="1000" lang="en">{raw_text(&typed.lead_time_exception_en)}</textarea>
        </label>
    }
    .into_any()
}

/// What became of the form that led here.
fn outcome(request: &PageRequest, publication: &Publication, tenants: &[Tenant]) -> Option<AnyView> {
    let locale = request.locale;
    match (request.query("done"), request.query("problem")) {
        (Some("recorded"), _) => Some(banner(Tone::Done, view! { <p>{text!(locale, timeline.form.recorded)}</p> })),
        (Some("unchanged"), _) => Some(banner(Tone::Note, view! { <p>{text!(locale, timeline.form.unchanged)}</p> })),
        (_, Some(problem)) => {
            let reason = match problem {
                "unclear-time" => text!(locale, timeline.form.unclear_time),
                "message-needs-japanese" => text!(locale, timeline.form.message_needs_japanese),
                "message-too-long" => text!(locale, timeline.form.message_too_long),
                TOO_EARLY => too_early_in_words(request, &asked_too_early(request, publication, tenants)?, tenants),
                other => words::refusal(locale, Refusal::from_word(other)?),
            };
            Some(banner(Tone::Problem, view! { <p>{text!(locale, timeline.form.refused, reason = reason)}</p> }))
        }
        _ => None,
    }
}

/// For whom the start that was asked for is too soon.
fn asked_too_early(request: &PageRequest, publication: &Publication, tenants: &[Tenant]) -> Option<TooEarly> {
    let asked = shift(request.query("start")?, request.query("end").unwrap_or_default()).ok()?;
    let Ok(Decision::Record(entry)) = decide(publication, Transition::reschedule(asked), request.now) else {
        return None;
    };
    too_early(publication, entry.moved?, &request.service()?.lead_times, tenants, request.now)
}

fn too_early_in_words(request: &PageRequest, early: &TooEarly, tenants: &[Tenant]) -> String {
    let locale = request.locale;
    let (day, earliest) = (dates::day(locale, early.starts_on), dates::day(locale, early.earliest));
    let listed = early.tenants.iter().take(MOST_NAMED).map(|id| {
        let known = tenants.iter().find(|tenant| tenant.id == *id);
        known.map_or_else(|| id.to_string(), |tenant| format!("{} ({id})", tenant.name.get(locale)))
    });
    let mut names = listed.collect::<Vec<_>>().join(&text!(locale, words.list_separator));
    let more = early.tenants.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        names = text!(locale, timeline.form.and_more, names = names, count = more);
    }
    if names.is_empty() {
        text!(locale, timeline.form.too_early, day = day, earliest = earliest)
    } else {
        text!(locale, timeline.form.too_early_for, day = day, names = names, earliest = earliest)
    }
}
