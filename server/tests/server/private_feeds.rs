//! Feeds of what one person may read, at an address that is a secret.

use crate::accounts::cookies;
use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal};
use app::ssr::secret::Secret;
use chrono::TimeDelta;
use http::StatusCode;
use rstest::rstest;
use store::testing::{Engine, notice_key};

const FILES: [(&str, &str); 4] = [
    ("notices.rss", "application/rss+xml; charset=utf-8"),
    ("notices.atom", "application/atom+xml; charset=utf-8"),
    ("notices.json", "application/feed+json; charset=utf-8"),
    ("calendar.ics", "text/calendar; charset=utf-8"),
];

fn notices() -> [Notice; 2] {
    [Notice::new(1, "全員向け"), Notice::new(2, "日の出だけ").only_for_hinode()]
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_feed_is_made_shown_once_fetched_and_ended(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &notices()).await;
    let ken = portal.signed_in_as("ken").await;
    let made = ken.post("/actions/make-private-feed", "name=%E4%BC%9A%E7%A4%BE%E3%81%AEPC&back=%2Fsubscriptions").await;
    assert_eq!(made.header("location"), "/subscriptions?done=feed-made");
    let cookie = made.header("set-cookie").to_owned();
    for part in ["__Host-", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=120"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("kairan_feed_"), "the secret is sealed: {cookie}");
    let carrying = |session: &str| portal.anonymous().with("cookie", &format!("{session}; {}", cookies(&made)));
    let another = portal.signed_in_as("yumi").await.header_value("cookie");
    assert!(!carrying(&another).get("/subscriptions").await.text().contains("kairan_feed_"), "for its owner alone");
    let shown = carrying(&ken.header_value("cookie")).get("/subscriptions?done=feed-made").await;
    assert!(shown.header("set-cookie").contains("Max-Age=0"), "and then forgotten");
    let page = shown.text();
    let prefix = format!("{PUBLIC_URL}/feeds/private/");
    let secret = page.split(&prefix).nth(1).unwrap().split('/').next().unwrap().to_owned();
    assert!(Secret::PrivateFeed.fits(&secret), "{secret}");
    for (file, media_type) in FILES {
        assert!(page.contains(&format!("{prefix}{secret}/{file}")), "{file}");
        let feed = portal.anonymous().get(&format!("/feeds/private/{secret}/{file}")).await;
        assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, media_type));
        assert_eq!(feed.header("cache-control"), "private, no-cache");
        assert_eq!((feed.header("x-robots-tag"), feed.header("last-modified")), ("noindex, nofollow", ""));
        let text = feed.text().replace("\r\n ", "");
        assert!(text.contains("SC-2026-0001") && text.contains("SC-2026-0002"), "{file}: {text}");
        assert!(!text.contains(&secret) && !text.contains("rel=\"self\""), "{file}: it names no address of its own");
    }
    let listed = ken.get("/subscriptions").await.text();
    assert!(listed.contains("会社のPC") && listed.contains("最終取得") && !listed.contains(&secret));

    let viewer = portal.portal.store.viewer_of(portal.user("ken")).await.unwrap().unwrap();
    let id = portal.portal.store.private_feeds(&viewer).await.unwrap()[0].id.0;
    let end = format!("feed={id}&back=%2Fsubscriptions");
    for other in ["yumi", "sora", "mika"] {
        let answer = portal.signed_in_as(other).await.post("/actions/end-private-feed", &end).await;
        assert!(answer.text().contains("not_found"), "{other}: {}", answer.text());
    }
    let address = format!("/feeds/private/{secret}/notices.rss");
    assert_eq!(portal.anonymous().get(&address).await.status, StatusCode::OK);
    let ended = ken.post("/actions/end-private-feed", &end).await;
    assert_eq!(ended.header("location"), "/subscriptions?done=feed-ended");
    assert_eq!(portal.anonymous().get(&address).await.status, StatusCode::NOT_FOUND);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn it_ends_the_moment_its_owner_is_removed(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &notices()).await;
    let (secret, session) = (portal.feed_of("ken").await, portal.signed_in_as("ken").await);
    let fetch = async |file: &str| portal.anonymous().get(&format!("/feeds/private/{secret}/{file}")).await;
    let before = fetch("notices.rss").await;
    assert_eq!(before.status, StatusCode::OK);
    let form = format!("user={}&change=remove&tenant=hinode&back=%2Fpeople", portal.user("ken").0);
    portal.signed_in_as("yumi").await.post("/actions/change-person", &form).await;
    assert_eq!(session.get("/account").await.header("location"), "/sign-in?next=%2Faccount");
    for (file, _) in FILES {
        let gone = fetch(file).await;
        let never = portal.anonymous().get(&format!("/feeds/private/{}/{file}", Secret::PrivateFeed.of([9; 16]))).await;
        let nonsense = portal.anonymous().get(&format!("/feeds/private/x/{file}")).await;
        assert_eq!((gone.status, gone.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
        assert_eq!((&gone.body, &gone.body), (&never.body, &nonsense.body), "like one that never was");
    }
    let known = portal.anonymous().with("if-none-match", before.header("etag"));
    let again = known.get(&format!("/feeds/private/{secret}/notices.rss")).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "nothing is answered from what was ready");
}

