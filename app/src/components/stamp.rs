//! The stamp: whoever has acknowledged is a vermilion 確認印 in a row of boxes; an open box says who
//! is still missing. The words are there for those who do not see it.

use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use chrono::Datelike;
use domain::acknowledgement::{Requirement, Standing, coverage};
use domain::zone::civil_date;
use leptos::prelude::*;

/// How many boxes are drawn before the rest is said as a number.
const MOST_BOXES: usize = 12;

/// The row of boxes of one tenant: those asked, the viewer marked, who has acknowledged stamped.
pub fn stamp_row(request: &PageRequest, requirement: &Requirement, people: &[Standing]) -> impl IntoView + use<> {
    let locale = request.locale;
    let asked: Vec<_> = people.iter().filter(|person| requirement.asks(person.role)).collect();
    let count = coverage(requirement, people);
    let label = text!(locale, acknowledgements.row_label, asked = count.asked, done = count.acknowledged);
    let rest = asked.len().saturating_sub(MOST_BOXES);
    let boxes: Vec<_> = asked.iter().take(MOST_BOXES).map(|person| stamp_box(request, person)).collect();
    let more =
        (rest > 0).then(|| view! { <li class="more">{text!(locale, acknowledgements.more_people, count = rest)}</li> });
    view! { <ul class="stamps" aria-label=label>{boxes} {more}</ul> }
}

fn stamp_box(request: &PageRequest, person: &Standing) -> impl IntoView + use<> {
    let locale = request.locale;
    let is_viewer = request.viewer.user() == Some(person.user);
    let below = if is_viewer { text!(locale, acknowledgements.you) } else { words::tenant_role(locale, person.role) };
    let family_name = family_name(&person.name);
    let mark = match person.acknowledged {
        Some((_, at)) => {
            let day = civil_date(at);
            let spoken =
                text!(locale, acknowledgements.stamped, name = person.name.clone(), day = dates::day(locale, day));
            view! {
                <span class="stamp" aria-hidden="true">
                    <small>{text!(locale, acknowledgements.stamp_word)}</small>
                    <b>{family_name}</b>
                    <small>{format!("{}.{}", day.month(), day.day())}</small>
                </span>
                <span class="visually-hidden">{spoken}</span>
            }
            .into_any()
        }
        None => view! {
            <span class="stamp-box" aria-hidden="true"></span>
            <span class="stamp-name">{person.name.clone()}</span>
            <span class="visually-hidden">{text!(locale, acknowledgements.not_yet)}</span>
        }
        .into_any(),
    };
    view! { <li>{mark} <em>{below}</em></li> }
}

/// The small 済 in lists.
pub fn small_stamp(request: &PageRequest) -> impl IntoView + use<> {
    view! {
        <span class="stamp stamp-small" aria-hidden="true">{text!(request.locale, acknowledgements.done_sign)}</span>
        <span class="visually-hidden">{text!(request.locale, acknowledgements.done)}</span>
    }
}

fn family_name(name: &str) -> String {
    let family = name.split_whitespace().next().unwrap_or(name);
    let last = name.split_whitespace().next_back().unwrap_or(name);
    if name.is_ascii() { last.chars().take(8).collect() } else { family.chars().take(4).collect() }
}

#[cfg(test)]
mod tests {
    use super::family_name;

    #[test]
    fn a_seal_carries_the_family_name() {
        assert_eq!(family_name("佐藤 由美"), "佐藤");
        assert_eq!(family_name("Emily Carter"), "Carter");
    }
}
