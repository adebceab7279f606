//! Cookies as the portal sets them: for this host alone, out of reach of scripts. Over HTTPS the `__Host-` in
//! front of the name makes the browser hold them to that, whatever a host beside this one would set; over plain
//! HTTP, on one's own machine, no browser would take such a name.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::TimeDelta;
use http::request::Parts;

const PREFIX: &str = "__Host-";

/// The name under which a cookie travels; `name` is the one over HTTPS.
pub fn name(public_url: &str, name: &'static str) -> &'static str {
    if is_https(public_url) { name } else { name.strip_prefix(PREFIX).unwrap_or(name) }
}

/// A cookie that lasts for that long.
pub fn cookie(
    public_url: &str,
    full_name: &'static str,
    value: String,
    same_site: SameSite,
    lasts: TimeDelta,
) -> Cookie<'static> {
    Cookie::build((name(public_url, full_name), value))
        .path("/")
        .http_only(true)
        .secure(is_https(public_url))
        .same_site(same_site)
        .max_age(time::Duration::seconds(lasts.num_seconds()))
        .build()
}

/// The same inside a frame of another site: the browser keeps it for that site alone (CHIPS), and sends it
/// nowhere else.
pub fn framed(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_same_site(SameSite::None);
    cookie.set_secure(true);
    cookie.set_partitioned(true);
    cookie
}

/// The value a request brings along.
pub fn value(public_url: &str, full_name: &'static str, parts: &Parts) -> Option<String> {
    let jar = CookieJar::from_headers(&parts.headers);
    Some(jar.get(name(public_url, full_name))?.value().to_owned())
}

/// What takes it away again: a browser takes a name with the prefix only with all that it asks for.
pub fn removal(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.make_removal();
    cookie
}

fn is_https(public_url: &str) -> bool {
    public_url.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_https_a_cookie_is_held_to_this_host() {
        let set = |url| cookie(url, "__Host-kairan", "x".into(), SameSite::Lax, TimeDelta::minutes(1)).to_string();
        let secure = set("https://portal.example");
        assert_eq!(secure, "__Host-kairan=x; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=60");
        assert_eq!(set("http://127.0.0.1:3000"), "kairan=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
        let gone = removal(cookie("https://p", "__Host-kairan", "x".into(), SameSite::Lax, TimeDelta::minutes(1)));
        assert!(gone.to_string().contains("Secure; Path=/; Max-Age=0"), "{gone}");
    }
}
