//! Words that were removed or added: elements that mean it, a sign and a line that show it, and a word
//! for those who do not see them, once for each change.

use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use publishing::difference::{Piece, pieces};

/// Which of the two texts is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Both in one, with marks.
    Both,
    /// What stood there.
    Before,
    /// What stands there now.
    After,
}

/// Pieces as one of the two texts, or as both.
pub fn marked(locale: Locale, pieces: &[Piece], side: Side) -> Vec<AnyView> {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Same(text) => Some(view! { <span>{text.clone()}</span> }.into_any()),
            Piece::Removed(text) => (side != Side::After).then(|| removed(locale, text)),
            Piece::Added(text) => (side != Side::Before).then(|| added(locale, text)),
        })
        .collect()
}

/// A text that is gone.
pub fn removed(locale: Locale, text: &str) -> AnyView {
    view! { <del><span class="visually-hidden">{format!("{} ", text!(locale, comparison.removed))}</span>{text.to_owned()}</del> }
        .into_any()
}

/// A text that is new.
pub fn added(locale: Locale, text: &str) -> AnyView {
    view! { <ins><span class="visually-hidden">{format!("{} ", text!(locale, comparison.added))}</span>{text.to_owned()}</ins> }
        .into_any()
}

/// Two values laid over each other; what has nothing in common stands one after the other.
pub fn between(before: &str, after: &str) -> Vec<Piece> {
    pieces(before, after).unwrap_or_else(|| vec![Piece::Removed(before.to_owned()), Piece::Added(after.to_owned())])
}
