//! How often the API may be asked, over all nodes, and what will not be there for ever.

use crate::content::Notice;
use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::id::NoticeId;
use domain::token::Scope;
use http::{Method, StatusCode};
use rstest::rstest;
use server::api::deprecation::Deprecation;
use server::api::limits::{Limits, Policy};
use server::settings::{ApiSettings, Settings};
use std::collections::BTreeMap;
use store::testing::{Engine, TestDatabase, instant};

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn nodes_together_let_no_more_through_than_the_limit(#[case] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let other = database.second_node().await;
    let (one, two) = (Limits::new(100, 1), Limits::new(100, 1));
    let now = instant("2026-11-24T01:00:42Z");
    let mut within = 0;
    let before = database.statements();
    for _ in 0..200 {
        within += u32::from(one.count(&database.store, Policy::Token, "1", now).await.unwrap().is_within);
        within += u32::from(two.count(&other, Policy::Token, "1", now).await.unwrap().is_within);
    }
    assert_eq!(within, 100);
    let statements = database.statements() - before;
    assert!(statements < 100, "{statements} statements for 200 requests");
    let usage = one.count(&database.store, Policy::Token, "1", now).await.unwrap();
    assert_eq!((usage.left, usage.seconds, usage.is_within), (0, 18, false));
    let next = one.count(&database.store, Policy::Token, "1", now + TimeDelta::seconds(18)).await.unwrap();
    assert!(next.is_within && next.left > 0);
}

#[tokio::test]
async fn beyond_the_limit_one_is_told_how_long_to_wait() {
    let settings = ApiSettings { requests_per_minute: 2, ..ApiSettings::default() };
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await.with_api(&settings);
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let first = reader.get("/api/v1/unread").await;
    assert_eq!(first.header("ratelimit-policy"), "\"token\";q=2;w=60");
    assert_eq!(first.header("ratelimit"), "\"token\";r=1;t=60");
    assert_eq!(reader.get("/api/v1/unread").await.status, StatusCode::OK);
    let refused = reader.get("/api/v1/unread").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!(refused.json()["type"], "/api#rate-limited");
    let other = portal.program_of("sora", &[Scope::NoticesRead]).await;
    assert_eq!(other.get("/api/v1/unread").await.status, StatusCode::OK, "another token has its own");
    portal.later(TimeDelta::minutes(1));
    assert_eq!(reader.get("/api/v1/unread").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_address_is_limited_also_without_a_token() {
    let settings = ApiSettings { requests_per_minute_per_address: 3, ..ApiSettings::default() };
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await.with_api(&settings);
    let ask = async |peer: &str, claimed: &str| {
        let reader = portal.anonymous().from(peer).with("x-forwarded-for", claimed);
        reader.get("/api/v1/unread").await.status
    };
    for (peer, claimed) in [("2001:db8::1", "203.0.113.1"), ("2001:db8::2", "203.0.113.2"), ("2001:db8::3", "::1")] {
        assert_eq!(ask(peer, claimed).await, StatusCode::UNAUTHORIZED);
    }
    let refused = ask("2001:db8::4", "203.0.113.4").await;
    assert_eq!(refused, StatusCode::TOO_MANY_REQUESTS, "one network, whatever it says of itself");
    assert_eq!(ask("2001:db8:0:1::1", "").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_operation_that_will_go_says_so_and_leads_to_the_notice() {
    let deprecation = Deprecation {
        path: "/api/v1/unread".to_owned(),
        method: Some(Method::GET),
        deprecated_at: instant("2026-12-01T00:00:00Z"),
        sunset_at: Some(instant("2027-06-30T15:00:00Z")),
        notice: Some(NoticeId::parse("SC-2026-0001").unwrap()),
    };
    let settings = ApiSettings { deprecations: vec![deprecation], ..ApiSettings::default() };
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await.with_api(&settings);
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let answer = reader.get("/api/v1/unread").await;
    assert_eq!(answer.header("deprecation"), "@1796083200");
    assert_eq!(answer.header("sunset"), "Wed, 30 Jun 2027 15:00:00 GMT");
    let links: Vec<_> = answer.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    assert_eq!(links[0], "<https://portal.example/notices/SC-2026-0001>; rel=\"deprecation\"; type=\"text/html\"");
    assert!(links[1].contains("rel=\"sunset\""));
    assert_eq!(reader.get("/api/v1/notices").await.header("deprecation"), "");
}

#[test]
fn deprecations_are_read_from_the_settings() {
    let text = "[api]\nrequests_per_minute = 60\n[[api.deprecation]]\npath = \"/api/v1/unread\"\nmethod = \"GET\"\n\
        deprecated_at = \"2026-12-01T09:00:00+09:00\"\nnotice = \"SC-2026-0001\"\n";
    let read = |text: &str| Settings::read(None, text, &BTreeMap::new());
    let settings = read(text).unwrap();
    assert_eq!(settings.api.requests_per_minute, 60);
    assert_eq!(settings.api.deprecations[0].deprecated_at, instant("2026-12-01T00:00:00Z"));
    let again = read(&settings.to_masked_toml()).unwrap();
    assert_eq!(again.api, settings.api, "as shown it says the same");
    for (before, after, named) in [
        ("SC-2026-0001", "42", "api.deprecation[1].notice"),
        ("\"GET\"", "\"get\"", "api.deprecation[1].method"),
        ("/api/v1/unread", "/notices", "api.deprecation[1].path"),
        ("2026-12-01T09", "soon", "api.deprecation[1].deprecated_at"),
        ("notice =", "note =", "api.deprecation[1].note"),
    ] {
        let error = read(&text.replace(before, after)).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}
