//! Atom, RFC 4287.

use super::{Feed, Item, clean};
use atom_syndication::{Category, Content, Entry, Link, Person, Text};

/// The feed as Atom: ids are permanent, dates RFC 3339 in UTC, the full text as HTML.
pub fn atom(feed: &Feed) -> String {
    let own = feed.self_url.iter().map(|own| link("self", own, "application/atom+xml"));
    let document = atom_syndication::Feed {
        title: Text::plain(clean(&feed.title)),
        subtitle: Some(Text::plain(clean(&feed.description))),
        id: clean(&feed.id),
        updated: feed.updated().fixed_offset(),
        authors: vec![Person { name: clean(&feed.author), ..Person::default() }],
        links: own.chain([link("alternate", &feed.home, "text/html")]).collect(),
        lang: Some(feed.locale.tag().into()),
        entries: feed.ordered().into_iter().map(|item| entry(item, &feed.author)).collect(),
        ..atom_syndication::Feed::default()
    };
    document.to_string() + "\n"
}

fn entry(item: &Item, author: &str) -> Entry {
    let mut links = vec![link("alternate", &item.url, "text/html")];
    links.extend(
        item.enclosures
            .iter()
            .map(|file| Link { length: Some(file.size.to_string()), ..link("enclosure", &file.url, &file.media_type) }),
    );
    Entry {
        title: Text::plain(clean(&item.title)),
        id: clean(&item.id),
        updated: item.updated.max(item.published).fixed_offset(),
        published: Some(item.published.fixed_offset()),
        authors: vec![Person { name: clean(author), ..Person::default() }],
        categories: item.categories.iter().map(|name| Category { term: clean(name), ..Category::default() }).collect(),
        links,
        summary: Some(Text::plain(clean(&item.summary))),
        content: Some(Content {
            value: Some(clean(&item.html)),
            content_type: Some("html".into()),
            lang: Some(item.locale.tag().into()),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn link(rel: &str, href: &str, media_type: &str) -> Link {
    Link { rel: rel.into(), href: clean(href), mime_type: Some(clean(media_type)), ..Link::default() }
}
