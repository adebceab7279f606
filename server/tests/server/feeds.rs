//! Feeds over HTTP: what is in them, and how little is sent when nothing changed.

use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal};
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::event::Recorder;
use domain::locale::Localized;
use domain::timeline::{Shift, Transition};
use http::StatusCode;
use rstest::rstest;
use store::NewEvent;
use store::testing::{Engine, notice_key};

const FEEDS: [(&str, &str); 3] = [
    ("/feeds/notices.rss", "application/rss+xml; charset=utf-8"),
    ("/feeds/notices.atom", "application/atom+xml; charset=utf-8"),
    ("/feeds/notices.json", "application/feed+json; charset=utf-8"),
];

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_feed_has_what_everyone_may_see_even_for_a_signed_in_reader(#[case] engine: Engine) {
    let notices = [Notice::new(1, "全員向け"), Notice::new(2, "日の出だけ").only_for_hinode()];
    let portal = TestPortal::with(engine, &notices).await;
    for reader in [portal.anonymous(), portal.signed_in_as("yumi").await] {
        for (path, media_type) in FEEDS {
            let feed = reader.get(path).await;
            assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, media_type));
            assert!(feed.text().contains("全員向け") && !feed.text().contains("日の出だけ"), "{path}");
            assert!(feed.text().contains(&format!("{PUBLIC_URL}/notices/SC-2026-0001")), "{path}");
        }
    }
}

#[tokio::test]
async fn a_feed_of_xml_declares_itself_once_and_first() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    for path in ["/feeds/notices.rss", "/feeds/notices.atom"] {
        let feed = portal.anonymous().get(path).await.text();
        assert!(feed.starts_with("<?xml version=\"1.0\""), "{path}: {}", &feed[..80]);
        assert_eq!(feed.matches("<?xml").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn the_same_input_gives_the_same_bytes_and_nothing_is_sent_twice() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    for (path, _) in FEEDS {
        let first = portal.anonymous().get(path).await;
        assert_eq!(first.header("last-modified"), "Tue, 24 Nov 2026 01:00:00 GMT");
        let (tag, modified) = (first.header("etag").to_owned(), first.header("last-modified").to_owned());
        assert!(tag.starts_with('"'), "strong");
        portal.later(TimeDelta::days(1));
        let later = portal.anonymous().get(path).await;
        assert_eq!((later.header("etag"), &later.body), (tag.as_str(), &first.body));

        let by_tag = portal.anonymous().with("if-none-match", &format!("\"x\", {tag}")).get(path).await;
        assert_eq!((by_tag.status, by_tag.body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(by_tag.header("etag"), tag);
        let by_date = portal.anonymous().with("if-modified-since", &modified).get(path).await;
        assert_eq!(by_date.status, StatusCode::NOT_MODIFIED);
        let both = portal.anonymous().with("if-none-match", "\"x\"").with("if-modified-since", &modified);
        assert_eq!(both.get(path).await.status, StatusCode::OK, "the tag decides where it is given");
        let weak = portal.anonymous().with("if-none-match", &format!("W/{tag}"));
        assert_eq!(weak.get(path).await.status, StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn a_feed_changes_with_what_is_published() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "一番")]).await;
    let before = portal.anonymous().get("/feeds/notices.atom").await;
    portal.publish(&[Notice::new(2, "二番")]).await;
    let reader = portal.anonymous().with("if-none-match", before.header("etag"));
    let after = reader.get("/feeds/notices.atom").await;
    assert_eq!(after.status, StatusCode::OK);
    assert!(after.text().contains("二番"));
}

/// What is not for everyone any more leaves, and takes its date with it.
#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn who_asks_by_date_learns_that_the_latest_is_gone(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "一番")]).await;
    portal.later(TimeDelta::hours(1));
    portal.publish(&[Notice::new(2, "二番")]).await;
    let paths = ["/feeds/notices.rss", "/feeds/notices.atom", "/feeds/notices.json", "/feeds/calendar.ics"];
    let latest = "Tue, 24 Nov 2026 02:00:00 GMT";
    for path in paths {
        assert_eq!(portal.anonymous().get(path).await.header("last-modified"), latest, "{path}");
    }
    portal.later(TimeDelta::hours(1));
    let amendments = &["{ on: 2026-11-24, class: material, note: 対象を改めました }"];
    portal.publish(&[Notice { amendments, ..Notice::new(2, "二番の改訂") }.only_for_hinode()]).await;
    for path in paths {
        let asked = portal.anonymous().with("if-modified-since", latest).get(path).await;
        assert_eq!(asked.status, StatusCode::OK, "{path}");
        assert_eq!(
            asked.header("last-modified"),
            "Tue, 24 Nov 2026 01:00:00 GMT",
            "nothing of what is private: {path}"
        );
        assert!(!asked.text().contains("SC-2026-0002"), "{path}");
    }
}

#[tokio::test]
async fn a_selection_is_told_by_its_validator_alone() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    for path in ["/feeds/notices.rss", "/feeds/notices.atom", "/feeds/notices.json", "/feeds/calendar.ics"] {
        let selected = format!("{path}?impact=informational");
        let feed = portal.anonymous().get(&selected).await;
        assert_eq!((feed.header("last-modified"), feed.header("etag").is_empty()), ("", false), "{selected}");
        let by_date = portal.anonymous().with("if-modified-since", "Tue, 24 Nov 2026 01:00:00 GMT");
        assert_eq!(by_date.get(&selected).await.status, StatusCode::OK, "{selected}");
        let by_tag = portal.anonymous().with("if-none-match", feed.header("etag")).get(&selected).await;
        assert_eq!(by_tag.status, StatusCode::NOT_MODIFIED, "{selected}");
        let english = portal.anonymous().get(&format!("{path}?lang=en")).await;
        assert!(!english.header("last-modified").is_empty(), "a language selects nothing: {path}");
    }
}

