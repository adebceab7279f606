//! The session cookie. The browser has a random token, the database only its SHA-256.

use super::cookie;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long a session lasts after sign-in.
pub const LIFETIME: TimeDelta = TimeDelta::days(14);

const NAME: &str = "__Host-kairan";

/// The cookie's name.
pub fn cookie_name(public_url: &str) -> &'static str {
    cookie::name(public_url, NAME)
}

/// The cookie that carries a session.
pub fn cookie(public_url: &str, token: String) -> Cookie<'static> {
    cookie::cookie(public_url, NAME, token, SameSite::Lax, LIFETIME)
}

/// The cookie that carries a session inside a frame of another site: the browser keeps it for that site
/// alone (CHIPS), and sends it nowhere else.
pub fn framed_cookie(public_url: &str, token: String) -> Cookie<'static> {
    let mut cookie = cookie(public_url, token);
    cookie.set_same_site(SameSite::None);
    cookie.set_secure(true);
    cookie.set_partitioned(true);
    cookie
}

/// The cookie that takes a session away.
pub fn ended_cookie(public_url: &str) -> Cookie<'static> {
    cookie::removal(cookie(public_url, String::new()))
}

/// What the database knows a token by.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
