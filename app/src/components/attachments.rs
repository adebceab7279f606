//! The files published with a revision.

use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::PublicationKey;
use domain::revision::Revision;
use leptos::prelude::*;

/// The list of files for download; nothing when there are none. Images the text shows are not repeated.
pub fn attachments(request: &PageRequest, key: &PublicationKey, revision: &Revision) -> Option<impl IntoView + use<>> {
    let files: Vec<_> = revision.attachments.iter().filter(|file| !file.is_shown_in_text).collect();
    if files.is_empty() {
        return None;
    }
    let entries: Vec<_> = files
        .into_iter()
        .map(|file| {
            let address = request.file_address(key, revision.head.number, &file.name);
            let ending = file.name.rsplit('.').next().unwrap_or_default().to_uppercase();
            let size = size(file.size);
            view! { <li><a href=address>{file.name.clone()}</a> " " <span class="sub">{ending} " " {size}</span></li> }
        })
        .collect();
    Some(view! {
        <section class="files" aria-labelledby="files">
            <h2 id="files">{text!(request.locale, publications.files)}</h2>
            <ul>{entries}</ul>
        </section>
    })
}

/// A size as people say it: 12 KB, 1.4 MB.
fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024);
    if kilobytes < 1024 {
        format!("{kilobytes} KB")
    } else {
        format!("{}.{} MB", kilobytes / 1024, kilobytes % 1024 * 10 / 1024)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_up_to_what_people_say() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(12_288), "12 KB");
        assert_eq!(size(1_572_864), "1.5 MB");
    }
}