#[tokio::test]
async fn the_self_address_is_the_one_fetched() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let query = "?impact=informational&lang=en";
    let rss = portal.anonymous().get(&format!("/feeds/notices.rss{query}")).await.text();
    let escaped = query.replace('&', "&amp;");
    assert_eq!(rss.matches("rel=\"self\"").count(), 1);
    assert!(rss.contains(&format!("{PUBLIC_URL}/feeds/notices.rss{escaped}")), "{rss}");
    let json: serde_json::Value =
        serde_json::from_slice(&portal.anonymous().get(&format!("/feeds/notices.json{query}")).await.body).unwrap();
    assert_eq!(json["feed_url"], format!("{PUBLIC_URL}/feeds/notices.json{query}"));
}

#[tokio::test]
async fn filters_are_those_of_the_list() {
    let urgent = Notice { impact: "may_require_action", ..Notice::new(2, "要確認") };
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "情報"), urgent]).await;
    let feed = portal.anonymous().get("/feeds/notices.rss?impact=may_require_action").await.text();
    assert!(feed.contains("要確認") && !feed.contains("情報</title>"));
    let feed = portal.anonymous().get("/feeds/notices.rss?component=ivr").await.text();
    assert!(!feed.contains("<item>"));
}

#[tokio::test]
async fn a_filter_that_means_nothing_is_a_problem_in_words() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    for query in ["impact=huge", "lang=fr", "state=sometimes"] {
        let answer = portal.anonymous().get(&format!("/feeds/notices.json?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(problem["status"], 400);
        let (key, value) = query.split_once('=').unwrap();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(key) && detail.contains(value), "{detail}");
    }
}

#[tokio::test]
async fn what_has_no_translation_comes_in_japanese_and_says_so() {
    let untranslated = Notice { is_translated: false, ..Notice::new(1, "未訳のお知らせ") };
    let portal = TestPortal::with(Engine::Sqlite, &[untranslated, Notice::new(2, "題")]).await;
    let json: serde_json::Value =
        serde_json::from_slice(&portal.anonymous().get("/feeds/notices.json?lang=en").await.body).unwrap();
    let items = json["items"].as_array().unwrap();
    let of = |id: &str| items.iter().find(|item| item["url"].as_str().unwrap().ends_with(id)).unwrap();
    assert_eq!(of("SC-2026-0001")["title"], "未訳のお知らせ");
    assert_eq!(of("SC-2026-0001")["language"], "ja");
    assert!(of("SC-2026-0001")["content_html"].as_str().unwrap().starts_with("<div lang=\"ja\">"));
    assert_eq!(of("SC-2026-0002")["language"], "en");
    assert_eq!(of("SC-2026-0002")["url"], format!("{PUBLIC_URL}/en/notices/SC-2026-0002"));
}

