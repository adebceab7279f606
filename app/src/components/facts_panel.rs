//! Facts as a list of labels and values.

use crate::ssr::facts::Fact;
use leptos::prelude::*;

/// The list.
pub fn facts_panel(facts: Vec<Fact>) -> impl IntoView {
    let rows: Vec<_> = facts
        .into_iter()
        .map(|fact| {
            let values: Vec<_> = fact
                .values
                .into_iter()
                .map(|value| match value.address {
                    Some(address) => view! { <dd><a href=address>{value.text}</a></dd> }.into_any(),
                    None => view! { <dd lang=value.lang>{value.text}</dd> }.into_any(),
                })
                .collect();
            view! { <div><dt>{fact.label}</dt>{values}</div> }
        })
        .collect();
    view! { <dl class="facts">{rows}</dl> }
}
