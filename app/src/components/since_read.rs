//! What changed since the viewer read it: for whoever has read an earlier revision, or has not heard yet that
//! its date moved or what else became of it.

use super::news_lines::news_lines;
use super::revision_lines::revision_lines;
use super::sight_fields::sight_fields;
use crate::ssr::dates;
use crate::ssr::page_request::PageRequest;
use crate::text;
use chrono::TimeDelta;
use domain::publication::Publication;
use domain::reading::Reading;
use domain::revision::RevisionClass;
use domain::zone::civil_date;
use leptos::prelude::*;

/// How long it is still said after it was opened again: whoever comes back from the comparison finds it as
/// they left it.
const STAYS: TimeDelta = TimeDelta::hours(12);

/// The banner; nothing for whoever has read nothing of it, or all. Where only slips of the pen were
/// corrected it says so in one line, with a button that ends it: such a revision is not unread.
pub fn since_read(request: &PageRequest, publication: &Publication) -> Option<AnyView> {
    let Reading { seen, at } = last_read(request, publication)?;
    let read = seen.revision;
    let locale = request.locale;
    let current = publication.current.head.number;
    let later: Vec<_> = publication.history.iter().filter(|head| head.number > read).collect();
    let news = news_lines(request, publication, publication.news_since(seen));
    if later.is_empty() && news.is_empty() {
        return None;
    }
    let compare = request.to(&format!("{}/compare/{read}/{current}", publication.key.path()));
    let link = view! { <a href=compare>{text!(locale, reading.since.compare)}</a> };
    let day = dates::day(locale, civil_date(at));
    let is_open = request.read(publication).is_some_and(|read| read.seen.revision < current);
    let seen = (is_open && request.is_read(publication)).then(|| seen_form(request, publication));
    if news.is_empty() && later.iter().all(|head| head.class == RevisionClass::Editorial) {
        return is_open.then(|| {
            view! {
                <div class="since since-quiet">
                    <p>{text!(locale, reading.since.quiet, day = day, number = read)} " " {link}</p>
                    {seen}
                </div>
            }
            .into_any()
        });
    }
    let (introduction, link) = if later.is_empty() {
        (text!(locale, reading.since.news, day = day, number = read), None)
    } else {
        (text!(locale, reading.since.read, day = day, number = read), Some(view! { <p>{link}</p> }))
    };
    let entries = revision_lines(request, later);
    Some(
        view! {
            <section class="since banner banner-note" aria-labelledby="since">
                <h2 id="since">{text!(locale, reading.since.heading)}</h2>
                <p>{introduction}</p>
                <ul>{entries} {news}</ul>
                {link}
                {seen}
            </section>
        }
        .into_any(),
    )
}

/// What the viewer had read before they saw all that stands now, and when.
fn last_read(request: &PageRequest, publication: &Publication) -> Option<Reading> {
    let read = request.read(publication)?;
    if read.seen < publication.sight() {
        return Some(read);
    }
    request.shelf(publication).read_before.filter(|_| request.now - read.at < STAYS)
}

fn seen_form(request: &PageRequest, publication: &Publication) -> impl IntoView + use<> {
    let number = publication.current.head.number;
    view! {
        <form method="post" action="/actions/mark-read">
            <input type="hidden" name="kind" value=publication.key.kind().word()/>
            <input type="hidden" name="name" value=publication.key.name().to_owned()/>
            {sight_fields(publication.sight())}
            <input type="hidden" name="back" value=request.to(&publication.key.path())/>
            <button class="quiet" type="submit">{text!(request.locale, reading.since.seen, number = number)}</button>
        </form>
    }
}
