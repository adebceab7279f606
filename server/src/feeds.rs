//! The feeds: what an anonymous reader may see, or what one person may, by the filters of the list, in either
//! language. The same catalogue, filters and visible notices give the same bytes; nothing in a feed
//! depends on the time it is fetched at but which notices are visible.

pub mod calendar;
mod facts;

use app::ssr::labels::Label;
use app::ssr::portal::Portal;
use app::ssr::private_feed;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::event::{Event, EventKind};
use domain::listing::Listing;
use domain::locale::Locale;
use domain::notice::{NoticeFacts, NoticeState};
use domain::publication::{Publication, PublicationKind};
use domain::revision::{Body, Edition, Guidance};
use domain::timeline::Phase;
use domain::viewer::Viewer;
use publishing::feed::{Enclosure, Feed, Item, absolute_html};
use std::fmt::Write;
use std::sync::Arc;
use store::{FeedReader, StoreError};

/// How many notices a feed holds: the latest. A provider of ordinary size publishes some fifty a
/// year; a reader who looks once a month misses none even of a burst of ten a week.
pub const MOST_ITEMS: usize = 50;

/// A form a feed comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// By the ending of a feed's address.
    pub fn of_path(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "rss" => Some(Self::Rss),
            "atom" => Some(Self::Atom),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    /// The feed in this form.
    pub fn write(self, feed: &Feed) -> String {
        match self {
            Self::Rss => publishing::feed::rss(feed),
            Self::Atom => publishing::feed::atom(feed),
            Self::Json => publishing::feed::json(feed),
        }
    }
}

/// What is asked of a feed: the filters of the list and a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    listing: Listing,
    locale: Locale,
}

/// A query value that means nothing to a feed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSelection {
    /// A filter's.
    #[error(transparent)]
    Filter(#[from] domain::listing::InvalidQuery),
    /// The language's.
    #[error("{0:?} is not a value of lang")]
    Language(String),
}

impl Selection {
    /// Reads the pairs of a query string. What only a list has (what is unread, order, page) is left out.
    ///
    /// # Errors
    /// [`InvalidSelection`] naming the key and the value.
    pub fn parse<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Result<Self, InvalidSelection> {
        let listing = Listing::parse(pairs.clone())?;
        let listing = listing.for_everyone();
        let mut locale = Locale::Ja;
        for (_, value) in pairs.filter(|(key, value)| *key == "lang" && !value.is_empty()) {
            locale = Locale::from_tag(value).ok_or_else(|| InvalidSelection::Language(value.to_owned()))?;
        }
        Ok(Self { listing, locale })
    }

    /// Back to a query string in one fixed form, starting with `?`; empty when everything is asked for.
    pub fn query(&self) -> String {
        let query = self.listing.query();
        match self.locale {
            Locale::Ja => query,
            Locale::En if query.is_empty() => "?lang=en".to_owned(),
            Locale::En => format!("{query}&lang=en"),
        }
    }

    /// Whether the selection itself depends on the time.
    pub const fn depends_on_time(&self) -> bool {
        self.listing.state.is_some()
    }
}

/// For whom a feed is made, and where it is fetched.
#[derive(Debug, Clone, Copy)]
pub enum Follower<'a> {
    /// Everyone, at this path.
    Everyone(&'a str),
    /// One person, at an address that is a secret.
    One(&'a FeedReader),
}

impl Follower<'_> {
    fn viewer(&self) -> &Viewer {
        match self {
            Self::Everyone(_) => &Viewer::Anonymous,
            Self::One(reader) => &reader.viewer,
        }
    }

    /// What the feed is known by for good: its address, or, where that is a secret, a tag URI (RFC 4151) with its
    /// number, which tells nothing of it.
    fn id(&self, selection: &Selection, public_url: &str) -> String {
        match self {
            Self::Everyone(path) => format!("{public_url}{path}{}", selection.query()),
            Self::One(FeedReader { feed, .. }) => {
                let made = feed.made_at.format("%Y-%m-%d");
                format!("tag:{},{made}:private-feed/{}", host(public_url), feed.id.0)
            }
        }
    }

    /// The feed's own address; `None` where it is a secret.
    fn self_url(&self, selection: &Selection, public_url: &str) -> Option<String> {
        match self {
            Self::Everyone(_) => Some(self.id(selection, public_url)),
            Self::One(_) => None,
        }
    }
}

/// A feed, and since when it is as it is.
pub struct Dated<T> {
    /// The feed.
    pub feed: T,
    /// When readers last had something new of all that may be in it; `None` where there is nothing, and where no
    /// date can tell that something is not in it any more.
    pub modified_at: Option<DateTime<Utc>>,
}

