//! What the reader of a notice has to do, by when, and what there is to use instead.

use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::notice::{Impact, NoticeFacts};
use domain::revision::Guidance;
use leptos::prelude::*;

/// The steps and the day to act by; nothing where there are none. How far away the day is belongs to what is
/// in force.
pub fn to_do(
    request: &PageRequest,
    notice: &NoticeFacts,
    guidance: &Guidance,
    lang: Option<&'static str>,
    is_in_force: bool,
) -> Option<impl IntoView + use<>> {
    if guidance.actions.is_empty() && notice.act_by.is_none() {
        return None;
    }
    let locale = request.locale;
    let class = if notice.impact == Impact::ActionRequired { "todo" } else { "todo todo-may" };
    let heading =
        if guidance.actions.is_empty() { text!(locale, notices.act_by_day) } else { text!(locale, notices.to_do) };
    let deadline = notice.act_by.map(|day| {
        let distance = is_in_force.then(|| {
            view! { <span class="sub">{dates::distance(locale, day, request.now)}</span> }
        });
        view! {
            <p class="deadline">
                <strong><time datetime=day.to_string()>{text!(locale, notices.until, day = dates::day(locale, day))}</time></strong>
                {distance}
            </p>
        }
    });
    let steps: Vec<_> =
        guidance.actions.iter().map(|step| view! { <li inner_html=localized(request, step)></li> }).collect();
    let steps = (!steps.is_empty()).then(|| view! { <ol lang=lang>{steps}</ol> });
    Some(view! {
        <section class=class aria-labelledby="todo">
            <h2 id="todo">{heading}</h2>
            {deadline}
            {steps}
        </section>
    })
}

/// What to use instead; nothing where nothing is named.
pub fn alternatives(
    request: &PageRequest,
    guidance: &Guidance,
    lang: Option<&'static str>,
) -> Option<impl IntoView + use<>> {
    if guidance.alternatives.is_empty() {
        return None;
    }
    let ways: Vec<_> =
        guidance.alternatives.iter().map(|way| view! { <li inner_html=localized(request, way)></li> }).collect();
    Some(view! {
        <section class="alternatives" aria-labelledby="alternatives">
            <h2 id="alternatives">{text!(request.locale, notices.alternatives)}</h2>
            <ul lang=lang>{ways}</ul>
        </section>
    })
}

fn localized(request: &PageRequest, html: &str) -> String {
    publishing::localize_links(html, request.locale)
}
