//! The shortcuts of single keys: which there are, and the switch (WCAG 2.2, 2.1.4).

use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::shortcut_sheet::shortcut_table;
use crate::ssr::page_request::PageRequest;
use crate::text;
use leptos::prelude::*;

/// `/shortcuts`
#[component]
pub fn ShortcutsPage() -> impl IntoView {
    PageRequest::current().map(|request| shortcuts(&request))
}

fn shortcuts(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let title = text!(locale, reading.shortcuts.title);
    let done = match request.query("done") {
        Some("shortcuts-on") if request.has_shortcuts() => Some(text!(locale, reading.done.shortcuts_on)),
        Some("shortcuts-off") if !request.has_shortcuts() => Some(text!(locale, reading.done.shortcuts_off)),
        _ => None,
    };
    view! {
        {head(request, &title, &text!(locale, reading.shortcuts.description))}
        {breadcrumbs(request, &[(title.clone(), None)])}
        {done.map(|done| banner(Tone::Done, view! { <p>{done}</p> }))}
        <h1>{title}</h1>
        <p class="lead">{text!(locale, reading.shortcuts.introduction)}</p>
        <section class="shortcuts">
            {shortcut_table(locale)}
            {switch(request)}
        </section>
    }
}

fn switch(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    if request.viewer.user().is_none() {
        return view! { <p>{text!(locale, reading.shortcuts.needs_sign_in)}</p> }.into_any();
    }
    let (standing, label, wanted, done) = if request.has_shortcuts() {
        (text!(locale, reading.shortcuts.is_on), text!(locale, reading.shortcuts.switch_off), "false", "shortcuts-off")
    } else {
        (text!(locale, reading.shortcuts.is_off), text!(locale, reading.shortcuts.switch_on), "true", "shortcuts-on")
    };
    view! {
        <form method="post" action="/actions/set-shortcuts" class="stack">
            <p>{standing}</p>
            <input type="hidden" name="is_on" value=wanted/>
            <input type="hidden" name="back" value=request.to(&format!("/shortcuts?done={done}"))/>
            <button class="button" type="submit">{label}</button>
        </form>
    }
    .into_any()
}
