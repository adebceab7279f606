//! The page for what went wrong on our side or was refused before any page was asked. It depends on
//! nothing that could be what failed: one static document in both languages that leads on.

use app::ssr::consoles::FramedBy;
use app::ssr::labels::{Trouble, open_in_tab};
use axum::body::Body;
use axum::response::{Html, IntoResponse, Response};
use domain::locale::Locale;
use http::StatusCode;
use std::any::Any;

/// When to come back to what is crowded, in seconds.
const CROWDED_FOR: u64 = 10;

/// Something failed: 500.
pub fn failed() -> Response {
    page(StatusCode::INTERNAL_SERVER_ERROR, Trouble::Failed)
}

/// It took too long: 503.
pub fn busy() -> Response {
    page(StatusCode::SERVICE_UNAVAILABLE, Trouble::Busy)
}

/// Its address and headers are too large: 431.
pub fn large_headers() -> Response {
    page(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, Trouble::TooLarge)
}

/// There were too many requests, and there may be more after so many seconds: 429.
pub fn too_many(seconds: u64) -> Response {
    later(StatusCode::TOO_MANY_REQUESTS, Trouble::TooMany, seconds)
}

/// There are too many at once: 503.
pub fn crowded() -> Response {
    later(StatusCode::SERVICE_UNAVAILABLE, Trouble::Crowded, CROWDED_FOR)
}

/// A change was asked for from another site: 403.
pub fn foreign() -> Response {
    page(StatusCode::FORBIDDEN, Trouble::Foreign)
}

/// A console's token was not good: 403.
pub fn bad_launch() -> Response {
    page(StatusCode::FORBIDDEN, Trouble::Launch)
}

/// Somebody else vouches for a person who is not let in: 403.
pub fn no_account() -> Response {
    page(StatusCode::FORBIDDEN, Trouble::Account)
}

/// A provider vouched for nobody; the status says whose fault it is.
pub fn not_vouched(status: StatusCode) -> Response {
    page(status, Trouble::Provider)
}

/// The browser keeps no cookie in the frame: the one page that anyone's console may frame. It says nothing
/// of anybody, and leads to a tab of its own.
pub fn cookie_blocked(next: &str, origins: &[String]) -> Response {
    let next = next.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let link =
        |locale| format!(r#"<li><a href="{next}" target="_blank" rel="noopener">{}</a></li>"#, open_in_tab(locale));
    let mut response = document(StatusCode::OK, Trouble::CookieBlocked, &link);
    let ancestors = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    let policy = format!("default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors {ancestors}");
    if let Ok(policy) = policy.parse() {
        response.headers_mut().insert(http::header::CONTENT_SECURITY_POLICY, policy);
    }
    response.extensions_mut().insert(FramedBy(origins.into()));
    response
}

/// A panic while answering: logged once, answered like any failure.
#[expect(clippy::needless_pass_by_value, reason = "the layer that catches panics hands them over")]
pub fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = %message, "a request panicked");
    failed()
}

fn later(status: StatusCode, trouble: Trouble, seconds: u64) -> Response {
    let mut response = page(status, trouble);
    response.headers_mut().insert(http::header::RETRY_AFTER, seconds.into());
    response
}

fn page(status: StatusCode, trouble: Trouble) -> Response {
    let link = |locale: Locale| {
        let link = |(path, name): (&str, String)| format!(r#"<li><a href="{}">{name}</a></li>"#, locale.address(path));
        trouble.ways_on(locale).into_iter().map(link).collect()
    };
    document(status, trouble, &link)
}

fn document(status: StatusCode, trouble: Trouble, ways: &dyn Fn(Locale) -> String) -> Response {
    let (ja_title, en_title) = (trouble.title(Locale::Ja), trouble.title(Locale::En));
    let html = format!(
        r#"<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<link rel="stylesheet" href="/pkg/kairan.css">
<link rel="icon" type="image/svg+xml" href="/favicon.svg">
<title>{ja_title} | {en_title}</title>
</head>
<body>
<main id="main" class="page problem">
<h1>{ja_title}</h1>
{}<section lang="en">
<h2>{en_title}</h2>
{}</section>
</main>
</body>
</html>
"#,
        body(trouble, Locale::Ja, ways),
        body(trouble, Locale::En, ways),
    );
    (status, [(http::header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

fn body(trouble: Trouble, locale: Locale, ways: &dyn Fn(Locale) -> String) -> String {
    format!("<p>{}</p>\n<ul class=\"lead-on\">{}</ul>\n", trouble.text(locale), ways(locale))
}
