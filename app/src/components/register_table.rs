//! A register as a table; on narrow screens each row becomes a labelled list.

use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::locale::Localized;
use domain::publication::PublicationKey;
use domain::register::{Register, RegisterEntry, RegisterKind};
use leptos::prelude::*;

/// The table.
pub fn register_table(request: &PageRequest, register: &Register) -> impl IntoView + use<> {
    let locale = request.locale;
    let is_transmission = register.kind == RegisterKind::ExternalTransmissions;
    let mut columns = vec![
        if is_transmission {
            text!(locale, publications.register.recipient)
        } else {
            text!(locale, publications.register.name)
        },
        text!(locale, publications.register.country),
        text!(locale, publications.register.purpose),
        text!(locale, publications.register.information),
    ];
    columns.push(if is_transmission {
        text!(locale, publications.register.opt_out)
    } else {
        text!(locale, publications.register.safeguards)
    });
    columns.push(text!(locale, publications.register.status));
    let rows: Vec<_> = register.entries.iter().map(|entry| row(request, entry, &columns, is_transmission)).collect();
    let caption = words::register_kind(locale, register.kind);
    let heads: Vec<_> = columns.iter().map(|column| view! { <th scope="col">{column.clone()}</th> }).collect();
    view! {
        <div class="wide" tabindex="0" role="region" aria-label=caption.clone()>
            <table class="register labelled">
                <caption class="visually-hidden">{caption.clone()}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(
    request: &PageRequest,
    entry: &RegisterEntry,
    columns: &[String],
    is_transmission: bool,
) -> impl IntoView + use<> {
    let locale = request.locale;
    let told = |text: &Localized<String>| text.get(locale).clone();
    let last = if is_transmission { entry.opt_out.as_ref() } else { entry.safeguards.as_ref() };
    let since = text!(locale, publications.register.since, day = dates::day(locale, entry.since));
    let notice = entry.notice.as_ref().and_then(|id| {
        let key = PublicationKey::Notice(id.clone());
        request.catalogue.find(&request.viewer, request.now, &key).map(|_| {
            view! { <a href=request.to(&key.path())>{id.to_string()}</a> }
        })
    });
    let label = |at: usize| columns[at].clone();
    view! {
        <tr id=entry.key.to_string()>
            <th scope="row" data-label=label(0)>{told(&entry.name)}</th>
            <td data-label=label(1)>{words::country(locale, &entry.country)}</td>
            <td data-label=label(2)>{told(&entry.purpose)}</td>
            <td data-label=label(3)>{told(&entry.information)}</td>
            <td data-label=label(4)>{last.map_or_else(|| text!(locale, publications.register.none), told)}</td>
            <td data-label=label(5)>
                <span class=format!("tag status-{}", entry.status.word())>{words::entry_status(locale, entry.status)}</span> " "
                <span class="sub">{since}</span> " " {notice}
            </td>
        </tr>
    }
}
