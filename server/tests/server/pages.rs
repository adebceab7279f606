//! Pages: who gets which, what is kept ready, and what every answer carries.

use crate::content::Notice;
use crate::portal::{TestPortal, comparable};
use chrono::TimeDelta;
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_notice_is_shown_in_both_languages(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "応答形式の変更")]).await;
    let page = portal.anonymous().get("/notices/SC-2026-0001").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("応答形式の変更") && page.text().contains("<html lang=\"ja\""));
    let page = portal.anonymous().get("/en/notices/SC-2026-0001").await;
    assert!(page.text().contains("English title of SC-2026-0001") && page.text().contains("<html lang=\"en\""));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_is_not_for_a_reader_is_as_if_it_did_not_exist(#[case] engine: Engine) {
    let notices = [Notice::new(1, "全員向け"), Notice::new(2, "日の出だけ").only_for_hinode()];
    let portal = TestPortal::with(engine, &notices).await;
    let sora = portal.signed_in_as("sora").await;
    let anonymous = portal.anonymous();
    for reader in [&sora, &anonymous] {
        for prefix in ["", "/en"] {
            let foreign = format!("{prefix}/notices/SC-2026-0002");
            let missing = format!("{prefix}/notices/SC-2026-0999");
            let answers = (reader.get(&foreign).await, reader.get(&missing).await);
            assert_eq!(answers.0.status, StatusCode::NOT_FOUND);
            assert_eq!(comparable(&answers.0, "SC-2026-0002"), comparable(&answers.1, "SC-2026-0999"));
        }
        assert!(!reader.get("/notices").await.text().contains("日の出だけ"));
    }
    let yumi = portal.signed_in_as("yumi").await;
    assert_eq!(yumi.get("/notices/SC-2026-0002").await.status, StatusCode::OK);
    assert!(yumi.get("/notices").await.text().contains("日の出だけ"));
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_page_that_leads_on() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    for path in ["/nonsense", "/notices/SC-2026-0001/nonsense", "/en/nonsense", "/pkg/nothing.js", "/..%2fLeptos.toml"]
    {
        let page = portal.anonymous().get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.text().contains("href=\"/notices\"") || page.text().contains("href=\"/en/notices\""), "{path}");
    }
}

#[tokio::test]
async fn only_a_page_with_an_island_carries_scripts_and_each_may_load_nothing_foreign() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let page = portal.anonymous().get("/notices/SC-2026-0001").await;
    assert!(!page.text().contains("<script") && page.text().ends_with("</html>\n"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'none'"), "{policy}");

    let page = portal.signed_in_as("yumi").await.get("/notices/SC-2026-0001").await;
    let policy = page.header("content-security-policy");
    let (_, rest) = policy.split_once("'nonce-").unwrap();
    let nonce = rest.split('\'').next().unwrap();
    assert!(
        nonce.len() >= 16 && !policy.contains("unsafe-inline") && policy.contains("'wasm-unsafe-eval'"),
        "{policy}"
    );
    let text = page.text();
    let scripts: Vec<_> = text.match_indices("<script").map(|(at, _)| text[at..].split('>').next().unwrap()).collect();
    let islands: Vec<_> = scripts.iter().filter(|script| !script.contains("src=\"/keys.js\"")).collect();
    assert!(!islands.is_empty() && islands.iter().all(|script| script.contains(nonce)), "{scripts:?}");
}

#[tokio::test]
async fn files_of_the_site_folder_are_served_and_nothing_outside_it() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    std::fs::write(portal.folder.path().join("site/robots.txt"), "User-agent: *\n").unwrap();
    std::fs::write(portal.folder.path().join("secret.key"), "secret").unwrap();
    let css = portal.anonymous().get("/pkg/kairan.css").await;
    assert_eq!((css.status, css.header("content-type")), (StatusCode::OK, "text/css"));
    let again = portal.anonymous().with("if-none-match", css.header("etag")).get("/pkg/kairan.css").await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(portal.anonymous().get("/robots.txt").await.text(), "User-agent: *\n");
    for path in ["/../secret.key", "/pkg/../../secret.key", "/%2e%2e/secret.key", "/pkg", "/pkg/"] {
        assert_eq!(portal.anonymous().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let posted = portal.anonymous().post("/robots.txt", "").await;
    assert_eq!(posted.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let reader = portal.anonymous();
    for path in ["/", "/", "/notices/SC-2026-0001", "/nonsense", "/feeds/notices.rss", "/pkg/kairan.css", "/healthz"] {
        let answer = reader.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_ready_until_something_is_published_or_the_minute_is_over() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "一番")]).await;
    let reader = portal.anonymous();
    let made = reader.get("/notices").await;
    assert_eq!(made.header("cache-control"), "no-cache");
    assert!(!made.header("x-request-id").is_empty());
    let ready = reader.get("/notices").await;
    assert!(ready.header("x-request-id").is_empty(), "answered without being asked for again");
    assert_eq!((made.header("etag"), &made.body), (ready.header("etag"), &ready.body));

    let unmodified = reader.clone().with("if-none-match", made.header("etag")).get("/notices").await;
    assert_eq!(unmodified.status, StatusCode::NOT_MODIFIED);
    assert!(unmodified.body.is_empty() && unmodified.header("etag") == made.header("etag"));

    portal.publish(&[Notice::new(1, "一番"), Notice::new(2, "二番")]).await;
    let after = reader.get("/notices").await;
    assert!(after.text().contains("二番") && !after.header("x-request-id").is_empty());

    portal.later(TimeDelta::seconds(60));
    assert!(!reader.get("/notices").await.header("x-request-id").is_empty(), "the minute is over");
}

#[tokio::test]
async fn a_notice_appears_at_its_second_though_the_list_was_ready() {
    let soon = Notice { publish_at: "2026-11-24T10:00:20+09:00".to_owned(), ..Notice::new(2, "もうすぐ") };
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "一番"), soon]).await;
    let reader = portal.anonymous();
    assert!(!reader.get("/notices").await.text().contains("もうすぐ"));
    assert!(!reader.get("/feeds/notices.rss").await.text().contains("もうすぐ"));
    portal.later(TimeDelta::seconds(19));
    assert!(!reader.get("/notices").await.text().contains("もうすぐ"));
    portal.later(TimeDelta::seconds(1));
    assert!(reader.get("/notices").await.text().contains("もうすぐ"));
    assert!(reader.get("/feeds/notices.rss").await.text().contains("もうすぐ"));
}

