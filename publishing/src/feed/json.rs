//! JSON Feed 1.1.

use super::{Feed, Item, clean};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

/// The feed as JSON Feed 1.1.
pub fn json(feed: &Feed) -> String {
    let mut document = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(&feed.title),
        "description": clean(&feed.description),
        "home_page_url": feed.home,
        "language": feed.locale.tag(),
        "authors": [{ "name": clean(&feed.author) }],
        "items": feed.ordered().into_iter().map(item).collect::<Vec<_>>(),
    });
    if let Some(own) = &feed.self_url {
        document["feed_url"] = own.as_str().into();
    }
    format!("{document:#}\n")
}

fn item(item: &Item) -> Value {
    let mut value = json!({
        "id": item.id,
        "url": item.url,
        "title": clean(&item.title),
        "summary": clean(&item.summary),
        "content_html": clean(&item.html),
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.updated.max(item.published)),
        "language": item.locale.tag(),
        "tags": item.categories.iter().map(|name| clean(name)).collect::<Vec<_>>(),
    });
    if !item.enclosures.is_empty() {
        let file = |file: &super::Enclosure| json!({ "url": file.url, "mime_type": file.media_type, "size_in_bytes": file.size });
        value["attachments"] = item.enclosures.iter().map(file).collect();
    }
    value
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
