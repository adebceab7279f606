//! Feeds read back by the libraries' own parsers, and the rules of each format.

use super::*;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn item(id: &str, published: &str, updated: &str) -> Item {
    Item {
        id: format!("tag:portal.example,2026:{id}"),
        url: format!("https://portal.example/notices/{id}"),
        title: format!("題 <{id}> & 改"),
        summary: "要約 ]]> です".into(),
        html: "<p>本文 &amp; ]]> <a href=\"https://portal.example/notices\">一覧</a></p>".into(),
        categories: vec!["specification".into(), "recording-api".into()],
        published: at(published),
        updated: at(updated),
        locale: Locale::Ja,
        enclosures: vec![Enclosure {
            url: format!("https://portal.example/notices/{id}/files/1/a.pdf"),
            media_type: "application/pdf".into(),
            size: 1234,
        }],
    }
}

fn feed() -> Feed {
    Feed {
        title: "Simple Connect お知らせ".into(),
        description: "変更のお知らせ".into(),
        home: "https://portal.example/notices".into(),
        id: "https://portal.example/feeds/notices.rss".into(),
        self_url: Some("https://portal.example/feeds/notices.rss".into()),
        author: "Cloopen株式会社".into(),
        locale: Locale::Ja,
        items: vec![
            item("SC-2026-0003", "2026-01-27T01:00:00Z", "2026-01-29T01:00:00Z"),
            item("SC-2026-0002", "2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z"),
            item("SC-2026-0001", "2026-01-27T01:00:00Z", "2026-01-27T01:00:00Z"),
        ],
    }
}

const ORDER: [&str; 3] = ["SC-2026-0002", "SC-2026-0001", "SC-2026-0003"];

#[test]
fn rss_reads_back_with_full_text_and_permanent_guids() {
    let xml = rss(&feed());
    let channel: ::rss::Channel = xml.parse().unwrap();
    assert_eq!(channel.language.as_deref(), Some("ja"));
    assert_eq!(channel.last_build_date.as_deref(), Some("Fri, 20 Nov 2026 01:00:00 +0000"));
    assert_eq!(xml.matches("rel=\"self\"").count(), 1);
    assert!(xml.starts_with("<?xml") && xml.matches("<?xml").count() == 1);
    assert_eq!(channel.atom_ext.unwrap().links[0].href, feed().self_url.unwrap());
    for (item, id) in channel.items.iter().zip(ORDER) {
        assert_eq!(item.link.as_deref(), Some(format!("https://portal.example/notices/{id}").as_str()));
        let guid = item.guid.as_ref().unwrap();
        assert!(!guid.permalink && guid.value.ends_with(id));
        assert_eq!(item.content.as_deref(), Some(feed().items[0].html.as_str()));
        assert_eq!(item.description.as_deref(), Some("要約 ]]&gt; です"));
        assert_eq!(item.title.as_deref(), Some(format!("題 <{id}> & 改").as_str()));
        assert!(DateTime::parse_from_rfc2822(item.pub_date.as_deref().unwrap()).is_ok());
        assert_eq!(item.enclosure.as_ref().unwrap().length, "1234");
    }
    assert_eq!(channel.items.len(), 3);
}

#[test]
fn atom_reads_back_with_one_id_title_and_date_each() {
    let xml = atom(&feed());
    let read: atom_syndication::Feed = xml.parse().unwrap();
    assert!(xml.starts_with("<?xml"));
    assert_eq!(read.updated.to_rfc3339(), "2026-11-20T01:00:00+00:00");
    assert_eq!(read.authors[0].name, "Cloopen株式会社");
    assert_eq!(read.links.iter().filter(|link| link.rel == "self").count(), 1);
    for (entry, id) in read.entries.iter().zip(ORDER) {
        assert!(entry.id.ends_with(id));
        let content = entry.content.as_ref().unwrap();
        assert_eq!(content.content_type.as_deref(), Some("html"));
        assert_eq!(content.value.as_deref(), Some(feed().items[0].html.as_str()));
    }
    assert_eq!(read.entries[2].updated.to_rfc3339(), "2026-01-29T01:00:00+00:00");
    assert!(!xml.contains("<updated></updated>") && xml.contains("T01:00:00"));
}

#[test]
fn json_feed_has_the_names_of_version_1_1() {
    let value: serde_json::Value = serde_json::from_str(&json(&feed())).unwrap();
    assert_eq!(value["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(value["feed_url"], feed().self_url.unwrap());
    assert_eq!(value["language"], "ja");
    let ids: Vec<_> = value["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().zip(ORDER).all(|(given, id)| given.ends_with(id)), "{ids:?}");
    let item = &value["items"][2];
    assert_eq!(item["date_published"], "2026-01-27T01:00:00Z");
    assert_eq!(item["date_modified"], "2026-01-29T01:00:00Z");
    assert_eq!(item["tags"][1], "recording-api");
    assert_eq!(item["attachments"][0]["size_in_bytes"], 1234);
    assert_eq!(item["content_html"], feed().items[0].html);
}

#[test]
fn the_order_of_the_items_given_does_not_change_a_byte() {
    let mut reversed = feed();
    reversed.items.reverse();
    for write in [rss, atom, json] {
        assert_eq!(write(&feed()), write(&reversed));
    }
}

#[test]
fn a_feed_without_items_is_still_a_feed() {
    let empty = Feed { items: vec![], ..feed() };
    let channel: ::rss::Channel = rss(&empty).parse().unwrap();
    assert!(channel.items.is_empty() && channel.pub_date.is_none() && channel.last_build_date.is_none());
    let read: atom_syndication::Feed = atom(&empty).parse().unwrap();
    assert_eq!(read.updated.timestamp(), 0);
    assert!(json(&empty).contains("\"items\": []"));
}

proptest! {
    #[test]
    fn whatever_a_text_has_the_feeds_can_be_read(text in "[\\PC\\x00-\\x1f\\x7f<>&\"'\\]\u{fffe}\u{ffff}]{0,40}") {
        let mut feed = feed();
        feed.title.clone_from(&text);
        feed.items[0].title.clone_from(&text);
        feed.items[0].summary.clone_from(&text);
        feed.items[0].html.clone_from(&text);
        let (rss, atom, json) = (rss(&feed), atom(&feed), json(&feed));
        prop_assert!(!rss.contains(is_forbidden) && !atom.contains(is_forbidden));
        let channel: ::rss::Channel = rss.parse().unwrap();
        prop_assert_eq!(channel.items.len(), 3);
        let read: atom_syndication::Feed = atom.parse().unwrap();
        prop_assert_eq!(read.entries.len(), 3);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }
}
