//! What needs my attention now, what is coming, what is new.

use crate::components::banner::{Tone, banner};
use crate::components::head::head;
use crate::components::mark::impact_mark;
use crate::components::notice_row::notice_row;
use crate::ssr::notice_row::notice_row as row_view;
use crate::ssr::page_request::PageRequest;
use crate::ssr::{dates, words};
use crate::text;
use chrono::TimeDelta;
use domain::attention::{Need, Reason, needs};
use domain::catalogue::start_of;
use domain::publication::{Publication, PublicationKind};
use domain::zone::civil_date;
use leptos::prelude::*;

/// How many of the latest notices stand here.
const LATEST: usize = 6;
/// How many coming changes stand here.
const COMING: usize = 6;
/// How far ahead is looked.
const AHEAD: TimeDelta = TimeDelta::days(120);

/// `/`
#[component]
pub fn HomePage() -> impl IntoView {
    PageRequest::current().map(|request| home(&request))
}

fn home(request: &PageRequest) -> AnyView {
    let locale = request.locale;
    let needed = needs(&request.catalogue, &request.viewer, request.now, |publication| {
        request.acknowledged(publication).is_some() || request.is_archived(publication)
    });
    let title = match (request.viewer.name(), needed.len()) {
        (None, _) => text!(locale, site.welcome),
        (Some(name), 0) => text!(locale, site.nothing_needed, name = addressed(name)),
        (Some(name), count) => text!(locale, site.needed, name = addressed(name), count = count),
    };
    let introduction =
        request.viewer.user().is_none().then(|| view! { <p class="lead">{text!(locale, site.introduction)}</p> });
    let signed_out = (request.query("done") == Some("signed-out"))
        .then(|| banner(Tone::Done, view! { <p>{text!(locale, people.signed_out)}</p> }));
    view! {
        {head(request, &text!(locale, site.nav.home), &text!(locale, site.introduction))}
        <div class="home">
            {signed_out}
            <h1>{title}</h1>
            {introduction}
            {(!needed.is_empty()).then(|| needs_section(request, &needed))}
            <div class="two">
                {coming_section(request)}
                {latest_section(request)}
            </div>
        </div>
    }
    .into_any()
}

/// The family name as one addresses someone; the locale file adds さん.
fn addressed(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or(name);
    first.to_owned()
}

fn needs_section(request: &PageRequest, needed: &[Need]) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = needed.iter().map(|need| need_row(request, need)).collect();
    view! {
        <section class="needs" aria-labelledby="needs">
            <h2 id="needs">{text!(locale, site.needs_heading)}</h2>
            <ul>{rows}</ul>
        </section>
    }
}

fn need_row(request: &PageRequest, need: &Need) -> impl IntoView + use<> {
    let locale = request.locale;
    let publication = &need.publication;
    let (edition, written_in) = publication.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let (class, what) = match need.reason {
        Reason::Acknowledge => ("need", text!(locale, site.need_acknowledge)),
        Reason::Act => ("need need-act", text!(locale, site.need_act)),
        Reason::AcknowledgeAndAct => ("need need-act", text!(locale, site.need_both)),
    };
    let when = match need.by {
        Some(day) => view! {
            <time class="when" datetime=day.to_string()>
                <b>{dates::short_day(locale, day, request.now)}</b>
                <small>{dates::distance(locale, day, request.now)}</small>
            </time>
        }
        .into_any(),
        None => view! { <span class="when"><small>{text!(locale, site.no_due_day)}</small></span> }.into_any(),
    };
    let stamp = (need.reason != Reason::Act)
        .then(|| view! { <span class="stamp-box stamp-box-small" aria-hidden="true"></span> });
    view! {
        <li>
            <a class=class href=request.to(&publication.key.path())>
                {when}
                <span class="what">
                    <b lang=lang>{edition.title.clone()}</b>
                    <small>{what} " · " {publication.key.name().to_owned()}</small>
                </span>
                {stamp}
            </a>
        </li>
    }
}

fn coming_section(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let coming = request.catalogue.upcoming(&request.viewer, request.now, AHEAD);
    let rows: Vec<_> = coming
        .iter()
        .filter(|notice| !request.is_archived(notice))
        .take(COMING)
        .filter_map(|notice| coming_row(request, notice))
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, site.nothing_coming)}</p> }.into_any()
    } else {
        view! { <ol class="upcoming">{rows}</ol> }.into_any()
    };
    view! {
        <section aria-labelledby="coming">
            <h2 id="coming">{text!(locale, site.coming)}</h2>
            {content}
            <p class="more"><a href=request.to("/notices?state=upcoming&order=date")>{text!(locale, site.all_coming)}</a></p>
        </section>
    }
}

fn coming_row(request: &PageRequest, notice: &Publication) -> Option<impl IntoView + use<>> {
    let locale = request.locale;
    let facts = notice.notice()?;
    let start = start_of(notice)?;
    let day = civil_date(start);
    let (edition, written_in) = notice.current.editions.get_with_locale(locale);
    let lang = written_in.tag_on(locale);
    let time = notice.planned().map(|planned| dates::time_of_day(planned.start));
    Some(view! {
        <li>
            <time datetime=dates::machine(start)>
                <b>{dates::short_day(locale, day, request.now)}</b>
                <small>{dates::weekday(locale, chrono::Datelike::weekday(&day))} " " {time}</small>
            </time>
            <div>
                <a href=request.to(&notice.key.path()) lang=lang>{edition.title.clone()}</a>
                <p>{impact_mark(facts.impact, words::impact(locale, facts.impact))}</p>
            </div>
        </li>
    })
}

fn latest_section(request: &PageRequest) -> impl IntoView + use<> {
    let locale = request.locale;
    let rows: Vec<_> = request
        .catalogue
        .of_kind(&request.viewer, request.now, PublicationKind::Notice)
        .filter(|notice| !notice.is_withdrawn() && !request.is_archived(notice))
        .take(LATEST)
        .filter_map(|notice| row_view(request, notice))
        .map(|row| notice_row(request, &row))
        .collect();
    let content = if rows.is_empty() {
        view! { <p class="empty">{text!(locale, site.nothing_new)}</p> }.into_any()
    } else {
        view! { <ul class="rows">{rows}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="latest">
            <h2 id="latest">{text!(locale, site.latest)}</h2>
            {content}
            <p class="more"><a href=request.to("/notices")>{text!(locale, site.all_notices)}</a></p>
        </section>
    }
}
