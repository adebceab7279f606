//! The portal inside a console's own pages: the bell, and frames.

use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal, TestReader, TestResponse};
use crate::test_keys::{SigningKey, key_set};
use domain::clock::Clock;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use store::testing::Engine;

const CONSOLE: &str = "https://console.example";
const OTHER: &str = "https://other.example";

/// The most bytes of the bell's script on the wire, gzipped.
const LARGEST_BELL: usize = 6 * 1024;

async fn portal(engine: Engine) -> (TestPortal, SigningKey) {
    let mut portal =
        TestPortal::with(engine, &[Notice::new(1, "全員向け"), Notice::new(2, "日の出だけ").only_for_hinode()]).await;
    let key = SigningKey::ed25519("k1", 1);
    let file = portal.folder.path().join("console.jwks");
    std::fs::write(&file, key_set(&[&key]).to_string()).unwrap();
    let console = |name: &str, origin: &str, tenant: &str| {
        format!(
            "{{ name = '{name}', issuer = '{origin}', jwks_file = '{}', tenants = ['{tenant}'], origins = ['{origin}'] }}",
            file.display()
        )
    };
    let issuers = format!("[{}, {}]", console("one", CONSOLE, "hinode"), console("two", OTHER, "aozora"));
    portal.vouched_for_by(&[("KAIRAN__LAUNCH__ISSUER", &issuers)]);
    (portal, key)
}

/// The claims of a token for ken's bell.
fn claims(portal: &TestPortal) -> Value {
    let now = portal.clock.now().timestamp();
    json!({
        "iss": CONSOLE, "aud": PUBLIC_URL, "sub": "ken-1", "email": "ken@hinode.example", "name": "健",
        "tenant": "hinode", "role": "member", "iat": now, "exp": now + 900, "use": "bell",
    })
}

async fn summary(reader: TestReader<'_>, token: &str) -> TestResponse {
    reader.with("authorization", &format!("Bearer {token}")).get("/embed/summary").await
}

fn titles(answer: &TestResponse) -> Vec<String> {
    let said: Value = serde_json::from_slice(&answer.body).unwrap();
    let latest = said["latest"].as_array().unwrap();
    let mut titles: Vec<_> = latest.iter().map(|notice| notice["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn the_bell_counts_what_its_reader_has_not_read(#[case] engine: Engine) {
    let (portal, key) = portal(engine).await;
    let token = key.sign(&claims(&portal));
    for _ in 0..2 {
        let answer = summary(portal.anonymous().with("origin", CONSOLE), &token).await;
        assert_eq!(answer.status, StatusCode::OK, "as often as it is asked");
        assert_eq!(titles(&answer), ["全員向け", "日の出だけ"]);
        assert!(answer.text().contains("\"unread\":2"));
        assert_eq!(answer.header("access-control-allow-origin"), CONSOLE);
        assert_eq!(answer.header("cache-control"), "private, no-store");
    }
    portal.signed_in_as("ken").await.post("/actions/mark-all-read", "back=%2F").await;
    assert!(summary(portal.anonymous(), &token).await.text().contains("\"unread\":0"), "it is ken's own bell");

    let mut newcomer = claims(&portal);
    (newcomer["sub"], newcomer["email"]) = (json!("new"), json!("new@hinode.example"));
    let people = portal.count("person").await;
    assert!(summary(portal.anonymous(), &key.sign(&newcomer)).await.text().contains("\"unread\":2"));
    assert_eq!(portal.count("person").await, people, "looking makes no account");
}

#[tokio::test]
async fn nothing_of_another_tenant_is_in_a_bell() {
    let (portal, key) = portal(Engine::Sqlite).await;
    let mut of_sora = claims(&portal);
    (of_sora["iss"], of_sora["tenant"]) = (json!(OTHER), json!("aozora"));
    (of_sora["sub"], of_sora["email"]) = (json!("sora-1"), json!("sora@aozora.example"));
    let answer = summary(portal.anonymous().with("origin", OTHER), &key.sign(&of_sora)).await;
    assert_eq!(titles(&answer), ["全員向け"]);
}

#[tokio::test]
async fn a_token_for_anything_else_or_for_too_long_rings_no_bell() {
    let (portal, key) = portal(Engine::Sqlite).await;
    let now = portal.clock.now().timestamp();
    for (claim, value) in [
        ("use", json!("launch")),
        ("use", Value::Null),
        ("exp", json!(now + 901)),
        ("exp", json!(now)),
        ("aud", json!(OTHER)),
        ("tenant", json!("aozora")),
    ] {
        let mut wrong = claims(&portal);
        wrong[claim] = value.clone();
        let answer = summary(portal.anonymous().with("origin", CONSOLE), &key.sign(&wrong)).await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::UNAUTHORIZED, ""), "{claim}: {value}");
    }
    let answer = portal.signed_in_as("ken").await.get("/embed/summary").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "a session is no token");
    let mut of_sora = claims(&portal);
    of_sora["email"] = json!("sora@aozora.example");
    assert_eq!(summary(portal.anonymous(), &key.sign(&of_sora)).await.status, StatusCode::FORBIDDEN);
    // And a token for the bell launches nothing.
    let mut launch = claims(&portal);
    (launch["exp"], launch["jti"]) = (json!(now + 60), json!("x"));
    let answer = portal.anonymous().post("/launch", &format!("token={}", key.sign(&launch))).await;
    assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None));
}

