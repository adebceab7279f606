//! The signed launch from a console.

use crate::logged::Log;
use crate::portal::{PUBLIC_URL, TestPortal, TestResponse};
use crate::test_keys::{SigningKey, key_set, signed_with_secret, unsigned};
use chrono::TimeDelta;
use domain::id::UserId;
use domain::viewer::TenantRole;
use http::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};
use store::testing::Engine;

pub const CONSOLE: &str = "https://console.example";

/// A portal, and a console that launches it.
pub struct Launches {
    pub portal: TestPortal,
    key: SigningKey,
}

impl Launches {
    async fn on(engine: Engine) -> Self {
        Self::with(engine, "tenants = ['hinode']").await
    }

    /// With more in the settings of the console.
    pub async fn with(engine: Engine, more: &str) -> Self {
        let mut portal = TestPortal::new(engine).await;
        let key = SigningKey::ed25519("k1", 1);
        write_keys(&portal, &[&key]);
        let issuer = format!(
            "[{{ name = 'console', issuer = '{CONSOLE}', jwks_file = '{}', origins = ['{CONSOLE}'], {more} }}]",
            portal.folder.path().join("console.jwks").display()
        );
        portal.vouched_for_by(&[("KAIRAN__LAUNCH__ISSUER", &issuer)]);
        Self { portal, key }
    }

    /// The claims of a good token, made now.
    pub fn claims(&self) -> Value {
        let now = self.portal.clock_seconds();
        json!({
            "iss": CONSOLE, "aud": PUBLIC_URL, "sub": "user-17", "email": "haru@hinode.example", "name": "春",
            "tenant": "hinode", "role": "member", "locale": "en", "iat": now, "exp": now + 60, "jti": "one",
        })
    }

    pub fn but(&self, claim: &str, value: Value) -> Value {
        let mut claims = self.claims();
        claims[claim] = value;
        claims
    }

    fn without(&self, claim: &str) -> Value {
        let mut claims = self.claims();
        claims.as_object_mut().unwrap().remove(claim);
        claims
    }

    pub async fn post(&self, token: &str, more: &str) -> TestResponse {
        self.post_from(Some(CONSOLE), token, more).await
    }

    /// From a page of that origin.
    async fn post_from(&self, origin: Option<&str>, token: &str, more: &str) -> TestResponse {
        let console = self.portal.anonymous().with("sec-fetch-site", "cross-site");
        let console = console.with("content-type", "application/x-www-form-urlencoded");
        let console = match origin {
            Some(origin) => console.with("origin", origin),
            None => console,
        };
        console.ask("POST", "/launch", &format!("token={token}{more}")).await
    }

    pub async fn launch(&self, claims: &Value) -> TestResponse {
        self.launch_with(claims, "").await
    }

    /// With more fields in the form.
    pub async fn launch_with(&self, claims: &Value, more: &str) -> TestResponse {
        self.post(&self.key.sign(claims), more).await
    }
}

impl TestPortal {
    fn clock_seconds(&self) -> i64 {
        use domain::clock::Clock;
        self.clock.now().timestamp()
    }
}

