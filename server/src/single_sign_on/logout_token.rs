//! A provider's word that sessions are over (`OpenID` Connect Back-Channel Logout 1.0 §2.4 and §2.6).

use super::provider::Provider;
use super::signed_token::{Audience, verify};
use chrono::{DateTime, TimeDelta, Utc};
use domain::identity::is_subject;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::OnceToken;

/// The event that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// How old or how far ahead a token may be.
const LONGEST: TimeDelta = TimeDelta::minutes(5);

/// Whose sessions are over.
#[derive(Debug)]
pub struct Logout {
    /// Of whom.
    pub subject: Option<String>,
    /// Which of the provider's own sessions.
    pub session_id: Option<String>,
    /// The token, to be used up.
    pub once: OnceToken,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: i64,
    exp: Option<i64>,
    jti: String,
    events: Map<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
}

/// Checks all of a logout token but whether it was used before. The error is a word for the log.
///
/// # Errors
/// What is wrong with it.
pub async fn check(provider: &Provider, token: &str, now: DateTime<Utc>) -> Result<Logout, String> {
    let keys = provider.keys(now).await.map_err(|trouble| trouble.to_string())?;
    let (header, claims) = verify::<Claims>(&keys, token, now).await.map_err(|error| error.to_string())?;
    // An ID token must never pass for one, nor the other way round.
    if header.typ.as_deref().is_some_and(|typ| !matches!(typ.to_ascii_lowercase().as_str(), "logout+jwt" | "jwt")) {
        return Err("wrong_type".to_owned());
    }
    judge(provider, claims, now).map_err(str::to_owned)
}

fn judge(provider: &Provider, claims: Claims, now: DateTime<Utc>) -> Result<Logout, &'static str> {
    if claims.iss != provider.settings.issuer {
        return Err("issuer");
    }
    if !claims.aud.is_only(&provider.settings.client_id) {
        return Err("audience");
    }
    if claims.nonce.is_some() {
        return Err("nonce");
    }
    if !claims.events.get(EVENT).is_some_and(Value::is_object) {
        return Err("events");
    }
    let issued_at = DateTime::from_timestamp(claims.iat, 0).ok_or("issued_at")?;
    if issued_at > now + LONGEST || issued_at < now - LONGEST {
        return Err("issued_at");
    }
    let expires_at = match claims.exp {
        Some(exp) => DateTime::from_timestamp(exp, 0).ok_or("expires_at")?,
        None => issued_at + LONGEST,
    };
    if expires_at <= now {
        return Err("expired");
    }
    if !is_subject(&claims.jti) {
        return Err("token_id");
    }
    if claims.sub.is_none() && claims.sid.is_none() {
        return Err("nobody");
    }
    // As long as its time of issue lets it pass, it has to be remembered.
    let remembered_until = expires_at.min(issued_at + LONGEST * 2);
    let once = OnceToken { issuer: claims.iss, id: claims.jti, expires_at: remembered_until };
    Ok(Logout { subject: claims.sub, session_id: claims.sid, once })
}
