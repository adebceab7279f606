//! A notice of an incident: since when it could be read here.

use crate::portal::TestPortal;
use chrono::TimeDelta;
use rstest::rstest;
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