#[tokio::test]
async fn it_shows_what_its_owner_may_see_and_nothing_of_others() {
    let portal = TestPortal::with(Engine::Sqlite, &notices()).await;
    for (name, sees, title) in [("ken", true, "hinode"), ("sora", false, "aozora"), ("mika", true, "mika")] {
        let secret = portal.feed_of(name).await;
        let feed = portal.anonymous().get(&format!("/feeds/private/{secret}/notices.json")).await;
        let feed: serde_json::Value = serde_json::from_slice(&feed.body).unwrap();
        let text = feed.to_string();
        assert_eq!((text.contains("SC-2026-0001"), text.contains("SC-2026-0002")), (true, sees), "{name}");
        assert!(feed["title"].as_str().unwrap().contains(title), "{}", feed["title"]);
        assert_eq!(feed.get("feed_url"), None);
    }
}

const INCIDENT: &str = "---
id: SC-2026-0003
kind: incident
impact: may_require_action
components: []
title: 通話履歴が表示されました
summary: 通話履歴がほかのお客様に表示されました。
publish_at: 2026-11-20T10:00:00+09:00
audience: { tenants: [hinode] }
incident:
  detected_at: 2026-11-19T14:20:00+09:00
  report: none
  overview: 通話履歴が<別の>お客様に表示されました。
  cause: under_investigation
  publicity: 公表はしていません。
  prevention: under_investigation
  other: ほかにありません。
revisions:
  - { on: 2026-11-20, class: initial }
---
## 経緯

調べています。
";

