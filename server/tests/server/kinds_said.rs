//! What each kind of notice has to say, in the answer of the API about it and in its entry in a feed.

use crate::content::Notice;
use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::token::Scope;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use store::testing::Engine;

const NOTICE: &str = "/api/v1/notices/SC-2026-0001";

/// A change that the cloud underneath causes, with something to do.
async fn portal(engine: Engine) -> TestPortal {
    let portal = TestPortal::new(engine).await;
    let facts = "provider: 例示クラウド\nactions: [設定を**確かめる**]\nalternatives: [新しい画面]\n\
                 lead_time_exception: 提供元の都合によります。\n";
    let notice = Notice { facts, ..Notice::new(1, "基盤の変更") };
    crate::content::write(&portal.content(), std::slice::from_ref(&notice));
    notice.set(&portal.content(), "category", Some("provider"));
    let english = portal.content().join(notice.folder()).join("index.en.md");
    let more = "translates: 1\nactions: [\"**Check** the settings\"]\nalternatives: [The new page]\n\
                lead_time_exception: As our provider decided.\n";
    let text = std::fs::read_to_string(&english).unwrap().replace("translates: 1\n", more);
    std::fs::write(english, text).unwrap();
    assert_eq!(portal.publish_again().await.new, 1);
    portal
}

/// The HTML of the only entry of a feed.
async fn entry(portal: &TestPortal, address: &str) -> String {
    let feed: Value = serde_json::from_slice(&portal.anonymous().get(address).await.body).unwrap();
    feed["items"][0]["content_html"].as_str().unwrap().to_owned()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_service_change_says_what_to_do_and_what_it_touches(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let notice = reader.get(NOTICE).await.json();
    for (key, said) in [
        (
            "actions",
            json!({ "ja": ["設定を<strong>確かめる</strong>"], "en": ["<strong>Check</strong> the settings"] }),
        ),
        ("alternatives", json!({ "ja": ["新しい画面"], "en": ["The new page"] })),
        ("affects", json!({ "ja": "取得の方法が変わります。", "en": "The way to fetch them changes." })),
        ("systems", json!({ "ja": "基盤は変わりません。", "en": "Nothing changes underneath." })),
        ("provider", json!("例示クラウド")),
        ("lead_time_exception", json!({ "ja": "提供元の都合によります。", "en": "As our provider decided." })),
        ("adverse", Value::Null),
        ("incident", Value::Null),
    ] {
        assert_eq!(notice[key], said, "{key}");
    }
    let listed = reader.get("/api/v1/notices").await.json();
    assert!(listed["notices"][0].get("actions").is_none(), "a list is light: {listed}");
    let html = entry(&portal, "/feeds/notices.json").await;
    assert!(html.contains("<dd>例示クラウド</dd>"), "{html}");

    let staff = portal.program_of("mika", &[Scope::NoticesRead, Scope::TimelineWrite]).await;
    portal.later(TimeDelta::hours(1));
    let withdrawn = staff.send("POST", &format!("{NOTICE}/events"), r#"{"verb":"withdraw"}"#).await;
    assert_eq!(withdrawn.status, StatusCode::CREATED, "{}", withdrawn.text());
    let left = reader.get(NOTICE).await.json();
    assert_eq!(left["actions"], json!({ "ja": [], "en": null }), "nothing of it is left to customers");
    assert_eq!((&left["affects"], &left["provider"]), (&Value::Null, &Value::Null));
    assert_eq!(staff.get(NOTICE).await.json()["provider"], "例示クラウド", "staff still read it");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn why_a_date_was_brought_forward_is_in_the_timeline(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let staff = portal.program_of("mika", &[Scope::NoticesRead, Scope::TimelineWrite]).await;
    let event = r#"{"verb":"reschedule","start":"2027-03-01T02:00:00+09:00",
        "lead_time_exception":{"ja":"設備の故障のためです。","en":"Equipment failed."}}"#;
    let recorded = staff.send("POST", &format!("{NOTICE}/events"), event).await;
    assert_eq!(recorded.status, StatusCode::CREATED, "{}", recorded.text());
    let why = json!({ "ja": "設備の故障のためです。", "en": "Equipment failed." });
    assert_eq!(recorded.json()["event"]["lead_time_exception"], why);
    let timeline = staff.get(NOTICE).await.json()["timeline"].clone();
    assert_eq!((&timeline[0]["lead_time_exception"], &timeline[1]["lead_time_exception"]), (&Value::Null, &why));
}

#[tokio::test]
async fn changed_terms_say_whether_they_are_a_disadvantage() {
    let portal = TestPortal::with(Engine::Sqlite, &[]).await;
    let folder = portal.content().join("notices/2026/SC-2026-0001-terms");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "---\nid: SC-2026-0001\nkind: terms_change\nimpact: informational\ncomponents: []\ntitle: 規約の改定\n\
                summary: 改定します。\npublish_at: 2026-11-24T10:00:00+09:00\neffective_on: 2027-04-01\nadverse: true\n\
                affects: 期限が短くなります。\nrevisions:\n  - { on: 2026-11-24, class: initial }\n---\n本文。\n";
    std::fs::write(folder.join("index.md"), text).unwrap();
    assert_eq!(portal.publish_again().await.new, 1);
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let notice = reader.get(NOTICE).await.json();
    assert_eq!((&notice["adverse"], &notice["actions"]), (&json!(true), &json!({ "ja": [], "en": null })));
    assert_eq!(notice["affects"], json!({ "ja": "期限が短くなります。", "en": null }));
    let page = portal.anonymous().get("/notices/SC-2026-0001").await.text();
    let html = entry(&portal, "/feeds/notices.json").await;
    let said = app::ssr::particulars::adverse(domain::locale::Locale::Ja, true);
    for text in [&said.label, &said.values[0].text] {
        assert!(html.contains(text.as_str()) && page.contains(text.as_str()), "{text}: {html}");
    }
}
