//! Sign-in at an `OpenID` provider, honest and lying.

use crate::lying_provider::{CLIENT, Lie, LyingProvider, SECRET, query_of};
use crate::portal::{TestPortal, TestResponse};
use chrono::TimeDelta;
use domain::clock::Clock;
use http::StatusCode;
use rstest::rstest;
use serde_json::json;
use store::testing::Engine;

/// A portal, and a provider to sign in at.
pub struct Elsewhere {
    pub portal: TestPortal,
    pub provider: LyingProvider,
}

/// Someone on their way: the browser's cookie, and where the provider sends them back to.
struct Traveller {
    cookie: String,
    code: String,
    state: String,
}

impl Elsewhere {
    async fn on(engine: Engine) -> Self {
        Self::with(engine, "tenant = 'hinode'").await
    }

    /// With more in the settings of the provider.
    pub async fn with(engine: Engine, more: &str) -> Self {
        let mut portal = TestPortal::new(engine).await;
        let provider = LyingProvider::start(portal.clock.now().timestamp()).await;
        let settings = format!(
            "[{{ key = 'hinode', label = '日の出のアカウント', label_en = 'Hinode account', issuer = '{}', \
             client_id = '{CLIENT}', client_secret_env = 'HINODE_SECRET', {more} }}]",
            provider.issuer
        );
        portal.vouched_for_by(&[("KAIRAN__OIDC__PROVIDER", &settings), ("HINODE_SECRET", SECRET)]);
        Self { portal, provider }
    }

