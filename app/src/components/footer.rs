//! The foot of every page: who runs this, whom to ask, and how to follow it elsewhere.

use crate::ssr::page_request::PageRequest;
use crate::text;
use domain::locale::Locale;
use leptos::prelude::*;

/// The footer of every page.
pub fn footer(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let lang = match locale {
        Locale::Ja => "",
        Locale::En => "?lang=en",
    };
    let contact = request.service().map(|service| {
        let address = service.contact.to_string();
        view! { <p>{text!(locale, site.contact)} " " <a href=format!("mailto:{address}")>{address.clone()}</a></p> }
    });
    let operator = request.service().map(|service| view! { <p>{service.operator.get(locale).clone()}</p> });
    view! {
        <footer class="foot">
            <div class="foot-inner">
                <div>{operator} {contact}</div>
                <nav aria-label=text!(locale, site.feeds)>
                    <ul class="inline-list">
                        <li><a href=format!("/feeds/notices.rss{lang}")>"RSS"</a></li>
                        <li><a href=format!("/feeds/notices.atom{lang}")>"Atom"</a></li>
                        <li><a href=format!("/feeds/notices.json{lang}")>"JSON Feed"</a></li>
                    </ul>
                </nav>
                <p><a href=request.to("/shortcuts")>{text!(locale, reading.shortcuts.title)}</a></p>
                <p class="sub">{text!(locale, site.no_third_parties)}</p>
            </div>
        </footer>
    }
}
