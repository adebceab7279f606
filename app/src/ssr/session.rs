//! The session cookie. The browser has a random token, the database only its SHA-256.

use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use sha2::{Digest, Sha256};

/// How long a session lasts after sign-in.
pub const LIFETIME: TimeDelta = TimeDelta::days(14);

/// The cookie's name. Over HTTPS the `__Host-` prefix makes the browser hold it to this host.
pub fn cookie_name(public_url: &str) -> &'static str {
    if is_https(public_url) { "__Host-kairan" } else { "kairan" }
}

/// The cookie that carries a session.
pub fn cookie(public_url: &str, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(public_url), token))
        .path("/")
        .http_only(true)
        .secure(is_https(public_url))
        .same_site(SameSite::Lax)
        .max_age(time::Duration::seconds(LIFETIME.num_seconds()))
        .build()
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
    let mut cookie = cookie(public_url, String::new());
    cookie.make_removal();
    cookie
}

/// What the database knows a token by.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn is_https(public_url: &str) -> bool {
    public_url.starts_with("https://")
}