    /// Leaves for the provider and signs in there.
    async fn leave(&self, next: &str) -> Traveller {
        let answer = self.portal.anonymous().get(&format!("/auth/oidc/hinode/start?next={next}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let address = answer.header("location").to_owned();
        assert!(address.starts_with(&format!("{}/authorize?", self.provider.issuer)), "{address}");
        assert_eq!(query_of(&address)["redirect_uri"], "https://portal.example/auth/oidc/hinode/callback");
        let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
        let code = self.provider.sign_in(&address);
        Traveller { cookie, code, state: query_of(&address)["state"].clone() }
    }

    async fn return_with(&self, cookie: &str, query: &str) -> TestResponse {
        let browser = self.portal.anonymous().with("cookie", cookie);
        browser.get(&format!("/auth/oidc/hinode/callback?{query}")).await
    }

    async fn come_back(&self, traveller: &Traveller) -> TestResponse {
        let issuer: String = form_urlencoded::byte_serialize(self.provider.issuer.as_bytes()).collect();
        let query = format!("code={}&state={}&iss={issuer}", traveller.code, traveller.state);
        self.return_with(&traveller.cookie, &query).await
    }

    pub async fn sign_in(&self) -> TestResponse {
        let traveller = self.leave("%2Fnotices%3Funread%3D1").await;
        self.come_back(&traveller).await
    }

    async fn sessions_and_people(&self) -> (i64, i64) {
        (self.portal.count("session").await, self.portal.count("person").await)
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn whoever_the_provider_vouches_for_is_signed_in(#[case] engine: Engine) {
    let elsewhere = Elsewhere::on(engine).await;
    let answer = elsewhere.sign_in().await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/notices?unread=1"));
    let reader = elsewhere.portal.anonymous().with("cookie", &answer.session().unwrap());
    let page = reader.get("/acknowledgements").await;
    assert!(page.status == StatusCode::OK && page.text().contains('春'));
    assert!(
        page.header("content-security-policy").contains(&format!("form-action 'self' {}", elsewhere.provider.issuer))
    );

    // Signing out here leads to signing out there, with the proof of whose session it was.
    let out = reader.post("/actions/sign-out", "back=%2Fen").await;
    let address = out.header("location");
    assert!(address.starts_with(&format!("{}/end?", elsewhere.provider.issuer)), "{address}");
    let query = query_of(address);
    assert_eq!(query["post_logout_redirect_uri"], "https://portal.example/en?done=signed-out");
    assert_eq!((query["client_id"].as_str(), query["id_token_hint"].split('.').count()), (CLIENT, 3));
    assert_eq!(reader.get("/acknowledgements").await.status, StatusCode::SEE_OTHER, "it is over here");
}

#[rstest]
#[case(Lie::ForgedSignature)]
#[case(Lie::SharedSecret)]
#[case(Lie::Unsigned)]
#[case(Lie::WrongAudience)]
#[case(Lie::OneMoreAudience)]
#[case(Lie::WrongNonce)]
#[case(Lie::NoNonce)]
#[case(Lie::WrongIssuer)]
#[case(Lie::Expired)]
#[case(Lie::FromTheFuture)]
#[case(Lie::Nonsense)]
#[tokio::test]
async fn a_lie_gets_nobody_in_and_changes_nothing(#[case] lie: Lie) {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    let before = elsewhere.sessions_and_people().await;
    elsewhere.provider.lie(lie);
    let answer = elsewhere.sign_in().await;
    assert_eq!((answer.status, answer.session()), (StatusCode::BAD_GATEWAY, None));
    assert!(answer.text().contains("href=\"/sign-in\""), "there is a way back");
    assert_eq!(elsewhere.sessions_and_people().await, before);
    elsewhere.provider.lie(Lie::None);
    assert!(elsewhere.sign_in().await.session().is_some(), "and the truth is believed");
}

#[tokio::test]
async fn an_address_the_provider_did_not_verify_is_no_account() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere.provider.lie(Lie::Unverified);
    let answer = elsewhere.sign_in().await;
    assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None));
}

#[tokio::test]
async fn what_a_provider_says_of_itself_is_no_part_of_anybodys_policy() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere.provider.lie(Lie::PolicyInEndpoint);
    let signed_in = elsewhere.sign_in().await;
    let reader = elsewhere.portal.anonymous().with("cookie", &signed_in.session().unwrap());
    let policy = reader.get("/acknowledgements").await.header("content-security-policy").to_owned();
    assert!(policy.contains(&format!("form-action 'self' {}; ", elsewhere.provider.issuer)), "{policy}");
    assert!(!policy.contains("x.example") && !policy.contains("unsafe-inline"), "{policy}");
    let policy = elsewhere.portal.anonymous().get("/policies").await.header("content-security-policy").to_owned();
    assert!(policy.contains("form-action 'self';"), "nobody else is told of a provider: {policy}");
}

#[tokio::test]
async fn metadata_of_another_issuer_are_not_used() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere.provider.lie(Lie::OtherMetadata);
    let answer = elsewhere.portal.anonymous().get("/auth/oidc/hinode/start").await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert_eq!(elsewhere.portal.count("pending_sign_in").await, 0);
}

#[tokio::test]
async fn a_provider_that_takes_too_long_is_not_waited_for() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere.provider.lie(Lie::Slow);
    let begun = std::time::Instant::now();
    let answer = elsewhere.portal.anonymous().get("/auth/oidc/hinode/start").await;
    assert!(matches!(answer.status, StatusCode::GATEWAY_TIMEOUT | StatusCode::BAD_GATEWAY), "{}", answer.status);
    assert!(begun.elapsed().as_secs() < 10);
    assert!(answer.text().contains("href=\"/sign-in\""));
}

#[tokio::test]
async fn an_answer_of_another_issuer_or_of_none_is_refused() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    for issuer in ["&iss=https%3A%2F%2Fevil.example", ""] {
        let traveller = elsewhere.leave("").await;
        let query = format!("code={}&state={}{issuer}", traveller.code, traveller.state);
        let answer = elsewhere.return_with(&traveller.cookie, &query).await;
        assert_eq!((answer.status, answer.session()), (StatusCode::BAD_GATEWAY, None), "{issuer}");
    }
}

