//! A reader's own view of the notices: read, pinned, archived; and the shortcuts.

use crate::content::Notice;
use crate::portal::{TestPortal, TestReader};
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::event::Recorder;
use domain::locale::Localized;
use domain::timeline::{Shift, Transition, Verb};
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;
use store::{NewEvent, Recording};

const ASKS: &str = "acknowledgement: { by: every_member }\n";
const ACTIONS: &str = "actions: [設定を変えてください。]\n";
const ACT_BY: &str = "act_by: 2027-02-26\n";

async fn post(reader: &TestReader<'_>, action: &str, form: &str) -> String {
    let answer = reader.clone().with("accept", "text/html").post(&format!("/actions/{action}"), form).await;
    assert!(answer.status.is_redirection(), "{action}: {}", answer.status);
    answer.header("location").to_owned()
}

/// The numbers of the rows of a list, in order.
async fn rows(reader: &TestReader<'_>, path: &str) -> Vec<String> {
    let text = reader.get(path).await.text();
    let mut rows = vec![];
    for (at, start) in text.match_indices("<li id=\"") {
        rows.push(text[at + start.len()..].split('"').next().unwrap().to_owned());
    }
    rows
}

/// The number in the bell.
async fn unread(reader: &TestReader<'_>) -> usize {
    let text = reader.get("/").await.text();
    let Some((_, bell)) = text.split_once("id=\"unread-count\"") else { return 0 };
    bell.split(['>', '<']).nth(1).unwrap().parse().unwrap()
}

/// Acknowledges a notice as it stands.
async fn acknowledge(portal: &TestPortal, reader: &TestReader<'_>, number: &str) {
    let viewer = portal.portal.store.viewer_of(portal.user("ken")).await.unwrap().unwrap();
    let key = store::testing::notice_key(number);
    let notice = portal.portal.catalogue().find(&viewer, portal.portal.clock.now(), &key).unwrap();
    let digest = notice.current.head.digest.to_string();
    post(reader, "acknowledge-revision", &format!("kind=notice&name={number}&digest={digest}&back=%2F")).await;
}

fn three() -> [Notice; 3] {
    [
        Notice::new(1, "一番"),
        Notice { publish_at: "2026-11-21T10:00:00+09:00".into(), ..Notice::new(2, "二番") },
        Notice { publish_at: "2026-11-22T10:00:00+09:00".into(), ..Notice::new(3, "三番") },
    ]
}

#[tokio::test]
async fn what_is_pinned_stands_on_top_and_only_for_who_pinned_it() {
    let portal = TestPortal::with(Engine::Sqlite, &three()).await;
    let (ken, yumi) = (portal.signed_in_as("ken").await, portal.signed_in_as("yumi").await);
    let location = post(&ken, "pin-notice", "name=SC-2026-0001&back=%2Fnotices%23SC-2026-0001").await;
    assert_eq!(location, "/notices#SC-2026-0001");
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0001", "SC-2026-0003", "SC-2026-0002"]);
    assert_eq!(rows(&ken, "/notices?pinned=1").await, ["SC-2026-0001"]);
    assert_eq!(rows(&yumi, "/notices").await, ["SC-2026-0003", "SC-2026-0002", "SC-2026-0001"]);
    post(&ken, "unpin-notice", "name=SC-2026-0001&back=%2F").await;
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0003", "SC-2026-0002", "SC-2026-0001"]);
}

