//! A table of the text with its changes: always one table, with marks, because half a table cannot be
//! read.

use super::Shown;
use super::marked::{Side, added, marked, removed};
use leptos::prelude::*;
use publishing::difference::{BlockKind, Change, ComparedBlock};

/// The table of consecutive rows.
pub fn table(shown: Shown, rows: &[ComparedBlock]) -> AnyView {
    let (heads, others): (Vec<_>, Vec<_>) =
        rows.iter().partition(|row| matches!(row.kind, BlockKind::Row { is_head: true }));
    let labels: Vec<String> = heads.last().map(|head| plain_cells(&head.change)).unwrap_or_default();
    let head: Vec<_> = heads
        .into_iter()
        .map(|row| {
            let cells =
                cells(shown, &row.change).into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect_view();
            view! { <tr class=class(&row.change)>{cells}</tr> }
        })
        .collect();
    let body: Vec<_> = others
        .into_iter()
        .map(|row| {
            let cells = cells(shown, &row.change)
                .into_iter()
                .enumerate()
                .map(|(at, cell)| view! { <td data-label=labels.get(at).cloned()>{cell}</td> })
                .collect_view();
            view! { <tr class=class(&row.change)>{cells}</tr> }
        })
        .collect();
    view! { <table class="labelled compared-table"><thead>{head}</thead><tbody>{body}</tbody></table> }.into_any()
}

const fn class(change: &Change) -> &'static str {
    if change.is_change() { "change-row" } else { "same" }
}

fn cells(shown: Shown, change: &Change) -> Vec<AnyView> {
    let locale = shown.locale;
    match change {
        Change::Same(cells) => cells.iter().map(|cell| view! { <span>{cell.clone()}</span> }.into_any()).collect(),
        Change::Removed(cells) => cells.iter().map(|cell| removed(locale, cell)).collect(),
        Change::Added(cells) => cells.iter().map(|cell| added(locale, cell)).collect(),
        Change::Changed(cells) => cells.iter().map(|cell| marked(locale, cell, Side::Both).into_any()).collect(),
    }
}

fn plain_cells(change: &Change) -> Vec<String> {
    use publishing::difference::Piece;
    match change {
        Change::Same(cells) | Change::Removed(cells) | Change::Added(cells) => cells.clone(),
        Change::Changed(cells) => {
            let later = |piece: &Piece| match piece {
                Piece::Same(text) | Piece::Added(text) => text.clone(),
                Piece::Removed(_) => String::new(),
            };
            cells.iter().map(|pieces| pieces.iter().map(later).collect()).collect()
        }
    }
}
