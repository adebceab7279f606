//! One publication that was found.

use super::mark::{impact_mark, state_tag};
use super::stamp::small_stamp;
use crate::ssr::notice_row::joined;
use crate::ssr::page_request::PageRequest;
use crate::text;
use crate::views::notice_row::NoticeRow;
use crate::views::search_row::SearchRow;
use domain::search::Piece;
use leptos::prelude::*;

/// The row.
pub fn search_row(request: &PageRequest, row: &SearchRow) -> impl IntoView + use<> {
    let is_unread = row.notice.as_ref().is_some_and(|notice| notice.is_unread);
    let unread =
        is_unread.then(|| view! { <span class="visually-hidden">{text!(request.locale, notices.unread)}</span> });
    let marks = row.notice.as_ref().map(|notice| marks(request, notice));
    let sort = row.sort.clone().map(|sort| view! { <span class="tag">{sort}</span> });
    let number = row.notice.as_ref().map(|notice| view! { <p class="sub number">{notice.number.clone()}</p> });
    let (lang, language) = row.excerpt_lang.clone().unzip();
    let language = language.map(|name| view! { <span class="tag">{name}</span> " " });
    let distance = row.date.distance.clone().map(|distance| view! { <span class="sub">{distance}</span> });
    view! {
        <li class=if is_unread { "row unread" } else { "row" }>
            <article class="row-body">
                <p class="row-marks">
                    {sort}
                    {marks}
                </p>
                <h2 class="row-title" lang=row.lang>
                    {unread}
                    <a href=row.address.clone()>{pieces(&row.title)}</a>
                </h2>
                <p class="row-summary excerpt">
                    {language}
                    <span lang=lang>
                        {row.excerpt.is_cut_before.then_some("…")}
                        {pieces(&row.excerpt.pieces)}
                        {row.excerpt.is_cut_behind.then_some("…")}
                    </span>
                </p>
                {number}
            </article>
            <p class="row-date">
                <span class="sub">{row.date.label.clone()}</span>
                <time datetime=row.date.machine.clone()>{row.date.text.clone()}</time>
                {distance}
            </p>
        </li>
    }
}

fn marks(request: &PageRequest, notice: &NoticeRow) -> impl IntoView + use<> {
    let components =
        (!notice.components.is_empty()).then(|| view! { <span>{joined(request, &notice.components)}</span> });
    let state = notice.state.clone().map(|(state, word)| state_tag(state, word));
    let stamp = notice.is_acknowledged.then(|| small_stamp(request));
    view! {
        {impact_mark(notice.impact, notice.impact_word.clone())}
        <span>{notice.category.clone()}</span>
        {components}
        {state}
        {stamp}
    }
}

/// What was found is marked; everything is text.
fn pieces(pieces: &[Piece]) -> Vec<AnyView> {
    pieces
        .iter()
        .map(|piece| {
            let text = piece.text.clone();
            if piece.is_found { view! { <mark>{text}</mark> }.into_any() } else { text.into_any() }
        })
        .collect()
}