#[tokio::test]
async fn an_incident_has_the_items_of_its_report() {
    let portal = TestPortal::with(Engine::Sqlite, &notices()).await;
    let folder = portal.content().join("notices/2026/SC-2026-0003-incident");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.md"), INCIDENT).unwrap();
    portal.publish_again().await;
    let secret = portal.feed_of("ken").await;
    let feed = portal.anonymous().get(&format!("/feeds/private/{secret}/notices.json")).await;
    let feed: serde_json::Value = serde_json::from_slice(&feed.body).unwrap();
    let items = feed["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["url"].as_str().unwrap().ends_with("SC-2026-0003")).unwrap();
    let html = item["content_html"].as_str().unwrap();
    assert!(html.contains("<dd>通話履歴が&lt;別の&gt;お客様に表示されました。</dd>"), "{html}");
    for clock in ["検知した日時", "最初のお知らせ", "このポータルで閲覧できるようになった日時", "調査中の事項"]
    {
        assert!(html.contains(&format!("<dt>{clock}</dt>")), "{clock}: {html}");
    }
    assert_eq!(html.matches("<dt>").count(), 9, "and the five of a report without personal data: {html}");
    let open = portal.signed_in_as("ken").await.get("/notices/SC-2026-0003").await.text();
    let under_investigation = html.split("<dt>原因</dt><dd>").nth(1).unwrap().split("</dd>").next().unwrap();
    assert!(open.contains(under_investigation), "said as on the page: {under_investigation}");
}

#[tokio::test]
async fn nothing_is_sent_twice_and_its_validator_is_of_what_is_in_it() {
    let portal = TestPortal::with(Engine::Sqlite, &notices()).await;
    let secret = portal.feed_of("ken").await;
    for (file, _) in FILES {
        for encoding in ["identity", "gzip", "br"] {
            let path = format!("/feeds/private/{secret}/{file}");
            let reader = portal.anonymous().with("accept-encoding", encoding);
            let first = reader.get(&path).await;
            let tag = first.header("etag").to_owned();
            assert!(tag.starts_with('"'), "strong: {tag}");
            let again = reader.clone().with("if-none-match", &tag).get(&path).await;
            assert_eq!((again.status, again.body.len(), again.header("etag")), (StatusCode::NOT_MODIFIED, 0, &*tag));
            assert_eq!(again.header("cache-control"), "private, no-cache");
        }
    }
    let path = format!("/feeds/private/{secret}/notices.atom");
    let before = portal.anonymous().get(&path).await;
    portal.later(TimeDelta::hours(3));
    assert_eq!(portal.anonymous().get(&path).await.header("etag"), before.header("etag"), "time alone changes nothing");
    portal.publish(&[Notice::new(3, "日の出に三番").only_for_hinode()]).await;
    let after = portal.anonymous().with("if-none-match", before.header("etag")).get(&path).await;
    assert_eq!(after.status, StatusCode::OK);
    assert!(after.text().contains("日の出に三番"));
}

#[tokio::test]
async fn what_is_to_be_acknowledged_stands_in_its_calendar_until_it_is() {
    let asked = Notice {
        acknowledgement: "acknowledgement: { by: one_administrator, due: 2027-03-12 }\n",
        ..Notice::new(4, "確認を")
    };
    let portal = TestPortal::with(Engine::Sqlite, &[asked]).await;
    let due = "UID:SC-2026-0004-acknowledge@portal.example";
    let secrets = [portal.feed_of("yumi").await, portal.feed_of("ken").await];
    let calendar = async |secret: &str| {
        portal.anonymous().get(&format!("/feeds/private/{secret}/calendar.ics")).await.text().replace("\r\n ", "")
    };
    assert!(calendar(&secrets[0]).await.contains(due), "{}", calendar(&secrets[0]).await);
    assert!(!calendar(&secrets[1]).await.contains(due), "members are not asked");
    assert!(!portal.anonymous().get("/feeds/calendar.ics").await.text().contains("acknowledge@"));
    let catalogue = portal.portal.catalogue();
    let digest = &catalogue.standing(&notice_key("SC-2026-0004")).unwrap().current.head.digest;
    let form = format!("kind=notice&name=SC-2026-0004&digest={digest}&back=%2F");
    portal.signed_in_as("yumi").await.post("/actions/acknowledge-revision", &form).await;
    assert!(!calendar(&secrets[0]).await.contains(due));
}

#[tokio::test]
async fn filters_and_languages_are_those_of_the_public_feeds() {
    let portal = TestPortal::with(Engine::Sqlite, &notices()).await;
    let secret = portal.feed_of("ken").await;
    let get = async |query: &str| portal.anonymous().get(&format!("/feeds/private/{secret}/notices.json{query}")).await;
    let english: serde_json::Value = serde_json::from_slice(&get("?lang=en").await.body).unwrap();
    assert_eq!(english["language"], "en");
    let none: serde_json::Value = serde_json::from_slice(&get("?impact=action_required").await.body).unwrap();
    assert_eq!(none["items"].as_array().unwrap().len(), 0);
    assert_eq!(get("?impact=huge").await.status, StatusCode::BAD_REQUEST);
    let unknown = format!("/feeds/private/{}/notices.json?impact=huge", Secret::PrivateFeed.of([9; 16]));
    assert_eq!(portal.anonymous().get(&unknown).await.status, StatusCode::NOT_FOUND, "nobody learns more");
}