#[tokio::test]
async fn what_a_signed_in_reader_gets_is_kept_by_nobody() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題").only_for_hinode()]).await;
    let (yumi, anonymous) = (portal.signed_in_as("yumi").await, portal.anonymous());
    assert!(!anonymous.get("/notices").await.text().contains("SC-2026-0001"));
    let page = yumi.get("/notices").await;
    assert!(page.text().contains("SC-2026-0001"), "the anonymous page was not given to her");
    assert_eq!(page.header("cache-control"), "private, no-store");
    assert!(page.header("etag").is_empty());
    let page = anonymous.get("/notices").await;
    assert!(!page.text().contains("SC-2026-0001"), "nor hers to others");
    assert!(page.header("vary").contains("cookie"));
}

#[tokio::test]
async fn queries_the_page_does_not_know_do_not_fill_the_cache() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let reader = portal.anonymous();
    for (path, is_ready) in [("/notices?page=1", true), ("/notices?utm_source=x", false), ("/sign-in", false)] {
        reader.get(path).await;
        assert_eq!(reader.get(path).await.header("x-request-id").is_empty(), is_ready, "{path}");
    }
}

#[tokio::test]
async fn answers_are_compressed_as_asked_for_and_told_apart() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let plain = portal.anonymous().get("/notices").await;
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepted, encoding) in [("gzip, br", "br"), ("gzip", "gzip")] {
        for _ in 0..2 {
            let answer = portal.anonymous().with("accept-encoding", accepted).get("/notices").await;
            assert_eq!(answer.header("content-encoding"), encoding);
            assert!(answer.body.len() < plain.body.len() / 2);
            assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "accept-encoding"));
            tags.push(answer.header("etag").to_owned());
        }
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "each encoding has a validator of its own: {tags:?}");
}

#[tokio::test]
async fn a_head_request_has_the_headers_and_no_body() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let reader = portal.anonymous();
    assert!(reader.ask("HEAD", "/notices", "").await.body.is_empty());
    let page = reader.get("/notices").await;
    let head = reader.ask("HEAD", "/notices", "").await;
    assert_eq!(head.header("etag"), page.header("etag"));
    assert_eq!(head.header("content-length"), page.body.len().to_string());
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn the_accent_colour_is_the_published_one() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    assert_eq!(portal.anonymous().get("/portal.css").await.text(), "");
    portal.publish(&[]).await;
    let css = portal.anonymous().get("/portal.css").await;
    assert_eq!(css.text().trim(), ":root{--accent:#165e83}");
    assert_eq!(css.header("content-type"), "text/css; charset=utf-8");
    let again = portal.anonymous().with("if-none-match", css.header("etag")).get("/portal.css").await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn readiness_needs_the_database_and_liveness_does_not() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    assert_eq!(portal.anonymous().get("/healthz").await.status, StatusCode::OK);
    assert_eq!(portal.anonymous().get("/readyz").await.status, StatusCode::OK);
    assert_eq!(portal.anonymous().get("/dev/reload").await.status, StatusCode::NOT_FOUND, "only with --watch");
}

#[tokio::test]
async fn address_and_headers_that_are_too_large_are_refused_and_nothing_is_done() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "題")]).await;
    let most = server::middleware::header_limit::LARGEST;
    let ken = portal.signed_in_as("ken").await;
    let pin = "name=SC-2026-0001&back=%2F";
    let large = ken.clone().with("x-large", &"x".repeat(most));
    let refused = [large.get("/notices").await, large.post("/actions/pin-notice", pin).await];
    let by_address = portal.anonymous().get(&format!("/search?q={}", "x".repeat(most))).await;
    for answer in refused.iter().chain([&by_address]) {
        assert_eq!(answer.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        assert!(
            answer.text().contains("リクエストが大きすぎます") && answer.text().contains("The request is too large")
        );
    }
    assert_eq!(portal.count("reader_fact").await, 0);
    let program = portal.anonymous().with("x-large", &"x".repeat(most)).get("/api/v1/unread").await;
    assert_eq!((program.status, program.header("content-type")), (StatusCode::BAD_REQUEST, "application/problem+json"));
    assert!(program.text().contains("32 KiB"), "{}", program.text());
    let fits = ken.clone().with("x-large", &"x".repeat(most / 2));
    fits.post("/actions/pin-notice", pin).await;
    assert_eq!(portal.count("reader_fact").await, 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let form = "x".repeat(server::router::LARGEST_BODY + 1);
    let said = portal.anonymous().with("content-length", &form.len().to_string());
    assert_eq!(said.post("/actions/sign-in", &form).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let unsaid = portal.anonymous().post("/actions/sign-in", &form).await;
    assert!(!unsaid.status.is_success() && !unsaid.status.is_redirection(), "{}", unsaid.status);
}