#[tokio::test]
async fn only_the_tokens_own_console_may_read_the_answer() {
    let (portal, key) = portal(Engine::Sqlite).await;
    let token = key.sign(&claims(&portal));
    let other = summary(portal.anonymous().with("origin", OTHER), &token).await;
    assert_eq!((other.status, other.text().as_str()), (StatusCode::FORBIDDEN, ""));
    let stranger = summary(portal.anonymous().with("origin", "https://evil.example"), &token).await;
    assert_eq!((stranger.status, stranger.header("access-control-allow-origin")), (StatusCode::FORBIDDEN, ""));

    for path in ["/embed/summary", "/embed/events"] {
        let asks =
            |origin: &str| portal.anonymous().with("origin", origin).with("access-control-request-method", "GET");
        let known = asks(CONSOLE).ask("OPTIONS", path, "").await;
        assert_eq!((known.status, known.header("access-control-allow-origin")), (StatusCode::NO_CONTENT, CONSOLE));
        assert_eq!(known.header("access-control-allow-headers"), "authorization");
        let unknown = asks("https://evil.example").ask("OPTIONS", path, "").await;
        assert_eq!(unknown.header("access-control-allow-origin"), "");
        assert_eq!(unknown.header("access-control-allow-headers"), "");
    }
}

#[tokio::test]
async fn a_page_is_framed_by_its_readers_consoles_only() {
    let (portal, _) = portal(Engine::Sqlite).await;
    let framed = portal.signed_in_as("ken").await.with("sec-fetch-dest", "iframe").get("/notices").await;
    let policy = framed.header("content-security-policy");
    assert!(policy.contains(&format!("frame-ancestors {CONSOLE};")), "{policy}");
    assert_eq!(framed.header("x-frame-options"), "");
    let page = framed.text();
    assert!(!page.contains("<header") && !page.contains("<footer"), "nothing stands around it");
    assert!(page.contains(&format!("data-parents=\"{CONSOLE}\"")), "{page}");
    for (reader, dest) in [("ken", "document"), ("mika", "iframe"), ("nobody", "iframe")] {
        let asks = if reader == "nobody" { portal.anonymous() } else { portal.signed_in_as(reader).await };
        let answer = asks.with("sec-fetch-dest", dest).get("/notices").await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{reader} {dest}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{reader} {dest}");
        assert!(answer.text().contains("<header"), "{reader} {dest}");
    }
}

#[tokio::test]
async fn a_launch_into_a_frame_leads_on_or_out_of_it() {
    let (portal, key) = portal(Engine::Sqlite).await;
    let mut launch = claims(&portal);
    launch.as_object_mut().unwrap().remove("use");
    (launch["exp"], launch["jti"]) = (json!(portal.clock.now().timestamp() + 60), json!("x"));
    let form = format!("token={}&frame=1&next=%2Fnotices%3Funread%3D1", key.sign(&launch));
    let answer = portal.anonymous().post("/launch", &form).await;
    let opens = answer.header("location").to_owned();
    assert_eq!(opens, "/embed/open?next=%2Fnotices%3Funread%3D1");
    let cookie = answer.header("set-cookie");
    for attribute in ["SameSite=None", "Secure", "Partitioned", "HttpOnly"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    let kept = portal.anonymous().with("cookie", &answer.session().unwrap()).get(&opens).await;
    assert_eq!((kept.status, kept.header("location")), (StatusCode::SEE_OTHER, "/notices?unread=1"));

    let blocked = portal.anonymous().get(&opens).await;
    assert_eq!(blocked.status, StatusCode::OK);
    assert!(blocked.text().contains("href=\"/notices?unread=1\" target=\"_blank\""), "{}", blocked.text());
    assert!(blocked.header("content-security-policy").contains(&format!("frame-ancestors {CONSOLE} {OTHER}")));
    assert_eq!(blocked.header("x-frame-options"), "");
    let away = portal.anonymous().get("/embed/open?next=https%3A%2F%2Fevil.example").await;
    assert!(away.text().contains("href=\"/\" target=\"_blank\""));
}

#[tokio::test]
async fn the_bells_script_is_small() {
    let (portal, _) = portal(Engine::Sqlite).await;
    let folder = portal.folder.path().join("site/embed");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../style/public/embed/bell.js"), folder.join("bell.js"))
        .unwrap();
    let answer = portal.anonymous().with("accept-encoding", "gzip").get("/embed/bell.js").await;
    assert_eq!((answer.status, answer.header("content-encoding")), (StatusCode::OK, "gzip"));
    assert!(answer.body.len() <= LARGEST_BELL, "{} bytes", answer.body.len());
}