fn write_keys(portal: &TestPortal, keys: &[&SigningKey]) {
    std::fs::write(portal.folder.path().join("console.jwks"), key_set(keys).to_string()).unwrap();
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn somebody_of_the_console_is_signed_in_here(#[case] engine: Engine) {
    let launches = Launches::on(engine).await;
    let answer = launches.launch(&launches.claims()).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/en"));
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-kairan=") && cookie.contains("SameSite=Lax"), "{cookie}");
    let reader = launches.portal.anonymous().with("cookie", &answer.session().unwrap());
    let page = reader.get("/acknowledgements").await;
    assert!(page.status == StatusCode::OK && page.text().contains('春'));

    // The role is the console's to say; the session before ends.
    let mut claims = launches.but("role", json!("administrator"));
    claims["jti"] = json!("two");
    let again = reader.clone().with("content-type", "application/x-www-form-urlencoded");
    let again = again.ask("POST", "/launch", &format!("token={}", launches.key.sign(&claims))).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(reader.get("/acknowledgements").await.status, StatusCode::SEE_OTHER, "the session before is over");
    let newest = UserId(launches.portal.count("person").await);
    let viewer = launches.portal.portal.store.viewer_of(newest).await.unwrap().unwrap();
    assert_eq!(viewer.member().unwrap().role, TenantRole::Administrator);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_token_is_good_once_on_all_nodes_together(#[case] engine: Engine) {
    let launches = Launches::on(engine).await;
    let node = launches.portal.second_node().await;
    let token = launches.key.sign(&launches.claims());
    assert_eq!(launches.post(&token, "").await.status, StatusCode::SEE_OTHER);
    for answer in [launches.post(&token, "").await, node.post("/launch", &format!("token={token}")).await] {
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.session(), None);
    }
    assert_eq!(launches.portal.count("session").await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_token_gets_nobody_in() {
    let launches = Launches::on(Engine::Sqlite).await;
    let now = launches.portal.clock_seconds();
    let (good, key) = (launches.claims(), &launches.key);
    let public = key_set(&[key])["keys"][0]["x"].as_str().unwrap().to_owned();
    let impostor = SigningKey::ed25519("k1", 2);
    let mut flipped = key.sign(&good);
    flipped.replace_range(flipped.len() - 10..flipped.len() - 9, "A");
    flipped.replace_range(flipped.len() - 9..flipped.len() - 8, "B");
    let mut tokens = vec![
        ("nothing", String::new()),
        ("no token", "a.b.c".to_owned()),
        ("alg none", unsigned("k1", &good)),
        ("the public key as a secret", signed_with_secret("k1", public.as_bytes(), &good)),
        ("another algorithm than the key's", SigningKey::rsa("k1").sign(&good)),
        ("another's signature", impostor.sign(&good)),
        ("a changed signature", flipped),
        ("an unknown key", key.sign_as("k9", None, &good)),
        ("endless", "x".repeat(20_000)),
    ];
    for (what, claims) in [
        ("another issuer", launches.but("iss", json!("https://other.example"))),
        ("another audience", launches.but("aud", json!("https://other.example"))),
        ("one more audience", launches.but("aud", json!([PUBLIC_URL, "https://other.example"]))),
        ("over", launches.but("exp", json!(now))),
        ("good for too long", launches.but("exp", json!(now + 301))),
        ("made in the future", launches.but("iat", json!(now + 31))),
        ("not yet good", launches.but("nbf", json!(now + 31))),
        ("no token id", launches.without("jti")),
        ("an empty token id", launches.but("jti", json!(""))),
        ("no end", launches.without("exp")),
        ("no subject", launches.without("sub")),
        ("no tenant", launches.without("tenant")),
        ("another console's tenant", launches.but("tenant", json!("aozora"))),
        ("no such role", launches.but("role", json!("owner"))),
        ("no address", launches.but("email", json!("haru"))),
        ("another's address", launches.but("email", json!("sora@aozora.example"))),
        ("staff's address", launches.but("email", json!("mika@service.example"))),
        ("for the bell", launches.but("use", json!("bell"))),
    ] {
        tokens.push((what, key.sign(&claims)));
    }
    let people = launches.portal.count("person").await;
    for (what, token) in tokens {
        let answer = launches.post(&token, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        assert_eq!(answer.session(), None, "{what}");
        assert!(answer.text().contains("href=\"/sign-in\""), "{what}: the page leads on");
    }
    assert_eq!(launches.portal.count("session").await, 0);
    assert_eq!(launches.portal.count("used_token").await, 0, "what was refused used nothing up");
    assert_eq!(launches.portal.count("person").await, people);
    assert_eq!(launches.launch(&good).await.status, StatusCode::SEE_OTHER, "and the good one is good");
}

/// A token of one's own is worth nothing on a page of one's own: nobody else's browser is signed in with it.
#[rstest]
#[case(Some("https://evil.example"))]
#[case(Some("https://console.example.evil.example"))]
#[case(Some("https://console.example:8443"))]
#[case(Some("http://console.example"))]
#[case(Some(PUBLIC_URL))]
#[case(Some("null"))]
#[case(Some(""))]
#[tokio::test]
async fn a_launch_comes_from_a_page_of_the_console(
    #[case] origin: Option<&str>,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let launches = Launches::on(engine).await;
    let token = launches.key.sign(&launches.claims());
    let foreign = launches.post_from(origin, &token, "").await;
    let wrong = launches.post("a.b.c", "").await;
    assert_eq!((foreign.status, foreign.session()), (StatusCode::FORBIDDEN, None));
    assert_eq!(foreign.text(), wrong.text(), "refused like any other");
    assert_eq!((launches.portal.count("session").await, launches.portal.count("used_token").await), (0, 0));
    assert_eq!(launches.post_from(Some(CONSOLE), &token, "").await.status, StatusCode::SEE_OTHER, "and from there");
}

#[tokio::test]
async fn what_says_nothing_of_its_origin_is_no_page_of_others() {
    let launches = Launches::on(Engine::Sqlite).await;
    let token = launches.key.sign(&launches.claims());
    assert_eq!(launches.post_from(None, &token, "").await.status, StatusCode::SEE_OTHER);
}

#[rstest]
#[case(CONSOLE, StatusCode::SEE_OTHER)]
#[case("https://other.example", StatusCode::FORBIDDEN)]
#[tokio::test]
async fn a_console_without_origins_has_that_of_its_issuer(#[case] origin: &str, #[case] status: StatusCode) {
    let mut launches = Launches::on(Engine::Sqlite).await;
    let keys = launches.portal.folder.path().join("console.jwks");
    let issuer =
        format!("[{{ name = 'console', issuer = '{CONSOLE}', jwks_file = '{}', tenants = 'any' }}]", keys.display());
    launches.portal.vouched_for_by(&[("KAIRAN__LAUNCH__ISSUER", &issuer)]);
    let token = launches.key.sign(&launches.claims());
    assert_eq!(launches.post_from(Some(origin), &token, "").await.status, status);
}

#[tokio::test]
async fn whoever_lost_access_stays_out() {
    let launches = Launches::on(Engine::Sqlite).await;
    let store = &launches.portal.portal.store;
    store.disable_user(launches.portal.user("ken"), crate::portal::now()).await.unwrap();
    let answer = launches.launch(&launches.but("email", json!("ken@hinode.example"))).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("このアカウントではサインインできません"));
}

#[rstest]
#[case("/notices?unread=1", "/notices?unread=1")]
#[case("https://evil.example/", "/")]
#[case("//evil.example", "/")]
#[case("/\\evil.example", "/")]
#[case("javascript:alert(1)", "/")]
#[tokio::test]
async fn nobody_is_led_away_from_the_portal(#[case] next: &str, #[case] lands: &str) {
    let launches = Launches::on(Engine::Sqlite).await;
    let answer = launches.launch(&launches.but("next", json!(next))).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, lands));
    let token = launches.key.sign(&launches.but("jti", json!("two")));
    let encoded: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    assert_eq!(launches.post(&token, &format!("&next={encoded}")).await.header("location"), lands);
}

#[tokio::test]
async fn a_console_may_sign_with_rsa_and_change_its_keys() {
    let launches = Launches::on(Engine::Sqlite).await;
    assert_eq!(launches.launch(&launches.claims()).await.status, StatusCode::SEE_OTHER);
    let rsa = SigningKey::rsa("k2");
    write_keys(&launches.portal, &[&rsa]);
    let with_new = |jti: &str| rsa.sign(&launches.but("jti", json!(jti)));
    assert_eq!(launches.post(&with_new("a"), "").await.status, StatusCode::FORBIDDEN, "looked up a moment ago");
    launches.portal.later(TimeDelta::seconds(61));
    assert_eq!(launches.post(&with_new("b"), "").await.status, StatusCode::SEE_OTHER);
    let old = launches.key.sign(&launches.but("jti", json!("c")));
    assert_eq!(launches.post(&old, "").await.status, StatusCode::FORBIDDEN, "the old key is gone");
}

#[tokio::test]
async fn the_log_says_why_and_never_the_token() {
    let launches = Launches::on(Engine::Sqlite).await;
    let (log, _logging) = Log::begin();
    let token = launches.key.sign(&launches.but("aud", json!("https://other.example")));
    launches.post(&token, "").await;
    launches.post_from(Some("https://evil.example"), &token, "").await;
    let said = log.text();
    assert!(said.contains("wrong_audience") && said.contains("console"), "{said}");
    assert!(said.contains("foreign_origin") && !said.contains("evil.example"), "{said}");
    for secret in token.split('.').chain(["haru@hinode.example", "user-17"]) {
        assert!(!said.contains(secret), "{said}");
    }
}
