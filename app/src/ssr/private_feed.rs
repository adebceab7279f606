//! What a private feed and calendar are called and say of themselves: whose they are, so that a reader with several
//! can tell them apart.

use crate::text;
use domain::locale::Locale;
use domain::viewer::Viewer;

/// The title of a feed of notices, and what it has in one sentence.
pub fn notices(locale: Locale, service: &str, viewer: &Viewer) -> (String, String) {
    let name = whose(locale, viewer);
    (
        text!(locale, subscriptions.own_title, service = service, name = name.clone()),
        text!(locale, subscriptions.own_description, name = name),
    )
}

/// The name of a calendar, and what it has in one sentence.
pub fn calendar(locale: Locale, service: &str, viewer: &Viewer) -> (String, String) {
    let name = whose(locale, viewer);
    (
        text!(locale, subscriptions.own_calendar_title, service = service, name = name.clone()),
        text!(locale, subscriptions.own_calendar_description, name = name),
    )
}

/// The organisation, or somebody of the provider.
fn whose(locale: Locale, viewer: &Viewer) -> String {
    match viewer.member() {
        Some(member) => member.tenant.name.get(locale).clone(),
        None => viewer.name().unwrap_or_default().to_owned(),
    }
}
