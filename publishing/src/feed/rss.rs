//! RSS 2.0, by the Advisory Board's profile.

use super::{Feed, Item, clean};
use crate::markdown::escape;
use chrono::{DateTime, Utc};
use rss::extension::atom::{AtomExtension, Link};
use rss::{Category, Channel, Enclosure, Guid};

/// The feed as RSS 2.0: the summary as `description`, the full text as `content:encoded`, one
/// `atom:link rel="self"` where its address is no secret.
pub fn rss(feed: &Feed) -> String {
    let own = feed.self_url.as_ref().map(|own| Link {
        href: clean(own),
        rel: "self".into(),
        mime_type: Some("application/rss+xml".into()),
        ..Link::default()
    });
    let date = (!feed.items.is_empty()).then(|| rfc822(feed.updated()));
    let channel = Channel {
        title: clean(&feed.title),
        link: clean(&feed.home),
        description: clean(&feed.description),
        language: Some(feed.locale.tag().into()),
        last_build_date: date,
        pub_date: feed.items.iter().map(|item| item.published).max().map(rfc822),
        items: feed.ordered().into_iter().map(item).collect(),
        atom_ext: own.map(|own| AtomExtension { links: vec![own] }),
        ..Channel::default()
    };
    format!("{channel}\n")
}

fn item(item: &Item) -> rss::Item {
    // RSS has room for one file; all of them are linked in the text's page.
    let enclosure = item.enclosures.first().map(|file| Enclosure {
        url: clean(&file.url),
        length: file.size.to_string(),
        mime_type: clean(&file.media_type),
    });
    rss::Item {
        title: Some(clean(&item.title)),
        link: Some(clean(&item.url)),
        description: Some(as_html(&item.summary)),
        categories: item.categories.iter().map(|name| Category { name: clean(name), domain: None }).collect(),
        guid: Some(Guid { value: clean(&item.id), permalink: false }),
        pub_date: Some(rfc822(item.published)),
        content: Some(clean(&item.html)),
        enclosure,
        ..rss::Item::default()
    }
}

/// Plain text for `description`, which readers take for HTML.
fn as_html(text: &str) -> String {
    let mut html = String::new();
    escape(text, &mut html);
    html
}

/// RFC 822 with a four-digit year and a numeric zone.
fn rfc822(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