#[tokio::test]
async fn a_code_a_state_and_a_browser_are_good_once_and_together() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    let first = elsewhere.leave("").await;
    let stranger = elsewhere.leave("").await;
    // Another's browser, another's state, no cookie at all.
    for (cookie, state) in
        [(stranger.cookie.as_str(), first.state.as_str()), (&first.cookie, "made-up"), ("", &first.state)]
    {
        let answer = elsewhere.return_with(cookie, &format!("code={}&state={state}", first.code)).await;
        assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None));
    }
    assert!(elsewhere.come_back(&first).await.session().is_some());
    let again = elsewhere.come_back(&first).await;
    assert_eq!((again.status, again.session()), (StatusCode::FORBIDDEN, None), "the state was used");
    // A code of the first, with the second's own state.
    let replayed = Traveller { code: first.code, ..stranger };
    let answer = elsewhere.come_back(&replayed).await;
    assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None), "the provider refuses it");

    let late = elsewhere.leave("").await;
    elsewhere.portal.later(TimeDelta::minutes(11));
    assert_eq!(elsewhere.come_back(&late).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn whoever_changes_their_mind_comes_back_to_a_page_that_leads_on() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    let traveller = elsewhere.leave("").await;
    let query = format!("error=access_denied&state={}", traveller.state);
    let answer = elsewhere.return_with(&traveller.cookie, &query).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("href=\"/sign-in\""));
}

#[rstest]
#[case("%2F%2Fevil.example")]
#[case("https%3A%2F%2Fevil.example")]
#[tokio::test]
async fn nobody_is_led_away_from_the_portal(#[case] next: &str) {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    let traveller = elsewhere.leave(next).await;
    assert_eq!(elsewhere.come_back(&traveller).await.header("location"), "/");
}

#[tokio::test]
async fn another_tenants_person_is_not_taken_over() {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere
        .provider
        .claims(json!({ "sub": "x", "email": "sora@aozora.example", "email_verified": true, "name": "空" }));
    let answer = elsewhere.sign_in().await;
    assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None));
    assert_eq!(elsewhere.portal.count("external_identity").await, 0);
}

#[rstest]
#[case("tenant = 'hinode'", StatusCode::FORBIDDEN)]
#[case("tenant = 'hinode', email_verified = 'trusted'", StatusCode::SEE_OTHER)]
#[tokio::test]
async fn an_address_of_which_nothing_is_said_counts_where_the_operator_says_so(
    #[case] settings: &str,
    #[case] status: StatusCode,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let elsewhere = Elsewhere::with(engine, settings).await;
    elsewhere.provider.claims(json!({ "sub": "ken-1", "email": "ken@hinode.example", "name": "健" }));
    let answer = elsewhere.sign_in().await;
    assert_eq!(answer.status, status);
    let links = i64::from(status == StatusCode::SEE_OTHER);
    assert_eq!(elsewhere.portal.count("external_identity").await, links, "nobody's account is taken over");
}

#[rstest]
#[case("ken@hinode.example", StatusCode::SEE_OTHER)]
#[case("yumi@hinode.example", StatusCode::FORBIDDEN)]
#[tokio::test]
async fn that_an_address_is_verified_may_come_with_the_user_info(#[case] verified: &str, #[case] status: StatusCode) {
    let elsewhere = Elsewhere::on(Engine::Sqlite).await;
    elsewhere.provider.claims(json!({ "sub": "ken-1", "email": "ken@hinode.example", "name": "健" }));
    elsewhere.provider.in_user_info(json!({ "email": verified, "email_verified": true }));
    assert_eq!(elsewhere.sign_in().await.status, status, "of that address, and of no other");
}

