//! The parts of a comparison of two revisions: facts before and after, the text with marked changes, a
//! register entry by entry. Every change has a number and links to the one before and after it.

pub mod entries;
pub mod facts;
pub mod marked;
pub mod sections;
pub mod table;

use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;
use std::cell::Cell;

/// How the reader wants it shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// The page's language.
    pub locale: Locale,
    /// Earlier and later text beside each other, instead of one text with marks.
    pub is_side_by_side: bool,
    /// Also what has not changed.
    pub is_whole: bool,
    /// Whether the text is a policy's: its sections are clauses then.
    pub is_policy: bool,
}

/// Numbers the changes of a page, in order.
pub struct Changes {
    locale: Locale,
    count: usize,
    given: Cell<usize>,
}

impl Changes {
    /// For a page with `count` changes.
    pub const fn new(locale: Locale, count: usize) -> Self {
        Self { locale, count, given: Cell::new(0) }
    }

    /// The next change: its `id`, and where it stands among the others with links to its neighbours.
    pub fn next(&self) -> (String, AnyView) {
        let number = self.given.get() + 1;
        self.given.set(number);
        let locale = self.locale;
        let place = text!(locale, comparison.place, number = number, count = self.count);
        let previous = (number > 1).then(|| {
            view! { <a class="step icon icon-up" href=format!("#{}", id(number - 1)) aria-label=text!(locale, comparison.previous) title=text!(locale, comparison.previous)></a> }
        });
        let next = (number < self.count).then(|| {
            view! { <a class="step icon icon-down" href=format!("#{}", id(number + 1)) aria-label=text!(locale, comparison.next) title=text!(locale, comparison.next)></a> }
        });
        let nav = view! {
            <span class="change-nav">
                <span class="visually-hidden">{place}</span>
                <span class="sub" aria-hidden="true">{format!("{number}/{}", self.count)}</span>
                {previous}
                {next}
            </span>
        };
        (id(number), nav.into_any())
    }
}

fn id(number: usize) -> String {
    format!("change-{number}")
}
