//! The facts that changed: what was said, what is said now.

use super::marked::{Side, added, between, marked, removed};
use super::{Changes, Shown};
use crate::ssr::comparison::ComparedFact;
use crate::text;
use leptos::prelude::*;

/// The table; nothing where no fact changed and the whole was not asked for.
pub fn facts_table(
    shown: Shown,
    changes: &Changes,
    facts: &[ComparedFact],
    (earlier, later): (u32, u32),
) -> Option<impl IntoView + use<>> {
    let locale = shown.locale;
    let rows: Vec<_> =
        facts.iter().filter(|fact| shown.is_whole || fact.is_change()).map(|fact| row(shown, changes, fact)).collect();
    if rows.is_empty() {
        return None;
    }
    Some(view! {
        <section class="compared-facts" aria-labelledby="compared-facts">
            <h2 id="compared-facts">{text!(locale, comparison.facts)}</h2>
            <table class="labelled">
                <thead>
                    <tr>
                        <th scope="col">{text!(locale, comparison.fact)}</th>
                        <th scope="col">{text!(locale, comparison.before, number = earlier)}</th>
                        <th scope="col">{text!(locale, comparison.after, number = later)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    })
}

fn row(shown: Shown, changes: &Changes, fact: &ComparedFact) -> AnyView {
    let locale = shown.locale;
    let nothing = || view! { <span class="sub">{text!(locale, comparison.nothing)}</span> }.into_any();
    let (before, after) = match (&fact.before, &fact.after) {
        (Some(before), Some(after)) if before == after => {
            (view! { <span>{before.clone()}</span> }.into_any(), view! { <span>{after.clone()}</span> }.into_any())
        }
        (Some(before), Some(after)) => {
            let pieces = between(before, after);
            (marked(locale, &pieces, Side::Before).into_any(), marked(locale, &pieces, Side::After).into_any())
        }
        (before, after) => (
            before.as_ref().map_or_else(nothing, |text| removed(locale, text)),
            after.as_ref().map_or_else(nothing, |text| added(locale, text)),
        ),
    };
    let (id, nav) = fact.is_change().then(|| changes.next()).unzip();
    let class = if id.is_some() { "change" } else { "same" };
    let (label_before, label_after) = fact_labels(shown);
    let (lang_before, lang_after) = fact.langs;
    view! {
        <tr class=class id=id tabindex=fact.is_change().then_some("-1")>
            <th scope="row">{fact.label.clone()} " " {nav}</th>
            <td data-label=label_before lang=lang_before>{before}</td>
            <td data-label=label_after lang=lang_after>{after}</td>
        </tr>
    }
    .into_any()
}

/// The words before each value where the table has become a list.
fn fact_labels(shown: Shown) -> (String, String) {
    (text!(shown.locale, comparison.was), text!(shown.locale, comparison.now))
}
