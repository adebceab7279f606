//! One's sessions on `/account`, and how they end by themselves.

use crate::portal::{TestPortal, TestReader};
use chrono::TimeDelta;
use http::StatusCode;
use rstest::rstest;
use std::time::Duration;
use store::testing::Engine;

/// The names of the sessions that can be ended on the page, in their order.
async fn names(reader: &TestReader<'_>) -> Vec<String> {
    let page = reader.get("/account").await.text();
    let rest = page.split("name=\"session\" value=\"").skip(1);
    rest.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn each_session_can_be_ended_alone_but_by_nobody_else(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    let (ken, sora) = (portal.signed_in_as("ken").await, portal.signed_in_as("sora").await);
    portal.later(TimeDelta::minutes(1));
    let (second, third) = (portal.signed_in_as("ken").await, portal.signed_in_as("ken").await);
    let listed = names(&ken).await;
    assert_eq!(listed.len(), 2, "this one is marked, and has the usual way out");
    let page = ken.get("/en/account").await.text();
    assert_eq!((page.matches("This one").count(), page.matches("Last used").count()), (1, 3));
    let form = format!("session={}&back=%2Faccount", listed[0]);
    let (theirs, nobodys) = (sora.post("/actions/end-session", &form).await, "session=none&back=%2Faccount");
    let nobodys = sora.post("/actions/end-session", nobodys).await;
    assert_eq!((theirs.status, theirs.text()), (nobodys.status, nobodys.text()), "like one that never was");
    assert!(!theirs.header("location").contains("done"), "{}", theirs.header("location"));
    assert_eq!(portal.count("session").await, 4);
    assert_eq!(ken.post("/actions/end-session", &form).await.header("location"), "/account?done=ended_one");
    assert!(!ken.post("/actions/end-session", &form).await.header("location").contains("done"), "it is over already");
    let mut there = vec![];
    for reader in [&ken, &second, &third, &sora] {
        there.push(reader.get("/account").await.status == StatusCode::OK);
    }
    assert_eq!(there.iter().filter(|is_there| **is_there).count(), 3);
    assert!(there[0] && there[3]);
    assert_eq!(names(&ken).await, [listed[1].clone()]);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_session_that_is_used_goes_on_and_one_that_is_not_is_over(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    let (used, unused) = (portal.signed_in_as("ken").await, portal.signed_in_as("yumi").await);
    // The start of these two says nothing of idleness; from the first use on it counts.
    for reader in [&used, &unused] {
        portal.later(TimeDelta::minutes(6));
        written(&portal, reader).await;
    }
    portal.later(TimeDelta::days(6));
    written(&portal, &used).await;
    portal.later(TimeDelta::days(2));
    assert_eq!(used.get("/account").await.status, StatusCode::OK);
    assert_eq!(unused.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Asks for a page and waits until the use is written down, which no page does.
async fn written(portal: &TestPortal, reader: &TestReader<'_>) {
    let before = used_now(portal).await;
    assert_eq!(reader.get("/account").await.status, StatusCode::OK);
    for _ in 0..500 {
        if used_now(portal).await > before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the use was not written down");
}

/// How many sessions were last used now.
async fn used_now(portal: &TestPortal) -> i64 {
    use domain::clock::Clock;
    let now = portal.clock.now().timestamp_micros();
    portal.count(&format!("session WHERE used_at = {now}")).await
}
