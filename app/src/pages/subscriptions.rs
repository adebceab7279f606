//! What I get by mail, the feeds that are mine alone, and those anyone can follow.

use crate::actions::shown_once::ShownOnce;
use crate::components::banner::{Tone, banner};
use crate::components::head::{breadcrumbs, head};
use crate::components::name_field::name_field;
use crate::components::ready::when_ready;
use crate::error::AppError;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use domain::locale::Locale;
use domain::person::LONGEST_NAME;
use domain::private_feed::{MOST, PrivateFeed};
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
    let own = request.portal.store.private_feeds(&request.viewer).await?;
    let title = text!(locale, subscriptions.title);
    Ok(view! {
        {head(&request, &title, &text!(locale, subscriptions.description))}
        {breadcrumbs(&request, &[(title.clone(), None)])}
        <h1>{title.clone()}</h1>
        {told(&request)}
        {mail_form(&request, &subscription)}
        {own_feeds(&request, &own)}
        {feeds(&request)}
    }
    .into_any())
}

/// What has just been done, or what was wrong.
fn told(request: &PageRequest) -> Option<AnyView> {
    let locale = request.locale;
    if let Some(secret) = ShownOnce::PrivateFeed.take(request) {
        let path = format!("/feeds/private/{secret}");
        return Some(banner(
            Tone::Done,
            view! {
                <p>{text!(locale, subscriptions.own_made)}</p>
                {addresses(request, &path, true)}
            },
        ));
    }
    let (tone, text) = match (request.query("done"), request.query("problem")) {
        (_, Some("feed-name")) => (Tone::Problem, text!(locale, subscriptions.own_problem.name, count = LONGEST_NAME)),
        (_, Some("feeds-too-many")) => (Tone::Problem, text!(locale, subscriptions.own_problem.too_many, count = MOST)),
        (Some("saved"), _) => (Tone::Done, text!(locale, subscriptions.saved)),
        (Some("feed-ended"), _) => (Tone::Done, text!(locale, subscriptions.own_ended)),
        _ => return None,
    };
    Some(banner(tone, view! { <p>{text}</p> }))
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

fn own_feeds(request: &PageRequest, feeds: &[PrivateFeed]) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = feeds.iter().map(|feed| own_feed(request, feed)).collect();
    let standing = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, subscriptions.own_none)}</p> }.into_any()
    } else {
        view! { <ul class="plain-rows">{rows}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="own-feeds">
            <h2 id="own-feeds">{text!(locale, subscriptions.own)}</h2>
            <p>{text!(locale, subscriptions.own_text)}</p>
            <p>{text!(locale, subscriptions.own_secret)}</p>
            {standing}
            <form class="stack" method="post" action="/actions/make-private-feed">
                <input type="hidden" name="back" value=request.to("/subscriptions")/>
                {name_field(text!(locale, subscriptions.own_name), text!(locale, subscriptions.own_name_help), LONGEST_NAME)}
                <button class="button" type="submit">{text!(locale, subscriptions.own_make)}</button>
            </form>
        </section>
    }
}

fn own_feed(request: &PageRequest, feed: &PrivateFeed) -> impl IntoView + use<> {
    let locale = request.locale;
    let made = text!(locale, subscriptions.own_made_at, when = dates::moment(locale, feed.made_at));
    let fetched = match feed.last_fetched_at {
        Some(at) => text!(locale, subscriptions.own_fetched, when = dates::moment(locale, at)),
        None => text!(locale, subscriptions.own_never_fetched),
    };
    let which = text!(locale, subscriptions.own_end_which, name = feed.name.clone());
    view! {
        <li>
            {feed.name.clone()}
            <p class="sub">{made} " · " {fetched}</p>
            <form method="post" action="/actions/end-private-feed">
                <input type="hidden" name="feed" value=feed.id.0/>
                <input type="hidden" name="back" value=request.to("/subscriptions")/>
                <button class="quiet" type="submit" aria-label=which>{text!(locale, subscriptions.own_end)}</button>
            </form>
        </li>
    }
}

fn feeds(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    view! {
        <section aria-labelledby="feeds">
            <h2 id="feeds">{text!(locale, subscriptions.feeds)}</h2>
            <p>{text!(locale, subscriptions.feeds_are_public)}</p>
            {addresses(request, "/feeds", false)}
        </section>
    }
}

/// The addresses of the feeds below a path, in the reader's language.
fn addresses(request: &PageRequest, path: &str, with_calendar: bool) -> impl IntoView + use<> {
    let locale = request.locale;
    let lang = if locale == Locale::En { "?lang=en" } else { "" };
    let calendar = with_calendar.then(|| (text!(locale, subscriptions.own_calendar), "calendar.ics"));
    let rows: Vec<_> = [("RSS 2.0", "notices.rss"), ("Atom", "notices.atom"), ("JSON Feed", "notices.json")]
        .map(|(name, file)| (name.to_owned(), file))
        .into_iter()
        .chain(calendar)
        .map(|(name, file)| {
            let address = request.portal.absolute(&format!("{path}/{file}{lang}"));
            view! { <li><b>{name}</b> " " <a href=address.clone()><code>{address.clone()}</code></a></li> }
        })
        .collect();
    view! { <ul class="plain-rows">{rows}</ul> }
}