#[rstest]
#[case(None, StatusCode::BAD_GATEWAY)]
#[case(Some("pwd"), StatusCode::BAD_GATEWAY)]
#[case(Some("phrh"), StatusCode::SEE_OTHER)]
#[tokio::test]
async fn how_strongly_somebody_signed_in_there_is_asked_and_looked_at(
    #[case] acr: Option<&str>,
    #[case] status: StatusCode,
) {
    let elsewhere = Elsewhere::with(Engine::Sqlite, "tenant = 'hinode', acr_values = ['phr', 'phrh']").await;
    let address = elsewhere.portal.anonymous().get("/auth/oidc/hinode/start").await.header("location").to_owned();
    assert_eq!(query_of(&address)["acr_values"], "phr phrh");
    let said = json!({ "sub": "k", "email": "ken@hinode.example", "email_verified": true, "name": "健", "acr": acr });
    elsewhere.provider.claims(said);
    assert_eq!(elsewhere.sign_in().await.status, status);
}

#[tokio::test]
async fn what_the_id_token_leaves_out_is_asked_for() {
    let more =
        "tenant_claim = 'org', tenants = { '01' = 'hinode' }, role_claim = 'groups', administrators = ['admins']";
    let elsewhere = Elsewhere::with(Engine::Sqlite, more).await;
    elsewhere.provider.claims(json!({ "sub": "haru-1" }));
    let answer = elsewhere.sign_in().await;
    assert_eq!((answer.status, answer.session()), (StatusCode::FORBIDDEN, None), "it says nothing of them at all");
    elsewhere.provider.in_user_info(json!({
        "email": "haru@hinode.example", "email_verified": true, "name": "春", "org": "01", "groups": ["admins", "all"],
    }));
    let answer = elsewhere.sign_in().await;
    let reader = elsewhere.portal.anonymous().with("cookie", &answer.session().unwrap());
    assert!(reader.get("/acknowledgements").await.text().contains('春'));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_provider_ends_its_sessions_without_the_browser(#[case] engine: Engine) {
    let elsewhere = Elsewhere::on(engine).await;
    let session = elsewhere.sign_in().await.session().unwrap();
    let reader = elsewhere.portal.anonymous().with("cookie", &session);
    let says = |token: String| {
        let provider = elsewhere.portal.anonymous().with("content-type", "application/x-www-form-urlencoded");
        async move { provider.ask("POST", "/auth/oidc/hinode/back-channel-logout", &format!("logout_token={token}")).await }
    };
    let now = elsewhere.portal.clock.now().timestamp();
    for (what, changes) in [
        ("a nonce", json!({ "nonce": "x" })),
        ("no event", json!({ "events": null })),
        ("another event", json!({ "events": { "http://schemas.example/other": {} } })),
        ("another audience", json!({ "aud": "another" })),
        ("another issuer", json!({ "iss": "https://id.example" })),
        ("no token id", json!({ "jti": null })),
        ("nobody", json!({ "sub": null })),
        ("old", json!({ "iat": now - 3600 })),
        ("over", json!({ "exp": now - 1 })),
    ] {
        let answer = says(elsewhere.provider.logout_token(&changes)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    assert_eq!(says(String::new()).await.status, StatusCode::BAD_REQUEST);
    let other = elsewhere.provider.logout_token(&json!({ "sub": "somebody", "jti": "out-0" }));
    assert_eq!(says(other).await.status, StatusCode::OK);
    assert_eq!(reader.get("/acknowledgements").await.status, StatusCode::OK, "all of that ended nothing");

    let token = elsewhere.provider.logout_token(&json!({ "sid": "s-1" }));
    assert_eq!(says(token.clone()).await.status, StatusCode::OK);
    assert_eq!(reader.get("/acknowledgements").await.status, StatusCode::SEE_OTHER);
    let replayed = says(token).await;
    assert_eq!(replayed.status, StatusCode::BAD_REQUEST);
    assert!(replayed.text().contains("invalid_request"));
}

#[tokio::test]
async fn the_sign_in_page_offers_the_listed_ones_and_finds_the_others_by_address() {
    let listed = Elsewhere::on(Engine::Sqlite).await;
    let page = listed.portal.anonymous().get("/en/sign-in?next=%2Fen%2Fnotices").await.text();
    assert!(page.contains("href=\"/auth/oidc/hinode/start?next=%2Fen%2Fnotices\""), "{page}");
    assert!(page.contains("Hinode account"));

    let unlisted = Elsewhere::with(Engine::Sqlite, "tenant = 'hinode', domains = ['hinode.example']").await;
    let reader = unlisted.portal.anonymous();
    assert!(!reader.get("/sign-in").await.text().contains("/auth/oidc/"), "whose customer it is, nobody is told");
    let answer = reader.post("/actions/sign-in", "address=haru%40hinode.example&password=&locale=ja").await;
    assert_eq!(answer.header("location"), "/sign-in?provider=hinode&next=");
    assert!(reader.get("/sign-in?provider=hinode&next=").await.text().contains("/auth/oidc/hinode/start?next=%2F"));
    let answer = reader.post("/actions/sign-in", "address=haru%40elsewhere.example&password=&locale=ja").await;
    assert!(answer.header("location").contains("problem=credentials"));
}

#[tokio::test]
async fn an_address_outside_the_providers_domains_is_no_account() {
    let elsewhere = Elsewhere::with(Engine::Sqlite, "tenant = 'hinode', domains = ['hinode.example']").await;
    elsewhere
        .provider
        .claims(json!({ "sub": "x", "email": "boss@simple-connect.example", "email_verified": true, "name": "x" }));
    assert_eq!(elsewhere.sign_in().await.status, StatusCode::FORBIDDEN);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn one_network_has_so_many_sign_ins_under_way(#[case] engine: Engine) {
    let mut elsewhere = Elsewhere::on(engine).await;
    elsewhere.portal.limited_by(&[("KAIRAN__LIMITS__SIGN_INS_UNDER_WAY_PER_ADDRESS", "2")]);
    let start = async |from: &str| elsewhere.portal.anonymous().from(from).get("/auth/oidc/hinode/start").await;
    let first = start("192.0.2.1").await;
    assert_eq!((first.status, start("192.0.2.1").await.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let refused = start("192.0.2.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert!(refused.text().contains("アクセスが多いため") && refused.text().contains("Too many requests"));
    assert_eq!((refused.header("set-cookie"), elsewhere.portal.count("pending_sign_in").await), ("", 2));
    assert_eq!(start("192.0.2.2").await.status, StatusCode::SEE_OTHER, "another network");
    let address = first.header("location").to_owned();
    let traveller = Traveller {
        cookie: first.header("set-cookie").split(';').next().unwrap().to_owned(),
        code: elsewhere.provider.sign_in(&address),
        state: query_of(&address)["state"].clone(),
    };
    assert!(elsewhere.come_back(&traveller).await.session().is_some());
    assert_eq!(start("192.0.2.1").await.status, StatusCode::SEE_OTHER, "who came back makes room");
    assert_eq!(start("192.0.2.1").await.status, StatusCode::TOO_MANY_REQUESTS);
    elsewhere.portal.later(TimeDelta::minutes(10));
    assert_eq!(start("192.0.2.1").await.status, StatusCode::SEE_OTHER, "and so does who never will");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn one_network_fails_so_often_at_ending_sessions(#[case] engine: Engine) {
    let elsewhere = Elsewhere::on(engine).await;
    let post = async |from: &str| {
        let reader = elsewhere.portal.anonymous().from(from).with("content-type", "application/x-www-form-urlencoded");
        reader.ask("POST", "/auth/oidc/hinode/back-channel-logout", "logout_token=x").await
    };
    for _ in 0..50 {
        assert_eq!(post("192.0.2.1").await.status, StatusCode::BAD_REQUEST);
    }
    let refused = post("192.0.2.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "60"));
    assert_eq!(post("192.0.2.2").await.status, StatusCode::BAD_REQUEST, "another network");
    elsewhere.portal.later(TimeDelta::minutes(16));
    assert_eq!(post("192.0.2.1").await.status, StatusCode::BAD_REQUEST);
}