#[tokio::test]
async fn what_is_archived_leaves_list_home_and_bell_and_keeps_its_address() {
    let portal = TestPortal::with(Engine::Sqlite, &three()).await;
    let ken = portal.signed_in_as("ken").await;
    assert_eq!(unread(&ken).await, 3);
    let location = post(&ken, "archive-notice", "name=SC-2026-0002&back=%2Fnotices%3Fimpact%3Dinformational").await;
    assert_eq!(location, "/notices?impact=informational&done=archived&of=SC-2026-0002");
    assert!(ken.get(&location).await.text().contains("/actions/unarchive-notice"), "it can be undone");
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0003", "SC-2026-0001"]);
    assert_eq!(rows(&ken, "/notices?archived=1").await, ["SC-2026-0002"]);
    assert_eq!(rows(&ken, "/").await, ["SC-2026-0003", "SC-2026-0001"]);
    assert_eq!(unread(&ken).await, 2);
    assert_eq!(ken.get("/notices/SC-2026-0002").await.status, StatusCode::OK);
    post(&ken, "unarchive-notice", "name=SC-2026-0002&back=%2Fnotices").await;
    assert_eq!(rows(&ken, "/notices").await.len(), 3);
}

#[tokio::test]
async fn a_change_of_meaning_brings_a_notice_back_and_a_slip_of_the_pen_does_not() {
    let portal = TestPortal::with(Engine::Sqlite, &three()).await;
    let ken = portal.signed_in_as("ken").await;
    for number in [1, 2] {
        post(&ken, "mark-read", &format!("kind=notice&name=SC-2026-000{number}&revision=1&back=%2F")).await;
        post(&ken, "archive-notice", &format!("name=SC-2026-000{number}&back=%2F")).await;
    }
    portal.later(TimeDelta::minutes(1));
    let [first, second, third] = three();
    let first = Notice {
        body: "意味が変わります。",
        amendments: &["{ on: 2026-11-23, class: material, note: 期限を延ばしました }"],
        ..first
    };
    let second = Notice {
        body: "誤字を直しました。",
        amendments: &["{ on: 2026-11-23, class: editorial, note: 誤字 }"],
        ..second
    };
    portal.publish(&[first, second, third]).await;
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0003", "SC-2026-0001"]);
    let list = ken.get("/notices").await.text();
    assert!(list.contains("変更あり"), "the row says that it is a revision and not news");
    let page = ken.get("/notices/SC-2026-0001").await.text();
    assert!(page.contains("第1版をお読みになりました") && page.contains("期限を延ばしました"));
    assert!(page.contains("/notices/SC-2026-0001/compare/1/2"));
    post(&ken, "mark-read", "kind=notice&name=SC-2026-0001&revision=2&back=%2F").await;
    assert!(
        ken.get("/notices/SC-2026-0001").await.text().contains("第1版をお読みになりました"),
        "for the rest of the day"
    );
    portal.later(TimeDelta::hours(12));
    let ken = portal.signed_in_as("ken").await;
    assert!(!ken.get("/notices/SC-2026-0001").await.text().contains("第1版をお読みになりました"));
    let quiet = ken.get("/notices/SC-2026-0002").await.text();
    assert!(quiet.contains("誤記の訂正だけです") && quiet.contains("since-quiet"));
    post(&ken, "mark-read", "kind=notice&name=SC-2026-0002&revision=2&back=%2F").await;
    assert!(!ken.get("/notices/SC-2026-0002").await.text().contains("since-quiet"), "the reader ended it");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_moved_date_is_news_for_whoever_has_read_the_notice(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &three()).await;
    let ken = portal.signed_in_as("ken").await;
    post(&ken, "mark-all-read", "back=%2F").await;
    post(&ken, "archive-notice", "name=SC-2026-0002&back=%2Fnotices").await;
    assert_eq!((unread(&ken).await, rows(&ken, "/notices").await.len()), (0, 2));
    let record = async |number: u32, transition: Transition, message: Option<Localized<String>>| {
        portal.later(TimeDelta::minutes(1));
        let new = NewEvent { transition, by: Recorder::CommandLine, message, lead_time_exception: None };
        let key = store::testing::notice_key(&format!("SC-2026-{number:04}"));
        let now = portal.portal.clock.now();
        let recorded = portal.portal.store.record_event(&key, &new, now).await.unwrap();
        assert!(matches!(recorded, Some(Recording::Recorded(_))), "{recorded:?}");
        portal.portal.refresh().await.unwrap();
    };
    let start = "2028-02-01T02:00:00+09:00".parse().ok();
    let message = Localized::both("部材が届きません。".to_owned(), "Parts are late.".to_owned());
    for number in [1, 2] {
        let shift = Shift { start, end: None };
        record(number, Transition::reschedule(shift), Some(message.clone())).await;
    }
    record(3, Transition::to(Verb::Start), None).await;

    assert_eq!(rows(&ken, "/notices?unread=1").await, ["SC-2026-0002", "SC-2026-0001"]);
    assert_eq!(unread(&ken).await, 2, "that a change began as planned is no news");
    assert_eq!(ken.get("/notices").await.text().matches("変更あり").count(), 2);
    for (path, read, happened, said) in [
        ("/notices/SC-2026-0001", "その後、次のことがありました", "日程を変更しました", "部材が届きません。"),
        ("/en/notices/SC-2026-0001", "This has happened since", "Rescheduled", "Parts are late."),
    ] {
        let page = ken.get(path).await.text();
        let (_, since) = page.split_once(read).unwrap_or_else(|| panic!("{path}"));
        let (since, _) = since.split_once("</section>").unwrap();
        assert!(since.contains(happened) && !since.contains("/compare/"), "{since}");
        let (top, _) = page.split_once("<h1").unwrap();
        assert!(top.contains(said) && !since.contains(said), "in full on top of the page, and once: {page}");
    }
    let others = portal.signed_in_as("yumi").await.get("/notices/SC-2026-0001").await.text();
    assert!(!others.contains("その後、次のことがありました"), "to whom it is new it says what stands");

    portal.later(TimeDelta::minutes(1));
    let mark = "kind=notice&name=SC-2026-0001&revision=1&back=%2F";
    post(&ken, "mark-read", &format!("{mark}&news=0")).await;
    assert_eq!(rows(&ken, "/notices?unread=1").await.len(), 2, "from a page that was open before");
    post(&ken, "archive-notice", "name=SC-2026-0002&revision=1&news=0&back=%2F").await;
    assert_eq!(rows(&ken, "/notices?archived=1").await.len(), 0, "alike");
    let page = ken.get("/notices/SC-2026-0001").await.text();
    let (_, news) = page.split_once("name=\"news\" value=\"").unwrap();
    post(&ken, "mark-read", &format!("{mark}&news={}", news.split('"').next().unwrap())).await;
    assert_eq!(rows(&ken, "/notices?unread=1").await, ["SC-2026-0002"]);
    assert!(ken.get("/notices/SC-2026-0001").await.text().contains("次のことがありました"), "for the rest of the day");
    portal.later(TimeDelta::hours(12));
    let ken = portal.signed_in_as("ken").await;
    assert!(!ken.get("/notices/SC-2026-0001").await.text().contains("次のことがありました"));
}