#[tokio::test]
async fn ids_stay_the_same_in_every_language_and_revision() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let id = "tag:portal.example,2026:notice/SC-2026-0001";
    for path in ["/feeds/notices.rss", "/feeds/notices.atom?lang=en", "/feeds/notices.json?impact=informational"] {
        assert!(portal.anonymous().get(path).await.text().contains(id), "{path}");
    }
}

#[tokio::test]
async fn files_that_belong_to_a_notice_come_along() {
    let with_file = Notice { attachment: Some(b"a,b\n"), ..Notice::new(1, "題") };
    let portal = TestPortal::with(Engine::Sqlite, &[with_file]).await;
    let address = format!("{PUBLIC_URL}/notices/SC-2026-0001/files/1/table.csv");
    let atom = portal.anonymous().get("/feeds/notices.atom").await.text();
    assert!(atom.contains("rel=\"enclosure\"") && atom.matches(&address).count() >= 2, "linked and enclosed: {atom}");
}

#[tokio::test]
async fn why_the_lead_time_was_not_kept_is_said_as_in_the_mail() {
    let facts = "lead_time_exception: 法令の<改正>に合わせます。\n";
    let portal = TestPortal::with(Engine::Sqlite, &[Notice { facts, ..Notice::new(1, "題") }]).await;
    let feed = async |lang: &str| {
        let feed = portal.anonymous().get(&format!("/feeds/notices.json?lang={lang}")).await;
        let feed: serde_json::Value = serde_json::from_slice(&feed.body).unwrap();
        feed["items"][0]["content_html"].as_str().unwrap().to_owned()
    };
    let label = "事前の予告期間を確保できなかった理由";
    let html = feed("ja").await;
    assert!(html.contains(&format!("<dt>{label}</dt><dd>法令の&lt;改正&gt;に合わせます。</dd>")), "{html}");
    let shift = Shift { start: "2027-03-01T02:00:00+09:00".parse().ok(), end: None };
    let new = NewEvent {
        transition: Transition::reschedule(shift),
        by: Recorder::CommandLine,
        message: None,
        lead_time_exception: Some(Localized::ja_only("設備の<故障>のためです。".to_owned())),
    };
    portal.portal.store.record_event(&notice_key("SC-2026-0001"), &new, portal.clock.now()).await.unwrap();
    portal.portal.refresh().await.unwrap();
    let html = feed("ja").await;
    assert!(html.contains(&format!("<p>{label}: 設備の&lt;故障&gt;のためです。</p>")), "{html}");
    let html = feed("en").await;
    assert!(html.contains("<p lang=\"ja\">Why the usual lead time was not kept: 設備の"), "{html}");
}

#[tokio::test]
async fn a_notice_published_late_under_an_older_hour_is_news_to_whoever_asks_by_date() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    for path in ["/feeds/notices.rss", "/feeds/notices.atom", "/feeds/notices.json", "/feeds/calendar.ics"] {
        assert_eq!(
            portal.anonymous().get(path).await.header("last-modified"),
            "Tue, 24 Nov 2026 01:00:00 GMT",
            "{path}"
        );
    }
    portal.later(TimeDelta::hours(2));
    let late = Notice { publish_at: "2026-11-19T10:00:00+09:00".to_owned(), ..Notice::new(2, "遅れて掲載") };
    portal.publish(&[late]).await;
    for path in ["/feeds/notices.rss", "/feeds/notices.atom", "/feeds/notices.json", "/feeds/calendar.ics"] {
        let since = portal.anonymous().with("if-modified-since", "Tue, 24 Nov 2026 01:00:00 GMT").get(path).await;
        assert_eq!(since.status, StatusCode::OK, "{path}");
        assert_eq!(since.header("last-modified"), "Tue, 24 Nov 2026 03:00:00 GMT", "{path}");
    }
}
