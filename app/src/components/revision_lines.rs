//! What the authors said about each of several revisions, one line and a note each.

use super::class_badge::{class_badge, note};
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::revision::RevisionHead;
use leptos::prelude::*;

/// The items of a list, in the order given.
pub fn revision_lines<'a>(request: &PageRequest, heads: impl IntoIterator<Item = &'a RevisionHead>) -> Vec<AnyView> {
    let locale = request.locale;
    let line = |head: &RevisionHead| {
        view! {
            <li>
                <p>
                    <b>{text!(locale, publications.revision_number, number = head.number)}</b> " "
                    <time class="sub" datetime=head.on.to_string()>{dates::day(locale, head.on)}</time> " "
                    {class_badge(locale, head.class)}
                </p>
                {note(request, head)}
            </li>
        }
        .into_any()
    };
    heads.into_iter().map(line).collect()
}
