//! What I get by mail, and the feeds anyone can follow.

use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::words;
use crate::text;
use domain::subscription::{MailSubscription, Topic};
use domain::viewer::Viewer;
use leptos::prelude::*;

/// `/subscriptions`
#[component]
pub fn SubscriptionsPage() -> impl IntoView {
    PageRequest::current().map(|request| when_ready(request.clone(), subscriptions(request)))
}

async fn subscriptions(request: PageRequest) -> Result<AnyView, AppError> {
    let locale = request.locale;
    let subscription = request.portal.store.mail_subscription(&request.viewer).await?.ok_or(AppError::NotSignedIn)?;
    let saved = (request.query("done") == Some("saved"))
        .then(|| banner(Tone::Done, view! { <p>{text!(locale, subscriptions.saved)}</p> }));
    let title = text!(locale, subscriptions.title);
    Ok(view! {
        {head(&request, &title, &text!(locale, subscriptions.description))}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        {saved}
        {mail_form(&request, &subscription)}
        {feeds(&request)}
    }
    .into_any())
}

fn mail_form(request: &PageRequest, subscription: &MailSubscription) -> impl IntoView + use<> {
    let locale = request.locale;
    let address = match &request.viewer {
        Viewer::Member(member) => member.address.to_string(),
        Viewer::Staff(staff) => staff.address.to_string(),
        Viewer::Anonymous => String::new(),
    };
    let topics: Vec<_> = Topic::ALL
        .iter()
        .map(|topic| {
            let is_wanted = subscription.topics.contains(topic);
            view! {
                <label class="check">
                    <input type="checkbox" name="topics[]" value=topic.word() checked=is_wanted/>
                    <span>{words::topic(locale, *topic)}</span>
                </label>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="mail">
            <h2 id="mail">{text!(locale, subscriptions.mail)}</h2>
            <p>{text!(locale, subscriptions.mail_to, address = address)}</p>
            <form class="stack" method="post" action="/actions/save-mail-subscription">
                <input type="hidden" name="back" value=request.to("/subscriptions?done=saved")/>
                <label class="check check-main">
                    <input type="checkbox" name="is_active" value="true" checked=subscription.is_active/>
                    <span>{text!(locale, subscriptions.by_mail)}</span>
                </label>
                <fieldset>
                    <legend>{text!(locale, subscriptions.topics)}</legend>
                    <div class="checks">{topics}</div>
                </fieldset>
                <p class="sub">{text!(locale, subscriptions.record_stays)}</p>
                <button class="primary" type="submit">{text!(locale, subscriptions.save)}</button>
            </form>
        </section>
    }
}

fn feeds(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let lang = if locale == domain::locale::Locale::En { "?lang=en" } else { "" };
    let rows = [("RSS 2.0", "rss"), ("Atom", "atom"), ("JSON Feed", "json")]
        .map(|(name, ending)| {
            let address = request.portal.absolute(&format!("/feeds/notices.{ending}{lang}"));
            view! { <li><b>{name}</b> " " <a href=address.clone()><code>{address.clone()}</code></a></li> }
        })
        .into_iter()
        .collect_view();
    view! {
        <section aria-labelledby="feeds">
            <h2 id="feeds">{text!(locale, subscriptions.feeds)}</h2>
            <p>{text!(locale, subscriptions.feeds_are_public)}</p>
            <ul class="plain-rows">{rows}</ul>
        </section>
    }
}
