//! A notice of an incident: the nine items of its report over its revisions, its stages, and since when it
//! could be read here.

use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::token::Scope;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use store::testing::Engine;

const PATH: &str = "/notices/SC-2026-0044";
const ON_TIME: &str = "2026-11-19T09:00:00+09:00";

/// Publishes the incident as it is known: of how many people, and the lines of later revisions.
async fn publish(portal: &TestPortal, publish_at: &str, persons: &str, amendments: &str) {
    let folder = portal.content().join("notices/2026/SC-2026-0044-incident");
    std::fs::create_dir_all(&folder).unwrap();
    let day = &publish_at[..10];
    let japanese = format!(
        "---\nid: SC-2026-0044\nkind: incident\nimpact: may_require_action\ncomponents: []\ntitle: 表示の誤り\n\
         summary: 1件が表示されました。\npublish_at: {publish_at}\naudience: {{ tenants: [hinode] }}\nincident:\n  \
         detected_at: 2026-11-18T14:20:00+09:00\n  report: thirty_days\n  overview: 1件が表示されました。\n  \
         data_items: 電話番号\n  persons: {persons}名\n  cause: 処理の誤り\n  secondary_damage: under_investigation\n  \
         response: まだ行っていません。\n  publicity: 公表していません。\n  prevention: under_investigation\n  \
         other: ありません。\nrevisions:\n  - {{ on: {day}, class: initial }}\n{amendments}---\n経過です。\n"
    );
    let english = format!(
        "---\ntitle: Shown by mistake\nsummary: One was shown.\ntranslates: 1\nincident:\n  overview: One was shown.\n  \
         data_items: Telephone numbers\n  persons: {persons} people\n  cause: A faulty process\n  \
         secondary_damage: under_investigation\n  response: Not yet.\n  publicity: None.\n  \
         prevention: under_investigation\n  other: Nothing.\n---\nSo far.\n"
    );
    std::fs::write(folder.join("index.md"), japanese).unwrap();
    std::fs::write(folder.join("index.en.md"), english).unwrap();
    let published = portal.publish(&[]).await;
    assert_eq!(published.new + published.revised, 1);
}

/// First of 312 people, then of 3120, and nothing else differs.
async fn amended() -> TestPortal {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish(&portal, ON_TIME, "312", "").await;
    publish(&portal, ON_TIME, "3120", "  - { on: 2026-11-23, class: material, note: 人数を改めました }\n").await;
    portal
}

#[rstest]
#[case("", "", "本人の数", "削除 ", "追加 ")]
#[case("", "?view=side", "本人の数", "削除 ", "追加 ")]
#[case("/en", "?view=side", "People concerned", "removed ", "added ")]
#[tokio::test]
async fn an_item_of_the_report_that_changed_is_shown_in_the_comparison(
    #[case] prefix: &str,
    #[case] query: &str,
    #[case] label: &str,
    #[case] removed: &str,
    #[case] added: &str,
) {
    let portal = amended().await;
    let page = portal.signed_in_as("yumi").await.get(&format!("{prefix}{PATH}/compare/1/2{query}")).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    let row = text.split("<tr").find(|row| row.contains(&format!("<th scope=\"row\">{label}"))).unwrap_or(&text);
    assert!(row.contains(&format!("<del><span class=\"visually-hidden\">{removed}</span>312")), "{row}");
    assert!(row.contains(&format!("<ins><span class=\"visually-hidden\">{added}</span>3120")), "{row}");
    assert!(text.contains("id=\"change-1\"") && !text.contains("id=\"change-2\""), "nothing else differs: {text}");
}

#[tokio::test]
async fn the_whole_comparison_has_all_nine_items_and_the_summary() {
    let portal = amended().await;
    let yumi = portal.signed_in_as("yumi").await;
    let text = yumi.get(&format!("{PATH}/compare/1/2?show=all")).await.text();
    for label in ["要約", "概要", "個人データの項目", "原因", "二次被害の有無と内容", "その他参考となる事項"]
    {
        assert_eq!(text.matches(&format!("<th scope=\"row\">{label}<")).count(), 1, "{label}: {text}");
    }
    assert!(text.contains("調査中です"), "{text}");
}

#[tokio::test]
async fn a_past_revision_shows_the_items_as_they_were_then() {
    let portal = amended().await;
    let yumi = portal.signed_in_as("yumi").await;
    let (first, second) =
        (yumi.get(&format!("{PATH}/revisions/1")).await.text(), yumi.get(&format!("{PATH}/revisions/2")).await.text());
    assert!(first.contains("<dt>本人の数</dt><dd>312名</dd>") && !first.contains("3120名"), "{first}");
    assert!(first.contains("検知した日時") && first.contains("調査中です"), "{first}");
    assert!(second.contains("<dt>本人の数</dt><dd>3120名</dd>"), "{second}");
}