#[tokio::test]
async fn what_asks_for_an_acknowledgement_cannot_be_put_away() {
    let asking = Notice { acknowledgement: ASKS, ..Notice::new(1, "一番") };
    let portal = TestPortal::with(Engine::Sqlite, &[asking, Notice::new(2, "二番")]).await;
    let ken = portal.signed_in_as("ken").await;
    let location = post(&ken, "archive-notice", "name=SC-2026-0001&back=%2Fen%2Fnotices").await;
    assert_eq!(location, "/en/notices/SC-2026-0001?problem=still-asked");
    assert!(ken.get(&location).await.text().contains("You can archive it once you have"));
    post(&ken, "mark-all-read", "back=%2F").await;
    assert_eq!(post(&ken, "archive-all-read", "back=%2Fnotices").await, "/notices");
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0001"]);
    assert_eq!(rows(&ken, "/notices?needs_action=1").await, ["SC-2026-0001"]);
    acknowledge(&portal, &ken, "SC-2026-0001").await;
    post(&ken, "archive-notice", "name=SC-2026-0001&back=%2Fnotices").await;
    assert!(rows(&ken, "/notices").await.is_empty());
}

#[tokio::test]
async fn what_is_still_to_be_done_is_not_put_away_in_bulk_although_it_was_acknowledged() {
    let asking =
        Notice { acknowledgement: ASKS, impact: "action_required", facts: ACTIONS, ..Notice::new(1, "一番") };
    let [_, second, third] = three();
    let perhaps = Notice { impact: "may_require_action", facts: ACT_BY, ..second };
    let portal = TestPortal::with(Engine::Sqlite, &[asking, perhaps, third]).await;
    let ken = portal.signed_in_as("ken").await;
    acknowledge(&portal, &ken, "SC-2026-0001").await;
    post(&ken, "mark-all-read", "back=%2F").await;
    post(&ken, "archive-all-read", "back=%2Fnotices").await;
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0002", "SC-2026-0001"]);
    assert_eq!(rows(&ken, "/notices?needs_action=1").await, ["SC-2026-0001"]);
    assert!(!ken.get("/notices").await.text().contains("/actions/archive-all-read"), "there is nothing to archive");

    let new = NewEvent {
        transition: Transition::to(Verb::Cancel),
        by: Recorder::CommandLine,
        message: None,
        lead_time_exception: None,
    };
    let key = store::testing::notice_key("SC-2026-0001");
    portal.portal.store.record_event(&key, &new, portal.clock.now()).await.unwrap();
    portal.portal.refresh().await.unwrap();
    post(&ken, "archive-all-read", "back=%2Fnotices").await;
    assert_eq!(rows(&ken, "/notices").await.len(), 2, "that it was cancelled is still to be read");
    post(&ken, "mark-all-read", "back=%2F").await;
    post(&ken, "archive-all-read", "back=%2Fnotices").await;
    assert_eq!(rows(&ken, "/notices").await, ["SC-2026-0002"], "nothing is left to do for what was cancelled");
}

