//! Whether the open publication is read, and the form that says so.

use super::reader_tools::after_mark_unread;
use super::sight_fields::sight_fields;
use crate::islands::read_mark::{DONE, FORM, ReadMark, UNDO};
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// The form for what the viewer has not read yet; nothing for what they have, or when nobody is signed in.
pub fn read_mark(request: &PageRequest, publication: &Publication) -> Option<impl IntoView + use<>> {
    if request.is_read(publication) {
        return None;
    }
    let locale = request.locale;
    let kind = publication.key.kind().word();
    let name = publication.key.name().to_owned();
    let seen = publication.sight();
    // The script wants no redirect, so its body has no address to come back to.
    let body = format!("kind={kind}&name={name}&revision={}&news={}", seen.revision, seen.news);
    // Only notices are counted, and none that is in the archive.
    let is_counted = publication.notice().is_some() && !request.is_archived(publication);
    let back = request.here_in(locale);
    let label = text!(locale, notices.mark_read);
    Some(view! {
        <div class="read-mark">
            <ReadMark>
                <form id=FORM method="post" action="/actions/mark-read" data-body=body data-counted=is_counted.then_some("")>
                    <input type="hidden" name="kind" value=kind/>
                    <input type="hidden" name="name" value=name/>
                    {sight_fields(seen)}
                    <input type="hidden" name="back" value=back/>
                    <button class="quiet" type="submit" data-key="u">{label}</button>
                </form>
            </ReadMark>
            <div class="read-done">
                <span class="sub" id=DONE role="status" data-veiled="">{text!(locale, notices.marked_read)}</span>
                {undo(request, publication)}
            </div>
        </div>
    })
}

/// The form that takes it back, shown once it is read: by then the page has no other. Only notices have it.
fn undo(request: &PageRequest, publication: &Publication) -> Option<impl IntoView + use<>> {
    publication.notice()?;
    let locale = request.locale;
    let name = publication.key.name().to_owned();
    let back = after_mark_unread(request, publication);
    Some(view! {
        <form id=UNDO method="post" action="/actions/mark-unread" data-veiled="">
            <input type="hidden" name="kind" value="notice"/>
            <input type="hidden" name="name" value=name/>
            <input type="hidden" name="back" value=back/>
            <button class="quiet icon icon-unread" type="submit" data-key="u">{text!(locale, reading.mark_unread)}</button>
        </form>
    })
}