/// When readers last had something new of all they can see, also of what is not in the feed or not in it any more:
/// an entry that goes must not leave the date of the others as it was. What was published late counts from when it
/// was there to be read, whatever hour its file gives.
///
/// With a filter there is no such date: a revision or the hour takes a notice out of a selection, and no notice knows
/// when. Without one there is one exception (docs/decisions/0024): what is not for everyone any more. When that was
/// is not kept, and what became of it since is not everybody's to know; where it was not the latest news of all, a
/// reader who asks by date alone, and not by validator, keeps it until the next.
fn modified_at<'a>(
    selection: &Selection,
    visible: impl Iterator<Item = &'a Arc<Publication>>,
) -> Option<DateTime<Utc>> {
    if selection.listing.is_filtered() {
        return None;
    }
    visible.map(|publication| publication.updated_at().max(publication.available_since())).max()
}

/// The feed a reader gets at `now`.
///
/// # Errors
/// When the store cannot tell what the notices say.
pub async fn notices(
    portal: &Portal,
    catalogue: &Catalogue,
    now: DateTime<Utc>,
    selection: &Selection,
    follower: Follower<'_>,
) -> Result<Dated<Feed>, StoreError> {
    let locale = selection.locale;
    let public_url = &portal.site.public_url;
    let notices: Vec<_> = catalogue
        .of_kind(follower.viewer(), now, PublicationKind::Notice)
        .filter(|notice| selection.listing.selects(notice, now))
        .take(MOST_ITEMS)
        .collect();
    let texts: Vec<_> = notices.iter().map(|notice| (&***notice, locale)).collect();
    let bodies = portal.store.bodies(&texts).await?;
    let items = notices.iter().zip(&bodies);
    let items = items.map(|(notice, body)| item(catalogue, notice, body, locale, public_url)).collect();
    let visible = catalogue.of_kind(follower.viewer(), now, PublicationKind::Notice);
    let modified_at = modified_at(selection, visible);
    let service = service(catalogue, locale);
    let (title, description) = match follower {
        Follower::Everyone(_) => {
            let title = format!("{service} {}", Label::Notices.get(locale)).trim().to_owned();
            (title, Label::NoticesDescription.get(locale))
        }
        Follower::One(reader) => private_feed::notices(locale, service, &reader.viewer),
    };
    let feed = Feed {
        id: follower.id(selection, public_url),
        title,
        description,
        home: format!("{public_url}{}{}", locale.address("/notices"), selection.listing.query()),
        self_url: follower.self_url(selection, public_url),
        author: catalogue.portal.as_ref().map(|portal| portal.operator.get(locale).clone()).unwrap_or_default(),
        locale,
        items,
    };
    Ok(Dated { feed, modified_at })
}

/// The service's name; empty before anything was published.
fn service(catalogue: &Catalogue, locale: Locale) -> &str {
    catalogue.portal.as_ref().map(|portal| portal.service.get(locale).as_str()).unwrap_or_default()
}

fn host(public_url: &str) -> &str {
    let authority = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    authority.split(':').next().unwrap_or(authority)
}

fn item(catalogue: &Catalogue, notice: &Publication, body: &Body, wanted: Locale, public_url: &str) -> Item {
    let (edition, locale) = notice.current.editions.get_with_locale(wanted);
    if let Some(withdrawn) = notice.event_of(EventKind::Withdrawn) {
        return remains(notice, withdrawn, wanted, public_url);
    }
    let html = html(notice, edition, body, locale);
    let enclosures = notice.current.attachments.iter().filter(|file| !file.is_shown_in_text).map(|file| Enclosure {
        url: format!("{public_url}{}", notice.key.attachment_path(notice.current.head.number, &file.name)),
        media_type: file.media_type.clone(),
        size: file.size,
    });
    Item {
        id: permanent_id(notice, public_url),
        url: format!("{public_url}{}", wanted.address(&notice.key.path())),
        title: titled(notice, &edition.title, locale),
        summary: edition.summary.clone(),
        html: format!("<div lang=\"{}\">{}</div>", locale.tag(), absolute_html(&html, public_url, wanted)),
        categories: notice.notice().map(|facts| categories(catalogue, facts, wanted)).unwrap_or_default(),
        published: notice.publish_at,
        updated: notice.updated_at(),
        locale,
        enclosures: enclosures.collect(),
    }
}

/// The title, with a word before it where the change will not take place or the notice was taken back.
fn titled(notice: &Publication, title: &str, locale: Locale) -> String {
    let state = match notice.phase() {
        Phase::Withdrawn => NoticeState::Withdrawn,
        Phase::Cancelled => NoticeState::Cancelled,
        _ => return title.to_owned(),
    };
    app::ssr::life::called_off_title(locale, state, title)
}