#[tokio::test]
async fn what_is_marked_as_unread_counts_as_unread_until_it_is_read_again() {
    let portal = TestPortal::with(Engine::Sqlite, &three()).await;
    let ken = portal.signed_in_as("ken").await;
    post(&ken, "mark-all-read", "back=%2F").await;
    assert!(rows(&ken, "/notices?unread=1").await.is_empty());
    post(&ken, "mark-unread", "kind=notice&name=SC-2026-0003&back=%2F").await;
    assert_eq!(rows(&ken, "/notices?unread=1").await, ["SC-2026-0003"]);
    assert!(!ken.get("/notices").await.text().contains("変更あり"));
    post(&ken, "mark-read", "kind=notice&name=SC-2026-0003&revision=1&back=%2F").await;
    assert!(rows(&ken, "/notices?unread=1").await.is_empty());
}

#[tokio::test]
async fn shortcuts_are_for_who_is_signed_in_and_wants_them() {
    let portal = TestPortal::with(Engine::Sqlite, &three()).await;
    let ken = portal.signed_in_as("ken").await;
    let page = ken.get("/notices").await;
    let scripts = page.text().matches("<script").count();
    assert_eq!((scripts, page.text().matches("<script src=\"/keys.js\"").count()), (1, 1));
    assert!(page.header("content-security-policy").ends_with("; script-src 'self'"));
    assert!(page.text().contains("<dialog id=\"shortcut-sheet\""));
    assert!(!portal.anonymous().get("/notices").await.text().contains("<script"));
    post(&ken, "set-shortcuts", "is_on=false&back=%2Fshortcuts%3Fdone%3Dshortcuts-off").await;
    let page = ken.get("/notices").await;
    assert!(!page.text().contains("<script") && !page.text().contains("<dialog"));
    assert!(page.header("content-security-policy").contains("script-src 'none'"));
    assert!(ken.get("/shortcuts").await.text().contains("name=\"is_on\" value=\"true\""));
}
