//! The session cookie. The browser has a random token, the database only its SHA-256.

use super::cookie;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::session::SessionRules;
use sha2::{Digest, Sha256};

const NAME: &str = "__Host-kairan";

/// The cookie's name.
pub fn cookie_name(public_url: &str) -> &'static str {
    cookie::name(public_url, NAME)
}

/// The cookie that carries a session. The browser keeps it as long as a session can last; when it is over, the
/// database says.
pub fn cookie(public_url: &str, token: String, rules: &SessionRules) -> Cookie<'static> {
    cookie::cookie(public_url, NAME, token, SameSite::Lax, rules.longest)
}

/// The cookie that takes a session away.
pub fn ended_cookie(public_url: &str) -> Cookie<'static> {
    cookie::removal(cookie(public_url, String::new(), &SessionRules::default()))
}

/// What the database knows a token by.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
