//! The forms with which staff record what became of a notice: one for each event that is possible now,
//! folded up, none that would be refused anyway.

use super::banner::{Tone, banner};
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::permission::{Permission, may};
use domain::publication::Publication;
use domain::timeline::{Refusal, Verb, possible};
use leptos::prelude::*;

/// The forms, or why there are none.
pub fn record_event(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let may = may(&request.viewer, Permission::RecordEvents);
    let verbs = possible(publication, request.now);
    let content = if !may {
        view! { <p class="empty">{text!(locale, timeline.form.read_only)}</p> }.into_any()
    } else if verbs.is_empty() {
        view! { <p class="empty">{text!(locale, timeline.form.nothing)}</p> }.into_any()
    } else {
        let forms: Vec<_> = verbs.into_iter().map(|verb| form(request, publication, verb)).collect();
        view! {
            <p>{text!(locale, timeline.form.introduction)}</p>
            <div class="folded-forms">{forms}</div>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="record-event">
            <h2 id="record-event">{text!(locale, timeline.form.title)}</h2>
            {outcome(request)}
            {content}
        </section>
    }
    .into_any()
}

fn form(request: &PageRequest, publication: &Publication, verb: Verb) -> impl IntoView + use<> {
    let locale = request.locale;
    let times = (verb == Verb::Reschedule).then(|| times(request, publication));
    let warning = (verb == Verb::Withdraw).then(|| view! { <p>{text!(locale, timeline.form.withdraw_warning)}</p> });
    let back = request.to(&format!("/staff{}", publication.key.path()));
    let button = words::verb(locale, verb);
    view! {
        <details id=format!("record-{}", verb.word())>
            <summary>{button.clone()}</summary>
            <form class="stack" method="post" action="/actions/record-event">
                <input type="hidden" name="name" value=publication.key.name().to_owned()/>
                <input type="hidden" name="verb" value=verb.word()/>
                <input type="hidden" name="back" value=back/>
                {warning}
                {times}
                <label class="field">
                    <span>{text!(locale, timeline.form.message)}</span>
                    <textarea name="message" rows="3" maxlength="1000" lang="ja"></textarea>
                </label>
                <label class="field">
                    <span>{text!(locale, timeline.form.message_en)}</span>
                    <textarea name="message_en" rows="3" maxlength="1000" lang="en"></textarea>
                </label>
                <button class="primary" type="submit">{button}</button>
            </form>
        </details>
    }
}

/// The new times, filled in with those in force, so that one that stays need not be typed.
fn times(request: &PageRequest, publication: &Publication) -> AnyView {
    let locale = request.locale;
    let Some(planned) = publication.scheduled() else {
        return ().into_any();
    };
    if let Some(day) = publication.effective_on() {
        return view! {
            <label class="field">
                <span>{text!(locale, timeline.form.new_day)}</span>
                <input type="date" name="start" value=day.to_string() required/>
            </label>
        }
        .into_any();
    }
    view! {
        <label class="field">
            <span>{text!(locale, timeline.form.new_start)}</span>
            <input type="datetime-local" name="start" value=dates::local(planned.start) required/>
        </label>
        <label class="field">
            <span>{text!(locale, timeline.form.new_end)}</span>
            <input type="datetime-local" name="end"/>
        </label>
    }
    .into_any()
}

/// What became of the form that led here.
fn outcome(request: &PageRequest) -> Option<AnyView> {
    let locale = request.locale;
    match (request.query("done"), request.query("problem")) {
        (Some("recorded"), _) => Some(banner(Tone::Done, view! { <p>{text!(locale, timeline.form.recorded)}</p> })),
        (Some("unchanged"), _) => Some(banner(Tone::Note, view! { <p>{text!(locale, timeline.form.unchanged)}</p> })),
        (_, Some(problem)) => {
            let reason = match problem {
                "unclear-time" => text!(locale, timeline.form.unclear_time),
                "message-needs-japanese" => text!(locale, timeline.form.message_needs_japanese),
                "message-too-long" => text!(locale, timeline.form.message_too_long),
                other => words::refusal(locale, Refusal::from_word(other)?),
            };
            Some(banner(Tone::Problem, view! { <p>{text!(locale, timeline.form.refused, reason = reason)}</p> }))
        }
        _ => None,
    }
}
