//! What a reader can do with the open notice: mark it as unread, pin it, put it away.

use super::banner::{Tone, banner};
use super::sight_fields::sight_fields;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// The form; nothing when nobody is signed in. Marking as unread and putting away lead back to the list.
pub fn reader_tools(request: &PageRequest, notice: &Publication) -> Option<impl IntoView + use<>> {
    request.viewer.user()?;
    let locale = request.locale;
    let (here, list) = (request.to(&notice.key.path()), request.to("/notices"));
    let button = |action: &'static str, key: &'static str, class: &'static str, label: String, back: String| {
        view! { <button class=class type="submit" formaction=action name="back" value=back data-key=key>{label}</button> }
            .into_any()
    };
    let unread = request.is_read(notice).then(|| {
        let label = text!(locale, reading.mark_unread);
        button("/actions/mark-unread", "u", "quiet icon icon-unread", label, after_mark_unread(request, notice))
    });
    let pin = if request.shelf(notice).pinned_at.is_some() {
        button("/actions/unpin-notice", "p", "quiet icon icon-unpin", text!(locale, reading.unpin), here.clone())
    } else {
        button("/actions/pin-notice", "p", "quiet icon icon-pin", text!(locale, reading.pin), here.clone())
    };
    let archive = if request.is_archived(notice) {
        let label = text!(locale, reading.unarchive);
        Some(button("/actions/unarchive-notice", "e", "quiet icon icon-unarchive", label, here))
    } else {
        (!request.must_acknowledge(notice)).then(|| {
            let label = text!(locale, reading.archive);
            button("/actions/archive-notice", "e", "quiet icon icon-archive", label, list)
        })
    };
    Some(view! {
        <form class="reader-tools" method="post" action="/actions/pin-notice" aria-label=text!(locale, reading.toolbar)>
            <input type="hidden" name="kind" value="notice"/>
            <input type="hidden" name="name" value=notice.key.name().to_owned()/>
            {sight_fields(notice.sight())}
            {unread}
            {pin}
            {archive}
        </form>
    })
}

/// Where one is led once a notice was marked as unread: on its own page it would be read again at once.
pub fn after_mark_unread(request: &PageRequest, notice: &Publication) -> String {
    format!("{}?done=unread&of={}", request.to("/notices"), notice.key.name())
}

/// That the notice is in the archive, or cannot be put there yet.
pub fn shelf_banner(request: &PageRequest, notice: &Publication) -> Option<AnyView> {
    let locale = request.locale;
    if request.query("problem") == Some("still-asked") && request.must_acknowledge(notice) {
        return Some(banner(Tone::Problem, view! { <p>{text!(locale, reading.still_asked)}</p> }));
    }
    request.is_archived(notice).then(|| banner(Tone::Note, view! { <p>{text!(locale, reading.is_archived)}</p> }))
}
