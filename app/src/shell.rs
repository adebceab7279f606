//! The document around every page: head, header, main, footer. Pages without an island carry
//! no script, but for the shortcuts of whoever is signed in and wants them.

use crate::components::{footer::footer, header::header, shortcut_sheet::shortcut_sheet};
use crate::ssr::page_request::PageRequest;
use crate::text;
use crate::{App, routes};
use leptos::config::LeptosOptions;
use leptos::hydration::HydrationScripts;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The script of the shortcuts: a file of the site folder, and the only script of a page without an island.
pub const KEYS: &str = "/keys.js";

/// The script that tells the console around a frame how high the page is.
pub const FRAME: &str = "/embed/frame.js";

/// The whole document for the request in context.
pub fn shell(options: &LeptosOptions) -> impl IntoView + use<> {
    let request = PageRequest::current();
    let lang = request.as_ref().map_or("ja", |request| request.locale.tag());
    let scripts = request.as_ref().filter(|request| routes::has_island(request)).map(|_| {
        view! { <HydrationScripts options=options.clone() islands=true/> }
    });
    let keys = request.as_ref().filter(|request| request.has_shortcuts()).map(|request| {
        let (home, list) = (request.to("/"), request.to("/notices"));
        view! { <script src=KEYS defer data-home=home data-list=list></script> }
    });
    // What stands around a page is the console's matter there.
    let framed = request.as_ref().filter(|request| !request.framed_by.is_empty());
    let in_frame = framed.map(|request| {
        view! { <script src=FRAME defer data-parents=request.framed_by.join(" ")></script> }
    });
    let around = request.as_ref().filter(|_| framed.is_none());
    let reload = request.as_ref().filter(|request| request.portal.site.watches).map(|_| {
        view! { <script>"new EventSource('/dev/reload').onmessage=()=>location.reload()"</script> }
    });
    let frame = request.as_ref().map(|request| {
        let feed = request.to("/feeds/notices");
        let title = text!(request.locale, site.feed_title);
        let version = request.catalogue.version;
        view! {
            <link rel="stylesheet" href=format!("/portal.css?v={version}")/>
            <link rel="alternate" type="application/rss+xml" title=title.clone() href=feed_address(&feed, "rss")/>
            <link rel="alternate" type="application/atom+xml" title=title href=feed_address(&feed, "atom")/>
        }
    });
    let skip = request.as_ref().map(|request| text!(request.locale, site.skip_to_content));

    view! {
        <!DOCTYPE html>
        <html lang=lang>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="stylesheet" href="/pkg/kairan.css"/>
                <link rel="icon" type="image/svg+xml" href="/favicon.svg"/>
                // The first picture has the whole bar: half of one would move as the rest comes.
                <link rel="expect" href="#main" blocking="render"/>
                {frame}
                {scripts}
                {keys}
                {in_frame}
                <MetaTags/>
            </head>
            <body>
                <a class="skip" href="#main">{skip}</a>
                {around.map(header)}
                <main id="main" class="page" tabindex="-1">
                    <App/>
                </main>
                {around.map(footer)}
                {request.as_ref().map(shortcut_sheet)}
                {reload}
            </body>
        </html>
    }
}

/// A feed's address: the language is a query key there, as it is not a page.
fn feed_address(localized: &str, ending: &str) -> String {
    match localized.strip_prefix("/en") {
        Some(path) => format!("{path}.{ending}?lang=en"),
        None => format!("{localized}.{ending}"),
    }
}
