//! What a reader can do with a notice in a list: mark it, pin it, put it away. One small form, whose
//! buttons say to which action they belong, so that it works without a script.

use super::sight_fields::sight_fields;
use crate::ssr::page_request::PageRequest;
use crate::text;
use crate::views::notice_row::NoticeRow;
use leptos::prelude::*;

/// The form; nothing when nobody is signed in. `back` is the address of the list the row stands in.
pub fn row_tools(request: &PageRequest, row: &NoticeRow, back: &str) -> Option<AnyView> {
    request.viewer.user()?;
    let locale = request.locale;
    let number = || row.number.clone();
    let (read_action, read_class, read_label) = if row.is_unread {
        ("/actions/mark-read", "icon icon-read", text!(locale, reading.about_read, number = number()))
    } else {
        ("/actions/mark-unread", "icon icon-unread", text!(locale, reading.about_unread, number = number()))
    };
    let (pin_action, pin_class, pin_label) = if row.is_pinned {
        ("/actions/unpin-notice", "icon icon-unpin", text!(locale, reading.about_unpin, number = number()))
    } else {
        let what = text!(locale, reading.pin);
        ("/actions/pin-notice", "icon icon-pin", text!(locale, reading.about, number = number(), what = what))
    };
    let (archive_action, archive_class, archive_label) = if row.is_archived {
        ("/actions/unarchive-notice", "icon icon-unarchive", text!(locale, reading.about_unarchive, number = number()))
    } else {
        let what = text!(locale, reading.archive);
        ("/actions/archive-notice", "icon icon-archive", text!(locale, reading.about, number = number(), what = what))
    };
    let archive = (!row.must_acknowledge).then(|| {
        view! { <button class=archive_class type="submit" formaction=archive_action title=archive_label.clone() aria-label=archive_label data-key="e"></button> }
    });
    Some(
        view! {
            <form class="row-tools" method="post" action=read_action>
                <input type="hidden" name="kind" value="notice"/>
                <input type="hidden" name="name" value=row.number.clone()/>
                {sight_fields(row.sight)}
                <input type="hidden" name="back" value=format!("{back}#{}", row.number)/>
                <button class=read_class type="submit" title=read_label.clone() aria-label=read_label data-key="u"></button>
                <button class=pin_class type="submit" formaction=pin_action title=pin_label.clone() aria-label=pin_label data-key="p"></button>
                {archive}
            </form>
        }
        .into_any(),
    )
}
