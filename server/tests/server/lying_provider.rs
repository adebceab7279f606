//! An `OpenID` provider that tells the truth unless it is asked to lie. It listens on a port of its own and
//! trusts whoever comes: the test plays the page where people sign in.

use crate::test_keys::{SigningKey, key_set, signed_with_secret, unsigned};
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const CLIENT: &str = "kairan";
pub const SECRET: &str = "opensesame";

/// What it lies about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lie {
    #[default]
    None,
    /// The signature is of another key under the same name.
    ForgedSignature,
    /// Signed with the client's own secret.
    SharedSecret,
    /// Not signed at all.
    Unsigned,
    WrongAudience,
    OneMoreAudience,
    WrongNonce,
    NoNonce,
    WrongIssuer,
    Expired,
    FromTheFuture,
    /// Its metadata are another's.
    OtherMetadata,
    /// The address where its sessions end has directives of a content security policy in it.
    PolicyInEndpoint,
    /// It answers the exchange with nonsense.
    Nonsense,
    /// It takes longer than anyone waits.
    Slow,
    /// The address was not verified.
    Unverified,
}

#[derive(Clone)]
pub struct LyingProvider {
    pub issuer: String,
    pub key: Arc<SigningKey>,
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    lie: Lie,
    now: i64,
    /// Challenge and nonce by code; a code goes when it is used.
    codes: HashMap<String, (String, String)>,
    claims: Value,
    in_user_info: Value,
}

impl LyingProvider {
    /// Begins to listen; `now` in seconds since 1970 is the time in its tokens.
    pub async fn start(now: i64) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let claims = json!({ "sub": "haru-1", "email": "haru@hinode.example", "email_verified": true, "name": "春" });
        let inner = Inner { lie: Lie::None, now, codes: HashMap::new(), claims, in_user_info: json!({}) };
        let provider = Self { issuer, key: Arc::new(SigningKey::rsa("r1")), inner: Arc::new(Mutex::new(inner)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/me", get(user_info))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        provider
    }

    pub fn lie(&self, lie: Lie) {
        self.inner.lock().unwrap().lie = lie;
    }

    pub fn claims(&self, claims: Value) {
        self.inner.lock().unwrap().claims = claims;
    }

    /// Says so only when asked for it with the access token.
    pub fn in_user_info(&self, claims: Value) {
        self.inner.lock().unwrap().in_user_info = claims;
    }

    /// Somebody has signed in on the page at this address; the code they are sent back with.
    pub fn sign_in(&self, address: &str) -> String {
        let query = query_of(address);
        assert_eq!((query["response_type"].as_str(), query["client_id"].as_str()), ("code", CLIENT));
        assert_eq!(query["code_challenge_method"], "S256");
        let code = format!("code-{}", query["state"]);
        let kept = (query["code_challenge"].clone(), query["nonce"].clone());
        self.inner.lock().unwrap().codes.insert(code.clone(), kept);
        code
    }

    /// A logout token with these claims besides or instead of the usual ones.
    pub fn logout_token(&self, changes: &Value) -> String {
        let now = self.inner.lock().unwrap().now;
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120, "jti": "out-1", "sub": "haru-1",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        for (claim, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(claim);
            } else {
                claims[claim] = value.clone();
            }
        }
        self.key.sign_as(&self.key.id, Some("logout+jwt"), &claims)
    }
}

pub fn query_of(address: &str) -> HashMap<String, String> {
    let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

async fn metadata(State(provider): State<LyingProvider>) -> Response {
    let lie = provider.inner.lock().unwrap().lie;
    if lie == Lie::Slow {
        tokio::time::sleep(Duration::from_secs(20)).await;
    }
    let at = |path: &str| format!("{}{path}", provider.issuer);
    let issuer = if lie == Lie::OtherMetadata { "https://id.example".to_owned() } else { provider.issuer.clone() };
    let end = match lie {
        Lie::PolicyInEndpoint => "https://x.example; frame-ancestors *; script-src * 'unsafe-inline'/end".to_owned(),
        _ => at("/end"),
    };
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/me"),
        "jwks_uri": at("/jwks"),
        "end_session_endpoint": end,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        "authorization_response_iss_parameter_supported": true,
    }))
    .into_response()
}

async fn jwks(State(provider): State<LyingProvider>) -> Json<Value> {
    Json(key_set(&[&provider.key]))
}

async fn token(
    State(provider): State<LyingProvider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut inner = provider.inner.lock().unwrap();
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT}:{SECRET}"));
    let is_client = headers.get("authorization").is_some_and(|value| *value == format!("Basic {basic}"));
    let kept = inner.codes.remove(&form["code"]);
    let proves = |challenge: &str| URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"])) == challenge;
    let Some((_, nonce)) = kept.filter(|(challenge, _)| is_client && proves(challenge)) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    };
    if inner.lie == Lie::Nonsense {
        return Json(json!({ "hello": "world" })).into_response();
    }
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT, "iat": inner.now, "exp": inner.now + 300, "nonce": nonce, "sid": "s-1",
    });
    for (claim, value) in inner.claims.as_object().unwrap() {
        claims[claim] = value.clone();
    }
    match inner.lie {
        Lie::WrongAudience => claims["aud"] = json!("another"),
        Lie::OneMoreAudience => claims["aud"] = json!([CLIENT, "another"]),
        Lie::WrongNonce => claims["nonce"] = json!("another"),
        Lie::NoNonce => _ = claims.as_object_mut().unwrap().remove("nonce"),
        Lie::WrongIssuer => claims["iss"] = json!("https://id.example"),
        Lie::Expired => claims["exp"] = json!(inner.now - 1),
        Lie::FromTheFuture => claims["iat"] = json!(inner.now + 600),
        Lie::Unverified => claims["email_verified"] = json!(false),
        _ => {}
    }
    let key = &provider.key;
    let id_token = match inner.lie {
        Lie::ForgedSignature => {
            let good = key.sign(&claims);
            let (signed, signature) = good.rsplit_once('.').unwrap();
            let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
            bytes[7] ^= 1;
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes))
        }
        Lie::SharedSecret => signed_with_secret(&key.id, SECRET.as_bytes(), &claims),
        Lie::Unsigned => unsigned(&key.id, &claims),
        _ => key.sign(&claims),
    };
    Json(json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 60, "id_token": id_token }))
        .into_response()
}

async fn user_info(State(provider): State<LyingProvider>) -> Json<Value> {
    let inner = provider.inner.lock().unwrap();
    let mut said = json!({ "sub": inner.claims["sub"] });
    for (claim, value) in inner.in_user_info.as_object().unwrap() {
        said[claim] = value.clone();
    }
    Json(said)
}
