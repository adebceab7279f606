//! Refuses changes that another site makes a reader's browser send (cross-site request forgery).
//! Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin` or at least
//! `Referer`; a change that says nothing of the kind is refused too. The exceptions carry their own proof:
//! ending a mail subscription, which mail providers do on a reader's behalf (RFC 8058); the signed launch
//! from a console; a provider's word that a session is over; and the API, which looks at no cookie, and
//! whose token no browser sends by itself.

use super::error_page;
use crate::api::boundary::PREFIX;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::locale::Locale;
use http::{HeaderMap, Method, header};
use std::sync::Arc;

/// Lets a request pass that changes nothing, or that comes from this portal.
pub async fn check(State(public_url): State<Arc<str>>, request: Request, next: Next) -> Response {
    let changes_nothing = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes_nothing || is_exempt(request.uri().path()) || is_from_here(request.headers(), &public_url) {
        next.run(request).await
    } else {
        tracing::warn!("a change from another site was refused");
        error_page::foreign()
    }
}

fn is_exempt(path: &str) -> bool {
    let is_logout = || {
        let provider = path.strip_prefix("/auth/oidc/").and_then(|rest| rest.strip_suffix("/back-channel-logout"));
        provider.is_some_and(|provider| !provider.is_empty() && !provider.contains('/'))
    };
    path == "/launch"
        || is_logout()
        || path.starts_with(PREFIX)
        || Locale::split_address(path).1.starts_with("/unsubscribe/")
}

fn is_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    let host = text(header::HOST).unwrap_or_default();
    let is_ours = |origin: &str| {
        let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        origin.eq_ignore_ascii_case(public_url)
            || authority.is_some_and(|authority| !host.is_empty() && authority.eq_ignore_ascii_case(host))
    };
    if let Some(origin) = text(header::ORIGIN) {
        return is_ours(origin);
    }
    text(header::REFERER).and_then(origin_of).is_some_and(is_ours)
}

/// `https://portal.example` of `https://portal.example/notices?page=2`.
fn origin_of(address: &str) -> Option<&str> {
    let authority = address.find("://")? + 3;
    let end = address[authority..].find(['/', '?', '#']).map_or(address.len(), |at| authority + at);
    Some(&address[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("/launch", true)]
    #[case("/en/launch", false)]
    #[case("/launch/", false)]
    #[case("/auth/oidc/hinode/back-channel-logout", true)]
    #[case("/auth/oidc/a/b/back-channel-logout", false)]
    #[case("/auth/oidc/hinode/callback", false)]
    #[case("/unsubscribe/1/x", true)]
    #[case("/actions/sign-in", false)]
    fn what_carries_its_own_proof_may_come_from_elsewhere(#[case] path: &str, #[case] exempt: bool) {
        assert_eq!(is_exempt(path), exempt);
    }

    #[rstest]
    #[case(&[("sec-fetch-site", "same-origin")], true)]
    #[case(&[("sec-fetch-site", "none")], true)]
    #[case(&[("sec-fetch-site", "same-site")], false)]
    #[case(&[("sec-fetch-site", "cross-site"), ("origin", "https://portal.example")], false)]
    #[case(&[("sec-fetch-site", "same-origin"), ("origin", "null")], true)]
    #[case(&[("origin", "https://portal.example")], true)]
    #[case(&[("origin", "http://127.0.0.1:3000")], true)]
    #[case(&[("origin", "https://portal.example.evil.example")], false)]
    #[case(&[("origin", "https://evil.example"), ("referer", "https://portal.example/")], false)]
    #[case(&[("origin", "null")], false)]
    #[case(&[("referer", "https://portal.example/notices?page=2")], true)]
    #[case(&[("referer", "https://portal.example@evil.example/")], false)]
    #[case(&[], false)]
    fn only_what_comes_from_here_may_change_anything(#[case] headers: &[(&str, &str)], #[case] passes: bool) {
        let mut map = HeaderMap::new();
        map.insert("host", "127.0.0.1:3000".parse().unwrap());
        for (name, value) in headers {
            map.insert(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        }
        assert_eq!(is_from_here(&map, "https://portal.example"), passes);
    }
}
