//! What is limited: how often a network asks, how many invitations go out, how many passwords are hashed at once,
//! how many streams are open; and what those see who are beyond it.

use crate::accounts::{give_password, send_mail, sign_in};
use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal, TestReader, TestResponse, comparable};
use crate::test_keys::{SigningKey, key_set};
use chrono::TimeDelta;
use domain::clock::Clock;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use server::settings::{LimitSettings, Settings};
use std::collections::BTreeMap;
use std::time::Duration;
use store::testing::Engine;

const CONSOLE: &str = "https://console.example";

/// Says it in both languages, leads on, and is kept by nobody.
fn assert_says(answer: &TestResponse, ja: &str, en: &str) {
    let page = answer.text();
    assert!(page.contains(ja) && page.contains(en) && page.contains("class=\"lead-on\""), "{page}");
    assert_eq!((answer.header("cache-control"), answer.header("x-content-type-options")), ("no-store", "nosniff"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn beyond_their_invitations_administrators_are_told_and_nothing_is_sent(#[case] engine: Engine) {
    let mut portal = TestPortal::new(engine).await;
    portal.limited_by(&[("KAIRAN__LIMITS__INVITATIONS_PER_PERSON_PER_HOUR", "2")]);
    let yumi = portal.signed_in_as("yumi").await;
    let invite = async |name: &str, back: &str| {
        let form = format!("name=R&address={name}%40hinode.example&role=member&language=en&back={back}");
        yumi.post("/actions/invite-person", &form).await.header("location").to_owned()
    };
    assert_eq!(invite("a", "%2Fpeople").await, "/people?done=invited");
    send_mail(&portal).await;
    let link = crate::accounts::letter_link(&portal, 1);
    let resend = async || {
        let form = "invitation=1&back=%2Fpeople";
        yumi.post("/actions/resend-invitation", form).await.header("location").to_owned()
    };
    assert_eq!(resend().await, "/people?problem=too_soon");
    assert!(yumi.get("/people?problem=too_soon").await.text().contains("先ほど招待メールをお送りした"));
    assert!(yumi.get("/en/people?problem=too_soon").await.text().contains("went to this address a moment ago"));
    assert_eq!(portal.anonymous().get(&link).await.status, StatusCode::OK, "the link that was sent still works");
    portal.later(TimeDelta::minutes(6));
    assert_eq!(resend().await, "/people?done=resent");
    let letters = portal.count("letter").await;
    assert_eq!(invite("b", "%2Fen%2Fpeople").await, "/en/people?problem=too_many");
    let (ja, en) = (yumi.get("/people?problem=too_many").await, yumi.get("/en/people?problem=too_many").await);
    assert!(ja.text().contains("招待メールを送れる数の上限に達した"), "{}", ja.text());
    assert!(en.text().contains("as many invitations have gone out as there may"), "{}", en.text());
    assert_eq!((portal.count("letter").await, portal.count("invitation").await), (letters, 1));
    assert!(yumi.get("/audit.jsonl").await.text().contains("\"invitation_refused\""), "and the trail tells");
    portal.later(TimeDelta::minutes(61));
    assert_eq!(invite("b", "%2Fpeople").await, "/people?done=invited");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn too_many_passwords_at_once_are_not_looked_at_whoever_it_is(#[case] engine: Engine) {
    let mut portal = TestPortal::new(engine).await;
    let limits = portal.limited_by(&[("KAIRAN__LIMITS__PASSWORD_HASHES", "1")]).portal.limits;
    give_password(&portal, "ken@hinode.example", "a mountain and a river").await;
    // One is hashed and does not end; all places in line are taken.
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let held = tokio::spawn({
        let limits = limits.clone();
        async move { limits.hashing.run(move || ended.recv().is_ok()).await }
    });
    let others = (0..16).map(|_| {
        let limits = limits.clone();
        tokio::spawn(async move { limits.hashing.run(|| true).await })
    });
    let others: Vec<_> = others.collect();
    while !limits.hashing.is_crowded() {
        tokio::task::yield_now().await;
    }
    let asks = |address: &str, password: &str| {
        let form = format!("address={address}%40hinode.example&password={password}");
        let reader = portal.anonymous().with("accept", "text/html").with("referer", "https://portal.example/sign-in");
        async move { reader.post("/actions/sign-in", &form).await }
    };
    let known = asks("ken", "a+mountain+and+a+river").await;
    assert_eq!((known.status, known.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "10"));
    assert_eq!((known.header("location"), known.session()), ("", None));
    assert_says(&known, "ただいま混み合っています", "The portal is busy");
    let unknown = asks("nobody", "x").await;
    assert_eq!(comparable(&known, "/actions/sign-in"), comparable(&unknown, "/actions/sign-in"));
    for _ in 0..11 {
        assert_eq!(asks("ken", "wrong").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    end.send(()).unwrap();
    assert_eq!(held.await.unwrap(), Ok(true));
    for other in others {
        assert_eq!(other.await.unwrap(), Ok(true), "who waited is served");
    }
    let signed_in = sign_in(&portal, "ken@hinode.example", "a+mountain+and+a+river").await;
    assert!(signed_in.is_some(), "what was not looked at was no try");
}

#[tokio::test]
async fn one_network_asks_so_often_and_is_told_how_long_to_wait() {
    let mut portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    portal.limited_by(&[("KAIRAN__LIMITS__REQUESTS_PER_MINUTE_PER_ADDRESS", "6")]);
    let from = |address: &str| portal.anonymous().from(address);
    let ask = async |address: &str, path: &str| from(address).get(path).await;
    for path in ["/", "/", "/search?q=a", "/feeds/notices.rss", "/notices", "/en/nowhere"] {
        assert_ne!(ask("2001:db8::1", path).await.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    for path in ["/", "/search?q=a", "/feeds/notices.rss", "/pkg/kairan.css", "/sign-in", "/embed/summary"] {
        let refused = ask("2001:db8::2", path).await;
        assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "10"), "{path}");
        assert_says(&refused, "アクセスが多いため", "Too many requests");
        assert_ne!(refused.header("x-request-id"), "", "{path}");
    }
    let claims = from("2001:db8::3").with("x-forwarded-for", "203.0.113.9").get("/").await;
    assert_eq!(claims.status, StatusCode::TOO_MANY_REQUESTS, "whatever it says of itself");
    let form = "address=ken%40hinode.example&password=x";
    let posted = from("2001:db8::1").post("/actions/sign-in", form).await;
    assert_eq!(posted.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(portal.count("sign_in_failure").await, 0, "and nothing is written");
    let of_api = ask("2001:db8::1", "/api/v1/unread").await;
    assert_eq!(of_api.status, StatusCode::UNAUTHORIZED, "the API has a limit of its own");
    assert_eq!(ask("2001:db8:0:1::1", "/").await.status, StatusCode::OK, "another network");
    for address in ["127.0.0.1", "::1"] {
        for _ in 0..20 {
            assert_eq!(ask(address, "/").await.status, StatusCode::OK, "the machine itself");
        }
    }
    portal.later(TimeDelta::seconds(10));
    assert_eq!(ask("2001:db8::1", "/").await.status, StatusCode::OK);
    assert_eq!(ask("2001:db8::1", "/").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_network_is_counted_by_itself() {
    let mut portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    portal.behind("192.0.2.1");
    portal.limited_by(&[("KAIRAN__LIMITS__REQUESTS_PER_MINUTE_PER_ADDRESS", "2")]);
    let by_proxy = |client: &str| portal.anonymous().from("192.0.2.1").with("x-forwarded-for", client);
    let mut statuses = vec![];
    for client in ["198.51.100.1", "203.0.113.7, 198.51.100.1", "127.0.0.1, 198.51.100.1", "198.51.100.2"] {
        statuses.push(by_proxy(client).get("/").await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 429, 200]);
    for _ in 0..5 {
        assert_eq!(portal.anonymous().from("192.0.2.1").get("/").await.status, StatusCode::OK, "the proxy's own");
    }
}

/// A portal that a console opens and whose bell it shows.
async fn with_console(engine: Engine, limits: &[(&str, &str)]) -> (TestPortal, SigningKey) {
    let mut portal = TestPortal::with(engine, &[Notice::new(1, "題")]).await;
    let key = SigningKey::ed25519("k1", 1);
    let file = portal.folder.path().join("console.jwks");
    std::fs::write(&file, key_set(&[&key]).to_string()).unwrap();
    let issuer = format!(
        "[{{ name = 'console', issuer = '{CONSOLE}', jwks_file = '{}', tenants = 'any', origins = ['{CONSOLE}'] }}]",
        file.display()
    );
    portal.vouched_for_by(&[("KAIRAN__LAUNCH__ISSUER", &issuer)]);
    portal.limited_by(limits);
    (portal, key)
}

fn claims(portal: &TestPortal, name: &str, tenant: &str) -> Value {
    let now = portal.clock.now().timestamp();
    json!({
        "iss": CONSOLE, "aud": PUBLIC_URL, "sub": format!("{name}-1"), "email": format!("{name}@{tenant}.example"),
        "name": name, "tenant": tenant, "role": "member", "iat": now, "exp": now + 60,
    })
}

/// Whoever shows the bell of someone, with a new token each time.
fn bell<'a>(portal: &'a TestPortal, key: &SigningKey, name: &str, tenant: &str) -> TestReader<'a> {
    let mut claims = claims(portal, name, tenant);
    claims["use"] = json!("bell");
    portal.anonymous().with("origin", CONSOLE).with("authorization", &format!("Bearer {}", key.sign(&claims)))
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn one_network_fails_so_often_at_launches_on_all_nodes(#[case] engine: Engine) {
    let (portal, key) = with_console(engine, &[]).await;
    let node = portal.second_node().await;
    let good = |nth: usize| {
        let mut claims = claims(&portal, "ken", "hinode");
        claims["jti"] = json!(nth.to_string());
        format!("token={}", key.sign(&claims))
    };
    let launch = async |from: &str, form: &str| portal.anonymous().from(from).post("/launch", form).await;
    for nth in 0..60 {
        assert_eq!(launch("192.0.2.1", &good(nth)).await.status, StatusCode::SEE_OTHER, "good ones are no tries");
    }
    for _ in 0..50 {
        assert_eq!(launch("192.0.2.1", "token=x").await.status, StatusCode::FORBIDDEN);
    }
    let refused = launch("192.0.2.1", &good(100)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_says(&refused, "アクセスが多いため", "Too many requests");
    assert_eq!(refused.session(), None);
    let elsewhere = node.post_from("192.0.2.1", "/launch", &good(100)).await;
    assert_eq!(elsewhere.status, StatusCode::TOO_MANY_REQUESTS, "on whatever node");
    assert_eq!(launch("192.0.2.2", &good(100)).await.status, StatusCode::SEE_OTHER, "and nothing was used up");
    portal.later(TimeDelta::minutes(16));
    assert_eq!(launch("192.0.2.1", &good(101)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn there_are_so_many_streams_and_one_that_ends_makes_room() {
    let limits = [
        ("KAIRAN__LIMITS__BELL_STREAMS_PER_PERSON", "2"),
        ("KAIRAN__LIMITS__BELL_STREAMS_PER_TENANT", "3"),
        ("KAIRAN__LIMITS__BELL_STREAMS", "4"),
    ];
    let (mut portal, key) = with_console(Engine::Sqlite, &[]).await;
    let streams = portal.limited_by(&limits).limits;
    let count = async |wanted: u32| {
        for _ in 0..500 {
            if streams.streams.count() == wanted {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        false
    };
    let open = async |name: &str, tenant: &str| bell(&portal, &key, name, tenant).open("/embed/events").await;
    let (first, second) = (open("ken", "hinode").await, open("ken", "hinode").await);
    assert_eq!((first.status(), second.status()), (StatusCode::OK, StatusCode::OK));
    let third = bell(&portal, &key, "ken", "hinode").get("/embed/events").await;
    assert_eq!((third.status, third.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"), "the person's");
    assert_eq!(third.header("access-control-allow-origin"), CONSOLE);
    assert_eq!(third.header("access-control-expose-headers"), "retry-after", "the bell may read it");
    assert_eq!(bell(&portal, &key, "ken", "hinode").get("/embed/summary").await.status, StatusCode::OK);
    let yumi = open("yumi", "hinode").await;
    assert_eq!(open("new", "hinode").await.status(), StatusCode::TOO_MANY_REQUESTS, "the tenant's");
    let sora = open("sora", "aozora").await;
    let full = open("other", "aozora").await;
    assert_eq!(full.status(), StatusCode::SERVICE_UNAVAILABLE, "the node's");
    assert_eq!(full.headers()["retry-after"], "60");
    assert!(count(4).await);
    // Whoever closes the page drops the answer's body.
    drop(first);
    assert!(count(3).await, "the client went");
    let again = open("ken", "hinode").await;
    assert_eq!(again.status(), StatusCode::OK);
    drop((again, second, yumi, sora));
    assert!(count(0).await);
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_frees_its_slot() {
    let (mut portal, key) = with_console(Engine::Sqlite, &[]).await;
    let streams = portal.limited_by(&[]).limits;
    let mut short = claims(&portal, "ken", "hinode");
    (short["use"], short["exp"]) = (json!("bell"), json!(portal.clock.now().timestamp() + 1));
    let reader = portal.anonymous().with("authorization", &format!("Bearer {}", key.sign(&short)));
    let whole = tokio::time::timeout(Duration::from_secs(30), reader.get("/embed/events")).await.unwrap();
    assert!(whole.status == StatusCode::OK && whole.text().starts_with("data:"), "{}", whole.text());
    while streams.streams.count() > 0 {
        tokio::task::yield_now().await;
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_bell_asks_so_often_whatever_token_it_has(#[case] engine: Engine) {
    let (portal, key) = with_console(engine, &[("KAIRAN__LIMITS__BELL_REQUESTS_PER_MINUTE", "3")]).await;
    let ask = async |name: &str| bell(&portal, &key, name, "hinode").get("/embed/summary").await;
    for _ in 0..3 {
        assert_eq!(ask("ken").await.status, StatusCode::OK);
        portal.later(TimeDelta::milliseconds(1));
    }
    let statements = portal.statements();
    let refused = ask("ken").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "20"));
    assert_eq!(refused.header("access-control-allow-origin"), CONSOLE);
    assert_eq!(portal.statements(), statements, "the database is not asked");
    assert_eq!(ask("yumi").await.status, StatusCode::OK, "another has their own");
    portal.later(TimeDelta::seconds(20));
    assert_eq!(ask("ken").await.status, StatusCode::OK);
}

#[test]
fn limits_are_read_from_the_settings() {
    let read = |text: &str| Settings::read(None, text, &BTreeMap::new());
    assert_eq!(read("").unwrap().limits, LimitSettings::default());
    let text = "[limits]\nrequests_per_minute_per_address = 0\nbell_streams_per_tenant = 7\n\
        minutes_between_invitations = 15\npassword_hashes = 3\n";
    let settings = read(text).unwrap();
    assert_eq!((settings.limits.requests_per_minute_per_address, settings.limits.streams.per_tenant), (0, 7));
    assert_eq!(settings.limits.invitations.between, TimeDelta::minutes(15));
    let again = read(&settings.to_masked_toml()).unwrap();
    assert_eq!(again.limits, settings.limits, "as shown it says the same");
    for (key, value) in [
        ("bell_streams", "0"),
        ("invitations_per_tenant_per_day", "-1"),
        ("minutes_between_invitations", "1441"),
        ("requests_per_minute_per_address", "\"many\""),
        ("bell", "1"),
    ] {
        let error = read(&format!("[limits]\n{key} = {value}\n")).unwrap_err().to_string();
        assert!(error.contains(&format!("limits.{key}")), "{error}");
    }
}