/// What is left of a withdrawn notice: the entry stays, so that readers who have it learn of it, and says
/// nothing more than that.
fn remains(notice: &Publication, withdrawn: &Event, wanted: Locale, public_url: &str) -> Item {
    use app::ssr::life;
    let (edition, locale) = notice.current.editions.get_with_locale(wanted);
    let said = life::sentence(wanted, notice, withdrawn);
    let mut paragraphs = format!("<p>{}</p>", escaped(&said));
    if let Some((message, _)) = life::message(wanted, withdrawn) {
        let _ = write!(paragraphs, "<p>{}</p>", escaped(&message));
    }
    Item {
        id: permanent_id(notice, public_url),
        url: format!("{public_url}{}", wanted.address(&notice.key.path())),
        title: titled(notice, &edition.title, locale),
        summary: said,
        html: format!("<div lang=\"{}\">{paragraphs}</div>", wanted.tag()),
        categories: vec![],
        published: notice.publish_at,
        updated: notice.updated_at(),
        locale,
        enclosures: vec![],
    }
}

/// A tag URI (RFC 4151): the host, the year in the notice's number, and the number. It stays the same
/// through every revision, in every language and every filtered feed.
fn permanent_id(notice: &Publication, public_url: &str) -> String {
    let (host, name) = (host(public_url), notice.key.name());
    let year = name.split('-').nth(1).unwrap_or_default();
    format!("tag:{host},{year}:{}/{name}", notice.key.kind().word())
}

fn categories(catalogue: &Catalogue, facts: &NoticeFacts, locale: Locale) -> Vec<String> {
    use app::ssr::words;
    let what =
        facts.category.map_or_else(|| words::kind(locale, facts.kind), |category| words::category(locale, category));
    let components = facts.components.iter().map(|key| match &catalogue.portal {
        Some(portal) => portal.component_name(key, locale).to_owned(),
        None => key.to_string(),
    });
    [what, words::impact(locale, facts.impact)].into_iter().chain(components).collect()
}

/// The whole of what a reader needs: the facts, what to do, the text, what to use instead.
fn html(notice: &Publication, edition: &Edition, body: &Body, locale: Locale) -> String {
    use app::ssr::life;
    let Guidance { actions, alternatives, .. } = &body.guidance;
    let mut html = String::new();
    // Writing to a String cannot fail.
    for event in notice.events.iter().filter(|event| !matches!(event.kind, EventKind::Announced | EventKind::Revised)) {
        let message = life::message(locale, event).map(|(message, _)| format!(" {message}")).unwrap_or_default();
        let said = format!("{}{message}", life::sentence(locale, notice, event));
        let _ = write!(html, "<p><strong>{}</strong></p>", escaped(&said));
        if let Some((reason, lang)) = life::lead_time_exception(locale, event) {
            let label = Label::LeadTimeException.get(locale);
            let _ = write!(html, "<p{}>{}: {}</p>", in_language(lang), escaped(&label), escaped(&reason));
        }
    }
    let _ = write!(html, "<p>{}</p>", escaped(&edition.summary));
    let facts = facts::facts(notice, body, locale);
    if !facts.is_empty() {
        html.push_str("<dl>");
        for (label, text, lang) in facts {
            let _ = write!(html, "<dt>{}</dt><dd{}>{}</dd>", escaped(&label), in_language(lang), escaped(&text));
        }
        html.push_str("</dl>");
    }
    list(&mut html, &Label::ToDo.get(locale), "ol", actions);
    html.push_str(&body.html);
    list(&mut html, &Label::Alternatives.get(locale), "ul", alternatives);
    html
}

/// The attribute of an element in another language than what is around it.
fn in_language(lang: Option<&str>) -> String {
    lang.map(|lang| format!(" lang=\"{lang}\"")).unwrap_or_default()
}

/// A heading and its entries, which are safe inline HTML already.
fn list(html: &mut String, heading: &str, tag: &str, entries: &[String]) {
    if !entries.is_empty() {
        let _ = write!(html, "<h2>{heading}</h2><{tag}><li>{}</li></{tag}>", entries.join("</li><li>"));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_put_into_one_form() {
        let selection = Selection::parse([("lang", "en"), ("page", "3"), ("impact", "action_required")].into_iter());
        assert_eq!(selection.unwrap().query(), "?impact=action_required&lang=en");
        let selection = Selection::parse([("lang", "ja"), ("impact", "")].into_iter()).unwrap();
        assert_eq!(selection.query(), "");
    }

    #[test]
    fn a_value_that_means_nothing_is_named() {
        let error = Selection::parse([("impact", "huge")].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "\"huge\" is not a value of impact");
        let error = Selection::parse([("lang", "fr")].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "\"fr\" is not a value of lang");
    }
}
