//! The page for what went wrong on our side or was refused before any page was asked. It depends on
//! nothing that could be what failed: one static document in both languages that leads on.

use axum::body::Body;
use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use std::any::Any;

/// What happened, in both languages.
struct Words {
    ja_title: &'static str,
    ja_text: &'static str,
    en_title: &'static str,
    en_text: &'static str,
}

const FAILED: Words = Words {
    ja_title: "ページを表示できませんでした",
    ja_text: "こちら側の問題です。お客さまの操作は取り消されており、データは変わっていません。少し待ってからもう一度お試しください。",
    en_title: "This page could not be shown",
    en_text: "The problem is on our side. What you did was not carried out, and nothing was changed. Please try again in a moment.",
};

const BUSY: Words = Words {
    ja_title: "時間がかかりすぎたため中断しました",
    ja_text: "ただいま混み合っています。少し待ってからもう一度お試しください。",
    en_title: "This took too long and was stopped",
    en_text: "The portal is busy. Please try again in a moment.",
};

const FOREIGN: Words = Words {
    ja_title: "この操作は受け付けられませんでした",
    ja_text: "ほかのサイトから送られた可能性があるため、実行していません。このポータルのページを開き直して、もう一度操作してください。",
    en_title: "This was not accepted",
    en_text: "It may have been sent from another site, so nothing was done. Please open the page on this portal again and repeat what you did.",
};

/// Something failed: 500.
pub fn failed() -> Response {
    page(StatusCode::INTERNAL_SERVER_ERROR, &FAILED)
}

/// It took too long: 503.
pub fn busy() -> Response {
    page(StatusCode::SERVICE_UNAVAILABLE, &BUSY)
}

/// A change was asked for from another site: 403.
pub fn foreign() -> Response {
    page(StatusCode::FORBIDDEN, &FOREIGN)
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

fn page(status: StatusCode, words: &Words) -> Response {
    let Words { ja_title, ja_text, en_title, en_text } = words;
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
<p>{ja_text}</p>
<ul class="lead-on"><li><a href="/">ホームへ</a></li><li><a href="/notices">お知らせの一覧へ</a></li></ul>
<section lang="en">
<h2>{en_title}</h2>
<p>{en_text}</p>
<ul class="lead-on"><li><a href="/en">Home</a></li><li><a href="/en/notices">All notices</a></li></ul>
</section>
</main>
</body>
</html>
"#
    );
    (status, [(http::header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}
