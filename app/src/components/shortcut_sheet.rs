//! The keys that are shortcuts, as a table: on a page of its own, and in a dialog that the script opens.

use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;

/// The `id` of the dialog, for the script.
pub const SHEET: &str = "shortcut-sheet";

/// The table.
pub fn shortcut_table(locale: Locale) -> impl IntoView {
    let keys: [(&[&[&'static str]], String); 10] = [
        (&[&["j"]], text!(locale, reading.shortcuts.next)),
        (&[&["k"]], text!(locale, reading.shortcuts.previous)),
        (&[&["Enter"], &["o"]], text!(locale, reading.shortcuts.open)),
        (&[&["u"]], text!(locale, reading.shortcuts.toggle_read)),
        (&[&["p"]], text!(locale, reading.shortcuts.toggle_pin)),
        (&[&["e"]], text!(locale, reading.shortcuts.toggle_archive)),
        (&[&["/"]], text!(locale, reading.shortcuts.search)),
        (&[&["g", "h"]], text!(locale, reading.shortcuts.home)),
        (&[&["g", "n"]], text!(locale, reading.shortcuts.list)),
        (&[&["?"]], text!(locale, reading.shortcuts.help)),
    ];
    let rows: Vec<_> = keys
        .into_iter()
        .map(|(ways, what)| {
            let ways: Vec<_> = ways.iter().enumerate().map(|(at, keys)| way(locale, at > 0, keys)).collect();
            view! { <tr><th scope="row">{ways}</th><td>{what}</td></tr> }
        })
        .collect();
    view! {
        <table class="keys">
            <thead><tr><th scope="col">{text!(locale, reading.shortcuts.key)}</th><th scope="col">{text!(locale, reading.shortcuts.what)}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn way(locale: Locale, is_other: bool, keys: &'static [&'static str]) -> AnyView {
    let keys: Vec<_> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| {
            let then = (at > 0).then(|| format!(" {} ", text!(locale, reading.shortcuts.then)));
            view! { {then} <kbd>{*key}</kbd> }
        })
        .collect();
    let before = is_other.then_some(" / ");
    view! { {before} {keys} }.into_any()
}

/// The dialog, closed; nothing for whoever has no shortcuts.
pub fn shortcut_sheet(request: &PageRequest) -> Option<impl IntoView + use<>> {
    let locale = request.locale;
    request.has_shortcuts().then(|| {
        view! {
            <dialog id=SHEET class="sheet" aria-labelledby="shortcut-sheet-title">
                <h2 id="shortcut-sheet-title">{text!(locale, reading.shortcuts.title)}</h2>
                {shortcut_table(locale)}
                <form method="dialog" class="sheet-end">
                    <a href=request.to("/shortcuts")>{text!(locale, reading.shortcuts.settings)}</a>
                    <button class="button" type="submit">{text!(locale, reading.shortcuts.close)}</button>
                </form>
            </dialog>
        }
    })
}
