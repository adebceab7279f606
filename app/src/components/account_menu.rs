//! The menu under the name of whoever is signed in: what is theirs to look after, and the way out. It opens
//! and closes without a script; `/keys.js` closes it besides on Escape and on a click elsewhere.

use super::header::is_within;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::locale::Locale;
use domain::permission::{Permission, may};
use domain::viewer::Viewer;
use leptos::prelude::*;

/// One entry: where it leads, what it is called, and who has it.
struct Entry {
    path: &'static str,
    name: fn(Locale) -> String,
    is_for: fn(&Viewer) -> bool,
}

/// All of them, in the order shown. An entry is added here and nowhere else.
const ENTRIES: [Entry; 7] = [
    Entry {
        path: "/account",
        name: |locale| text!(locale, site.nav.account),
        is_for: |viewer| viewer.user().is_some(),
    },
    Entry {
        path: "/people",
        name: |locale| text!(locale, site.nav.people),
        is_for: |viewer| may(viewer, Permission::ManageOwnPeople),
    },
    Entry {
        path: "/audit",
        name: |locale| text!(locale, audit.title),
        is_for: |viewer| may(viewer, Permission::ReadOwnAudit),
    },
    Entry {
        path: "/tokens",
        name: |locale| text!(locale, tokens.title),
        is_for: |viewer| may(viewer, Permission::MakeTokens),
    },
    Entry {
        path: "/staff/tenants",
        name: |locale| text!(locale, tenants.title),
        is_for: |viewer| may(viewer, Permission::ManageTenants),
    },
    Entry {
        path: "/staff/audit",
        name: |locale| text!(locale, audit.title),
        is_for: |viewer| may(viewer, Permission::ReadEveryAudit),
    },
    Entry { path: "/staff", name: |locale| text!(locale, site.nav.staff), is_for: |viewer| viewer.staff().is_some() },
];

/// The menu of whoever is called `name`.
pub fn account_menu(request: &PageRequest, name: &str) -> impl IntoView + use<> {
    let locale = request.locale;
    let organisation =
        request.viewer.member().map(|member| view! { <p class="sub">{member.tenant.name.get(locale).clone()}</p> });
    let entries: Vec<_> = ENTRIES
        .iter()
        .filter(|entry| (entry.is_for)(&request.viewer))
        .map(|entry| {
            let current = is_within(&request.path, entry.path).then_some("page");
            view! { <li><a href=request.to(entry.path) aria-current=current>{(entry.name)(locale)}</a></li> }
        })
        .collect();
    let entries = (!entries.is_empty()).then(|| {
        view! { <nav aria-label=text!(locale, site.account)><ul>{entries}</ul></nav> }
    });
    view! {
        <details class="person">
            <summary>{name.to_owned()}</summary>
            <div class="person-menu">
                {organisation}
                {entries}
                <form method="post" action="/actions/sign-out">
                    <input type="hidden" name="back" value=request.to("/")/>
                    <button class="quiet" type="submit">{text!(locale, site.sign_out)}</button>
                </form>
            </div>
        </details>
    }
}