#[rstest]
#[case::days_later(ON_TIME, true)]
#[case::minutes_later("2026-11-24T09:58:30+09:00", true)]
#[case::at_once("2026-11-24T09:59:30+09:00", false)]
#[case::beforehand("2026-11-24T11:00:00+09:00", false)]
#[tokio::test]
async fn what_was_taken_up_later_than_it_states_says_since_when_it_could_be_read(
    #[case] publish_at: &str,
    #[case] is_said: bool,
) {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish(&portal, publish_at, "312", "").await;
    portal.later(TimeDelta::hours(3));
    let yumi = portal.signed_in_as("yumi").await;
    let (ja, en) = (yumi.get(PATH).await.text(), yumi.get(&format!("/en{PATH}")).await.text());
    assert!(ja.contains("最初のお知らせ") && en.contains("First notice"), "the stated time stays");
    let said = "<dt>このポータルで閲覧できるようになった日時</dt><dd>2026年11月24日(火) 10:00";
    assert_eq!((ja.contains(said), en.contains("Available on this portal since")), (is_said, is_said), "{ja}");
    assert!(ja.contains("このポータルで閲覧") == is_said);
}

#[tokio::test]
async fn programs_and_feed_readers_learn_all_of_it() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish(&portal, ON_TIME, "312", "").await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let incident = reader.get("/api/v1/notices/SC-2026-0044").await.json()["incident"].clone();
    assert_eq!(incident["detected_at"], "2026-11-18T05:20:00Z");
    assert_eq!(incident["report"], "thirty_days");
    let days = json!({
        "preliminary_from": "2026-11-20", "preliminary_until": "2026-11-22", "final_until": "2026-12-17",
    });
    assert_eq!(incident["report_days"], days);
    assert_eq!(incident["items"].as_array().map(Vec::len), Some(9));
    assert_eq!(incident["items"][2], json!({ "item": "persons", "said": { "ja": "312名", "en": "312 people" } }));
    assert_eq!(incident["items"][4], json!({ "item": "secondary_damage", "said": null }), "not known yet");

    let feed = format!("/feeds/private/{}/notices.json", portal.feed_of("yumi").await);
    let entry = portal.anonymous().get(&feed).await.json()["items"][0]["content_html"].clone();
    let entry = entry.as_str().unwrap();
    for label in ["検知した日時", "最初のお知らせ", "本人の数"] {
        assert!(entry.contains(&format!("<dt>{label}</dt>")), "{label}: {entry}");
    }
    portal.later(TimeDelta::days(3));
    let later: Value = portal.anonymous().get(&feed).await.json();
    assert_eq!(later["items"][0]["content_html"], entry, "no word of it depends on the day it is fetched");
}

#[tokio::test]
async fn it_is_closed_once_the_final_report_can_say_all() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish(&portal, ON_TIME, "312", "").await;
    let staff = format!("/staff{PATH}");
    let mika = portal.signed_in_as("mika").await;
    let form = format!("name=SC-2026-0044&back={}&verb=", staff.replace('/', "%2F"));
    let record = async |verb: &str| {
        let answer = mika.post("/actions/record-event", &format!("{form}{verb}")).await;
        answer.header("location").to_owned()
    };
    assert_eq!(record("contained").await, format!("{staff}?done=recorded"));
    let page = mika.get(&staff).await.text();
    assert!(!page.contains("record-closed") && page.contains("終結はまだ記録できません。"), "{page}");
    let refused = record("closed").await;
    assert_eq!(refused, format!("{staff}?problem=items-open"));
    assert!(mika.get(&format!("/en{refused}")).await.text().contains("items of it are still under investigation"));

    portal.later(TimeDelta::hours(1));
    let folder = portal.content().join("notices/2026/SC-2026-0044-incident");
    for (file, answer) in [("index.md", "ありません。"), ("index.en.md", "None.")] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let line = "revisions:\n  - { on: 2026-11-19, class: initial }\n";
        let amended = format!("{line}  - {{ on: 2026-11-24, class: material, note: 確報です }}\n");
        let text = text
            .replace("under_investigation", answer)
            .replace(line, &amended)
            .replace("translates: 1", "translates: 2");
        std::fs::write(folder.join(file), text).unwrap();
    }
    assert_eq!(portal.publish(&[]).await.revised, 1);
    assert!(mika.get(&staff).await.text().contains("record-closed"));
    assert_eq!(record("closed").await, format!("{staff}?done=recorded"));
    let page = portal.signed_in_as("yumi").await.get(PATH).await.text();
    assert!(page.contains("<span>対応を終えました</span>") && !page.contains("調査中です"), "{page}");
}
