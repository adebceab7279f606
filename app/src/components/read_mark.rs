//! Whether the open publication is read, and the form that says so.

use crate::islands::read_mark::ReadMark;
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
    Some(view! {
        <ReadMark
            action="/actions/mark-read".to_owned()
            kind=publication.key.kind().word().to_owned()
            name=publication.key.name().to_owned()
            revision=publication.current.head.number
            back=request.here_in(locale)
            label=text!(locale, notices.mark_read)
            done=text!(locale, notices.marked_read)
        />
    })
}
