//! The portal's second factor of those who come from a console or a provider that leaves it to the portal.

use crate::accounts::cookies;
use crate::launching::{CONSOLE, Launches};
use crate::portal::{TestPortal, TestReader, TestResponse};
use crate::signing_in_elsewhere::Elsewhere;
use app::ssr::second_factor::recovery_hash;
use chrono::TimeDelta;
use domain::audit::{Act, AuditAction, AuditFilter};
use domain::clock::Clock;
use http::StatusCode;
use rstest::rstest;
use serde_json::json;
use store::testing::Engine;

const CODE: &str = "abcd-efgh-jkmn-pqrs";

/// Gives somebody a second factor, with one recovery code.
async fn secure(portal: &TestPortal, name: &str) {
    let (store, user) = (&portal.portal.store, portal.user(name));
    let viewer = store.viewer_of(user).await.unwrap().unwrap();
    store.propose_second_factor(user, vec![1]).await.unwrap();
    let act = Act::of_system(portal.clock.now());
    assert!(store.confirm_second_factor(&viewer, 1, &[recovery_hash(user, CODE)], &act).await.unwrap());
}

async fn complete<'a>(portal: &'a TestPortal, halfway: &TestResponse, code: &str) -> (TestResponse, TestReader<'a>) {
    let half = portal.anonymous().with("cookie", &cookies(halfway));
    let next = halfway.header("location").split_once("next=").unwrap().1.to_owned();
    let answer = half.post("/actions/complete-second-step", &format!("code={code}&next={next}")).await;
    let reader = portal.anonymous().with("cookie", &cookies(&answer));
    (answer, reader)
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn whoever_has_one_is_asked_after_a_launch_and_others_are_not(#[case] engine: Engine) {
    let launches = Launches::with(engine, "tenants = ['hinode'], second_factor = 'portal'").await;
    let portal = &launches.portal;
    assert!(launches.launch(&launches.claims()).await.session().is_some(), "who has none is in");
    secure(portal, "ken").await;
    let mut claims = launches.but("email", json!("ken@hinode.example"));
    (claims["sub"], claims["jti"]) = (json!("ken"), json!("two"));
    let halfway = launches.launch_with(&claims, "&next=%2Fnotices").await;
    assert_eq!(halfway.header("location"), "/sign-in/second-step?next=%2Fnotices");
    assert_eq!((halfway.session(), portal.count("session").await), (None, 1), "no session yet");
    assert_eq!(launches.launch(&claims).await.status, StatusCode::FORBIDDEN, "and the token is used up");
    let (wrong, _) = complete(portal, &halfway, "aaaa-aaaa-aaaa-aaaa").await;
    assert!(wrong.header("location").contains("problem=code"), "{}", wrong.header("location"));
    let (done, ken) = complete(portal, &halfway, CODE).await;
    assert_eq!(done.header("location"), "/notices");
    assert_eq!(ken.get("/account").await.status, StatusCode::OK);
    let (again, _) = complete(portal, &halfway, CODE).await;
    assert!(again.header("location").starts_with("/sign-in?problem=step-over"));
    let mika = portal.portal.store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let filter = AuditFilter { action: Some(AuditAction::SignedIn), ..AuditFilter::default() };
    let page = portal.portal.store.audit_page(&mika, &filter, 1).await.unwrap().unwrap();
    let record = &page.records[0].1;
    assert_eq!((record.subject.as_str(), record.details["by"].as_str()), ("ken@hinode.example", CONSOLE));
}

#[tokio::test]
async fn a_console_that_is_trusted_with_it_is() {
    let launches = Launches::with(Engine::Sqlite, "tenants = ['hinode']").await;
    secure(&launches.portal, "ken").await;
    assert!(launches.launch(&launches.but("email", json!("ken@hinode.example"))).await.session().is_some());
}

#[tokio::test]
async fn the_step_after_a_launch_ends_after_ten_minutes() {
    let launches = Launches::with(Engine::Sqlite, "tenants = ['hinode'], second_factor = 'portal'").await;
    secure(&launches.portal, "ken").await;
    let halfway = launches.launch(&launches.but("email", json!("ken@hinode.example"))).await;
    launches.portal.later(TimeDelta::minutes(10));
    let (late, _) = complete(&launches.portal, &halfway, CODE).await;
    assert!(late.header("location").starts_with("/sign-in?problem=step-over"));
    assert_eq!(launches.portal.count("session").await, 0);
}

#[tokio::test]
async fn in_a_frame_the_code_is_asked_for_there_and_by_its_own_consoles_only() {
    let launches = Launches::with(Engine::Sqlite, "tenants = ['hinode'], second_factor = 'portal'").await;
    let portal = &launches.portal;
    secure(portal, "ken").await;
    let claims = launches.but("email", json!("ken@hinode.example"));
    let halfway = launches.launch_with(&claims, "&frame=1&next=%2Fnotices").await;
    let opens = halfway.header("location").to_owned();
    assert!(halfway.header("set-cookie").contains("Partitioned"), "{}", halfway.header("set-cookie"));
    let half = portal.anonymous().with("cookie", &cookies(&halfway)).with("sec-fetch-dest", "iframe");
    let page = half.get(&opens).await.header("location").to_owned();
    assert!(page.starts_with("/sign-in/second-step?next=%2Fembed%2Fopen"), "{page}");
    let shown = half.get(&page).await;
    assert!(shown.header("content-security-policy").contains(&format!("frame-ancestors {CONSOLE};")));
    assert_eq!((shown.status, shown.header("x-frame-options")), (StatusCode::OK, ""));
    let blocked = portal.anonymous().with("sec-fetch-dest", "iframe").get(&opens).await;
    assert!(blocked.text().contains("target=\"_blank\""), "a browser that keeps no cookie is led out");
    let next = page.split_once("next=").unwrap().1;
    let done = half.post("/actions/complete-second-step", &format!("code={CODE}&next={next}")).await;
    assert_eq!(done.header("location"), "/embed/open?next=%2Fnotices");
    for cookie in done.headers.get_all("set-cookie") {
        assert!(cookie.to_str().unwrap().contains("Partitioned"), "{cookie:?}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn after_the_code_the_session_is_the_providers_too(#[case] engine: Engine) {
    let elsewhere = Elsewhere::with(engine, "tenant = 'hinode', second_factor = 'portal'").await;
    let portal = &elsewhere.portal;
    secure(portal, "ken").await;
    let claims = json!({ "sub": "ken-1", "email": "ken@hinode.example", "email_verified": true, "name": "健" });
    elsewhere.provider.claims(claims);
    let halfway = elsewhere.sign_in().await;
    assert_eq!(halfway.header("location"), "/sign-in/second-step?next=%2Fnotices%3Funread%3D1");
    assert_eq!((halfway.session(), portal.count("session").await), (None, 0));
    let (done, ken) = complete(portal, &halfway, CODE).await;
    assert_eq!(done.header("location"), "/notices?unread=1");
    assert_eq!(portal.count("provider_session").await, 1);
    let out = ken.post("/actions/sign-out", "back=%2F").await;
    assert!(out.header("location").starts_with(&format!("{}/end?", elsewhere.provider.issuer)));
}
