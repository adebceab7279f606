//! A register compared entry by entry: what came, what ended, what is said otherwise.

use super::marked::{Side, added, between, marked, removed};
use super::{Changes, Shown};
use crate::ssr::comparison::{ComparedEntry, ComparedFact, EntryState};
use crate::text;
use leptos::prelude::*;

/// The section; nothing where nothing changed and the whole was not asked for.
pub fn entries(
    shown: Shown,
    changes: &Changes,
    compared: &[ComparedEntry],
    all: &str,
) -> Option<impl IntoView + use<>> {
    let locale = shown.locale;
    let is_shown = |entry: &&ComparedEntry| shown.is_whole || entry.state.is_some();
    let rows: Vec<_> = compared.iter().filter(is_shown).map(|entry| entry_view(shown, changes, entry)).collect();
    if rows.is_empty() {
        return None;
    }
    let hidden = compared.len() - rows.len();
    let folded = (hidden > 0).then(|| {
        let words = text!(locale, comparison.entries_same, count = hidden);
        view! { <p class="folded"><span>{words}</span> " " <a href=all.to_owned()>{text!(locale, comparison.show)}</a></p> }
    });
    Some(view! {
        <section class="compared-entries" aria-labelledby="compared-entries">
            <h2 id="compared-entries">{text!(locale, comparison.register)}</h2>
            {rows}
            {folded}
        </section>
    })
}

fn entry_view(shown: Shown, changes: &Changes, entry: &ComparedEntry) -> AnyView {
    let locale = shown.locale;
    let (id, nav) = entry.state.map(|_| changes.next()).unzip();
    let state = entry.state.map(|state| {
        let word = match state {
            EntryState::Added => text!(locale, comparison.entry.added),
            EntryState::Removed => text!(locale, comparison.entry.removed),
            EntryState::Ended => text!(locale, comparison.entry.ended),
            EntryState::Changed => text!(locale, comparison.entry.changed),
        };
        view! { <p class="change-line"><span class="tag">{word}</span> {nav}</p> }
    });
    let name = match entry.state {
        Some(EntryState::Added) => added(locale, &entry.name),
        Some(EntryState::Removed) => removed(locale, &entry.name),
        _ => view! { <span>{entry.name.clone()}</span> }.into_any(),
    };
    let fields: Vec<_> = entry
        .fields
        .iter()
        .filter(|field| shown.is_whole || field.is_change() || entry.is_alone())
        .map(|field| field_view(shown, entry, field))
        .collect();
    let class = if id.is_some() { "compared-entry change" } else { "compared-entry same" };
    view! {
        <div class=class id=id.clone() tabindex=id.map(|_| "-1")>
            {state}
            <h3>{name}</h3>
            <dl>{fields}</dl>
        </div>
    }
    .into_any()
}

fn field_view(shown: Shown, entry: &ComparedEntry, field: &ComparedFact) -> impl IntoView + use<> {
    let locale = shown.locale;
    let value = match (&field.before, &field.after) {
        _ if entry.is_alone() => {
            let text = field.after.as_ref().or(field.before.as_ref()).cloned().unwrap_or_default();
            view! { <span>{text}</span> }.into_any()
        }
        (Some(before), Some(after)) if before == after => view! { <span>{after.clone()}</span> }.into_any(),
        (Some(before), Some(after)) => marked(locale, &between(before, after), Side::Both).into_any(),
        (before, after) => {
            let before = before.as_ref().map(|text| removed(locale, text));
            let after = after.as_ref().map(|text| added(locale, text));
            view! { {before} {after} }.into_any()
        }
    };
    view! { <div><dt>{field.label.clone()}</dt><dd>{value}</dd></div> }
}
