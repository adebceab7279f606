//! Whether the open publication is read, and the form that says so.

use crate::islands::read_mark::{DONE, FORM, ReadMark};
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
    let revision = publication.current.head.number;
    // The script wants no redirect, so its body has no address to come back to.
    let body = format!("kind={kind}&name={name}&revision={revision}");
    let back = request.here_in(locale);
    let label = text!(locale, notices.mark_read);
    Some(view! {
        <div class="read-mark">
            <ReadMark>
                <form id=FORM method="post" action="/actions/mark-read" data-body=body>
                    <input type="hidden" name="kind" value=kind/>
                    <input type="hidden" name="name" value=name/>
                    <input type="hidden" name="revision" value=revision.to_string()/>
                    <input type="hidden" name="back" value=back/>
                    <button class="quiet" type="submit" data-key="u">{label}</button>
                </form>
            </ReadMark>
            <span class="sub" id=DONE role="status" hidden>{text!(locale, notices.marked_read)}</span>
        </div>
    })
}
