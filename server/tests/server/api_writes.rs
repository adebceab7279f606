//! What programs change: read marks, timelines and tenants, repeated and under conditions.

use crate::content::Notice;
use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::token::Scope;
use http::StatusCode;
use rstest::rstest;
use serde_json::json;
use store::testing::Engine;

async fn portal(engine: Engine) -> TestPortal {
    TestPortal::with(engine, &[Notice::new(1, "全員向け"), Notice::new(2, "別の件")]).await
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_token_counts_what_it_has_not_read(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead, Scope::NoticesWrite]).await;
    let other = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    assert_eq!(reader.get("/api/v1/unread").await.json()["count"], 2);
    let mark = "/api/v1/notices/SC-2026-0002/read-mark";
    let marked = reader.send("PUT", mark, r#"{"revision":1}"#).await;
    assert_eq!((marked.status, &marked.json()["is_read"]), (StatusCode::OK, &json!(true)));
    let unread = reader.get("/api/v1/unread").await.json();
    assert_eq!((&unread["count"], &unread["latest"]["id"]), (&json!(1), &json!("SC-2026-0001")));
    let staff = portal.program_of("mika", &[Scope::TimelineWrite]).await;
    portal.later(TimeDelta::seconds(1));
    let called_off = staff.send("POST", "/api/v1/notices/SC-2026-0002/events", r#"{"verb":"cancel"}"#).await;
    assert_eq!(called_off.status, StatusCode::CREATED, "{}", called_off.text());
    assert_eq!(reader.get("/api/v1/unread").await.json()["count"], 2, "it was called off since");
    portal.later(TimeDelta::seconds(1));
    assert_eq!(reader.send("PUT", mark, r#"{"revision":1}"#).await.json()["is_read"], true);
    assert_eq!(reader.get("/api/v1/unread").await.json()["count"], 1);
    assert_eq!(reader.get("/api/v1/notices?unread=true").await.json()["notices"].as_array().unwrap().len(), 1);
    assert_eq!(other.get("/api/v1/unread").await.json()["count"], 2, "another token has read nothing");
    assert_eq!(reader.ask("DELETE", mark, "").await.status, StatusCode::NO_CONTENT);
    assert_eq!(reader.get("/api/v1/unread").await.json()["count"], 2);
    for (body, pointer) in [
        (r#"{"revision":2}"#, "/revision"),
        (r#"{"revision":1,"who":"x"}"#, "/who"),
        (r#"{"revision":"x"}"#, "/revision"),
    ] {
        let answer = reader.send("PUT", mark, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_timeline_goes_on_by_the_same_rules_as_everywhere(#[case] engine: Engine) {
    let facts = "planned: { start: 2027-11-20T10:00:00+09:00, end: 2027-11-20T12:00:00+09:00 }\n";
    let portal = TestPortal::with(engine, &[Notice { facts, ..Notice::new(1, "全員向け") }]).await;
    let staff = portal.program_of("mika", &[Scope::NoticesRead, Scope::TimelineWrite]).await;
    let events = "/api/v1/notices/SC-2026-0001/events";
    let early = staff.send("POST", events, r#"{"verb":"complete"}"#).await;
    assert_eq!((early.status, &early.json()["reason"]), (StatusCode::CONFLICT, &json!("not-started")));
    let moved = staff.send("POST", events, r#"{"verb":"reschedule","start":"2028-01-01T02:00:00+09:00"}"#).await;
    assert_eq!(moved.status, StatusCode::CREATED, "{}", moved.text());
    assert_eq!(moved.json()["event"]["moved_to"]["start"], "2027-12-31T17:00:00Z");
    let started =
        staff.send("POST", events, r#"{"verb":"start","message":{"ja":"始めました。","en":"It has begun."}}"#).await;
    assert_eq!(started.status, StatusCode::CREATED);
    let again = staff.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!((again.status, &again.json()["is_recorded"]), (StatusCode::OK, &json!(false)));
    let seen = staff.get("/api/v1/notices/SC-2026-0001").await.json();
    assert_eq!((&seen["state"], &seen["timeline"][2]["message"]["en"]), (&json!("running"), &json!("It has begun.")));
    for (body, pointer) in [
        (r#"{"verb":"begin"}"#, "/verb"),
        (r#"{"verb":"start","start":"2028-01-01"}"#, "/start"),
        (r#"{"verb":"reschedule","start":"soon"}"#, "/start"),
        (r#"{"verb":"start","message":{"ja":" "}}"#, "/message/ja"),
        (r#"{"verb":"start","message":{"en":"x"}}"#, "/message"),
        (r#"{"verb":"start","note":"x"}"#, "/note"),
    ] {
        let answer = staff.send("POST", events, body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(answer.json()["errors"][0]["pointer"], pointer, "{body}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_write_repeated_under_its_key_is_done_once(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let staff = portal.program_of("mika", &[Scope::TimelineWrite]).await;
    let keyed = staff.clone().with("idempotency-key", "\"8e03978e\"");
    let events = "/api/v1/notices/SC-2026-0001/events";
    let first = keyed.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = staff.clone().with("idempotency-key", "8e03978e").send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body), "the first answer, not the one of now");
    assert_eq!((again.header("etag"), again.header("idempotency-replayed")), (first.header("etag"), "true"));
    let other = keyed.send("POST", events, r#"{"verb":"complete"}"#).await;
    assert_eq!((other.status, &other.json()["type"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("/api#key-reused")));
    let another = portal.program_of("mika", &[Scope::TimelineWrite]).await.with("idempotency-key", "8e03978e");
    let own = another.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!(own.status, StatusCode::OK, "a key is a token's own");
    portal.later(TimeDelta::hours(25));
    let next_day = keyed.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!(next_day.status, StatusCode::OK, "after a day it is a new request");
    let long = staff.clone().with("idempotency-key", &"x".repeat(256)).send("POST", events, "{}").await;
    assert_eq!(
        (long.status, &long.json()["errors"][0]["header"]),
        (StatusCode::BAD_REQUEST, &json!("Idempotency-Key"))
    );
}

#[tokio::test]
async fn a_request_under_way_is_told_so() {
    let portal = portal(Engine::Sqlite).await;
    let staff = portal.program_of("mika", &[Scope::TimelineWrite]).await.with("idempotency-key", "k");
    let (store, now) = (&portal.portal.store, portal.clock.now());
    let viewer = store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let token = store.tokens(&viewer).await.unwrap()[0].id;
    let events = "/api/v1/notices/SC-2026-0001/events";
    let (parts, ()) = http::Request::post(events).body(()).unwrap().into_parts();
    let body = axum::body::Bytes::from_static(br#"{"verb":"start"}"#);
    let fingerprint = server::api::idempotent::fingerprint(&parts, &body);
    store.claim_key(token, "k", &fingerprint, now).await.unwrap();
    let answer = staff.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!((answer.status, &answer.json()["type"]), (StatusCode::CONFLICT, &json!("/api#in-flight")));
    portal.later(TimeDelta::minutes(2));
    let answer = staff.send("POST", events, r#"{"verb":"start"}"#).await;
    assert_eq!(answer.status, StatusCode::CREATED, "the first has died");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_tenant_is_changed_only_as_it_was_read(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let system = portal.program_of("mika", &[Scope::TenantsRead, Scope::TenantsWrite]).await;
    let path = "/api/v1/tenants/hinode";
    let body = r#"{"name":{"ja":"日の出"},"plan":"enterprise","regions":["tokyo"],"components":["recording-api"]}"#;
    let bare = system.send("PUT", path, body).await;
    assert_eq!(bare.status, StatusCode::PRECONDITION_REQUIRED);
    let read = system.get(path).await;
    let tag = read.header("etag").to_owned();
    let changed = system.clone().with("if-match", &tag).send("PUT", path, body).await;
    assert_eq!((changed.status, &changed.json()["plan"]), (StatusCode::OK, &json!("enterprise")), "{}", changed.text());
    assert_eq!(system.get(path).await.header("etag"), changed.header("etag"));
    let late = system.clone().with("if-match", &tag).send("PUT", path, body).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let new = system.clone().with("if-none-match", "*");
    assert_eq!(new.send("PUT", path, body).await.status, StatusCode::PRECONDITION_FAILED, "it is there");
    let made = new.send("PUT", "/api/v1/tenants/minato", body).await;
    assert_eq!((made.status, &made.json()["joined_on"]), (StatusCode::CREATED, &json!("2026-11-24")));
    assert_eq!(system.get("/api/v1/tenants?limit=2").await.json()["tenants"].as_array().unwrap().len(), 2);
    let wrong = r#"{"name":{"ja":" "},"plan":"gold","regions":["tokyo","osaka"],"components":["Recording"]}"#;
    let refused = new.send("PUT", "/api/v1/tenants/umi", wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let json = refused.json();
    let pointers: Vec<_> = json["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, [json!("/name/ja"), json!("/plan"), json!("/regions/1"), json!("/components/0")]);
    assert_eq!(system.get("/api/v1/tenants/umi").await.status, StatusCode::NOT_FOUND, "nothing half done");
}
