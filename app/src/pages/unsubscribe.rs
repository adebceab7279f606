//! Where the link at the end of a mail leads. Looking changes nothing; the button does (RFC 8058).

use super::parameter;
use crate::components::banner::{Tone, banner};
use crate::components::head::head;
use crate::components::problem::not_found;
use crate::ssr::page_request::PageRequest;
use crate::ssr::token::is_unsubscribe_tag;
use crate::text;
use leptos::prelude::*;

/// `/unsubscribe/{subscription}/{tag}`
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    PageRequest::current().map(|request| {
        let subscription = parameter("subscription").and_then(|text| text.parse::<i64>().ok());
        let tag = parameter("tag").unwrap_or_default();
        match subscription {
            Some(id) if is_unsubscribe_tag(&request.portal.site.key, id, &tag) => unsubscribe(&request, id, &tag),
            _ => not_found(&request),
        }
    })
}

fn unsubscribe(request: &PageRequest, subscription: i64, tag: &str) -> AnyView {
    let locale = request.locale;
    let title = text!(locale, subscriptions.unsubscribe_title);
    let content = if request.query("done") == Some("1") {
        banner(Tone::Done, view! { <p>{text!(locale, subscriptions.unsubscribed)}</p> })
    } else {
        let action = format!("/unsubscribe/{subscription}/{tag}");
        view! {
            <p>{text!(locale, subscriptions.unsubscribe_text)}</p>
            <form method="post" action=action>
                <input type="hidden" name="from" value="page"/>
                <input type="hidden" name="back" value=request.to(&format!("/unsubscribe/{subscription}/{tag}?done=1"))/>
                <button class="primary" type="submit">{text!(locale, subscriptions.unsubscribe)}</button>
            </form>
        }
        .into_any()
    };
    view! {
        {head(request, &title, &title)}
        <h1>{title.clone()}</h1>
        {content}
        <p>{text!(locale, subscriptions.record_stays)}</p>
        <p><a href=request.to("/subscriptions")>{text!(locale, subscriptions.choose_instead)}</a></p>
    }
    .into_any()
}
