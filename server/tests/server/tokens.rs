//! Making and revoking tokens on the page.

use crate::content::Notice;
use crate::portal::TestPortal;
use app::ssr::secret::Secret;
use domain::viewer::StaffRole;
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_token_is_made_shown_once_used_and_revoked(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "題")]).await;
    let yumi = portal.signed_in_as("yumi").await;
    let form = "name=%E7%9B%A3%E8%A6%96&scopes[]=notices:read&days=30&back=%2Ftokens";
    let made = yumi.post("/actions/make-token", form).await;
    assert_eq!(made.header("location"), "/tokens?done=made");
    let cookie = made.header("set-cookie").to_owned();
    for part in ["__Host-", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=120"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap().to_owned();
    let session = yumi.header_value("cookie");
    let shown = portal.anonymous().with("cookie", &format!("{session}; {pair}")).get("/tokens?done=made").await;
    let page = shown.text();
    let secret = page.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(Secret::ApiToken.fits(&secret) && !cookie.contains(&secret), "it is shown, and was sealed on the way");
    assert!(shown.header("set-cookie").contains("Max-Age=0"), "and then forgotten");
    let later = yumi.get("/tokens").await;
    assert!(!later.text().contains(&secret) && later.text().contains("監視"));
    let program = portal.anonymous().with("authorization", &format!("bearer {secret}"));
    assert_eq!(program.get("/api/v1/unread").await.status, StatusCode::OK);
    let viewer = portal.portal.store.viewer_of(portal.user("yumi")).await.unwrap().unwrap();
    let id = portal.portal.store.tokens(&viewer).await.unwrap()[0].id.0;
    let revoke = format!("token={id}&back=%2Ftokens%3Fdone%3Drevoked");
    for other in ["ken", "sora", "mika"] {
        let answer = portal.signed_in_as(other).await.post("/actions/revoke-token", &revoke).await;
        assert!(answer.text().contains("not_found") || answer.status.is_redirection(), "{other}: {}", answer.text());
        assert_eq!(program.get("/api/v1/unread").await.status, StatusCode::OK, "{other} cannot revoke it");
    }
    yumi.post("/actions/revoke-token", &revoke).await;
    assert_eq!(program.get("/api/v1/unread").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_form_that_asks_for_too_much_makes_nothing() {
    let mut portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    portal.hire("aki", StaffRole::Auditor).await;
    for (who, form) in [
        ("yumi", "name=x&scopes[]=tenants:write&days=30&back=%2Ftokens"),
        ("yumi", "name=x&scopes[]=everything&days=30&back=%2Ftokens"),
        ("yumi", "name=x&scopes[]=notices:read&days=9999&back=%2Ftokens"),
        ("yumi", "name=&scopes[]=notices:read&days=30&back=%2Ftokens"),
        ("yumi", "name=x&days=30&back=%2Ftokens"),
        ("aki", "name=x&scopes[]=timeline:write&days=30&back=%2Ftokens"),
        ("ken", "name=x&scopes[]=notices:read&days=30&back=%2Ftokens"),
    ] {
        let answer = portal.signed_in_as(who).await.post("/actions/make-token", form).await;
        assert_eq!(answer.header("set-cookie"), "", "{who} {form}");
    }
    for name in ["yumi", "aki"] {
        let viewer = portal.portal.store.viewer_of(portal.user(name)).await.unwrap().unwrap();
        assert!(portal.portal.store.tokens(&viewer).await.unwrap().is_empty(), "{name}");
    }
}
