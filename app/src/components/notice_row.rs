//! One notice in a list.

use super::mark::{impact_mark, is_called_off, state_tag};
use super::stamp::small_stamp;
use crate::ssr::notice_row::joined;
use crate::ssr::page_request::PageRequest;
use crate::text;
use crate::views::notice_row::NoticeRow;
use leptos::prelude::*;

/// The row.
pub fn notice_row(request: &PageRequest, row: &NoticeRow) -> impl IntoView + use<> {
    let locale = request.locale;
    let is_called_off = row.state.as_ref().is_some_and(|(state, _)| is_called_off(*state));
    let class = match (row.is_unread, is_called_off) {
        (true, false) => "row unread",
        (true, true) => "row unread called-off",
        (false, true) => "row called-off",
        (false, false) => "row",
    };
    let unread = row.is_unread.then(|| view! { <span class="visually-hidden">{text!(locale, notices.unread)}</span> });
    let components = (!row.components.is_empty()).then(|| view! { <span>{joined(request, &row.components)}</span> });
    let state = row.state.clone().map(|(state, word)| state_tag(state, word));
    let stamp = row.is_acknowledged.then(|| small_stamp(request));
    let asked = row
        .must_acknowledge
        .then(|| view! { <span class="tag tag-ask">{text!(locale, notices.please_acknowledge)}</span> });
    let distance = row.date.distance.clone().map(|distance| view! { <span class="sub">{distance}</span> });
    view! {
        <li class=class>
            <article class="row-body">
                <p class="row-marks">
                    {impact_mark(row.impact, row.impact_word.clone())}
                    <span>{row.category.clone()}</span>
                    {components}
                    {state}
                    {asked}
                    {stamp}
                </p>
                <h3 class="row-title" lang=row.lang>
                    {unread}
                    <a href=row.address.clone()>{row.title.clone()}</a>
                </h3>
                <p class="row-summary" lang=row.lang>{row.summary.clone()}</p>
                <p class="sub number">{row.number.clone()}</p>
            </article>
            <p class="row-date">
                <span class="sub">{row.date.label.clone()}</span>
                <time datetime=row.date.machine.clone()>{row.date.text.clone()}</time>
                {distance}
            </p>
        </li>
    }
}
