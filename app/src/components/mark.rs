//! Marks: a word with a shape, never a colour alone.

use domain::notice::Impact;
use leptos::prelude::*;

/// The impact as a mark.
pub fn impact_mark(impact: Impact, word: String) -> impl IntoView {
    let class = match impact {
        Impact::ActionRequired => "mark mark-act",
        Impact::MayRequireAction => "mark mark-may",
        Impact::Informational => "mark mark-info",
    };
    view! { <span class=class>{word}</span> }
}
