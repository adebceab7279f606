//! Chooses two revisions to compare: two lists and a button. The address it leads to sends the reader on
//! to the comparison.

use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::publication::Publication;
use leptos::prelude::*;

/// The form, with two revisions chosen beforehand; nothing while there is one revision.
pub fn compare_form(
    request: &PageRequest,
    publication: &Publication,
    (earlier, later): (u32, u32),
) -> Option<impl IntoView + use<>> {
    if publication.history.len() < 2 {
        return None;
    }
    let locale = request.locale;
    let select = |name: &'static str, label: String, chosen: u32| {
        let options: Vec<_> = publication
            .history
            .iter()
            .map(|head| {
                let revision = text!(locale, publications.revision_number, number = head.number);
                let text = format!("{revision} {}", dates::day(locale, head.on));
                view! { <option value=head.number.to_string() selected=head.number == chosen>{text}</option> }
            })
            .collect();
        view! { <label class="field"><span>{label}</span><select name=name>{options}</select></label> }
    };
    Some(view! {
        <form class="compare-form" method="get" action=request.to(&format!("{}/compare", publication.key.path()))>
            {select("earlier", text!(locale, comparison.choose.earlier), earlier)}
            {select("later", text!(locale, comparison.choose.later), later)}
            <button class="button" type="submit">{text!(locale, comparison.choose.go)}</button>
        </form>
    })
}
