//! The search page: what is found is marked and safe, what is not for the reader is not there, and
//! nothing that is typed breaks it.

use crate::content::Notice;
use crate::portal::{TestPortal, TestResponse, comparable};
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

/// As a browser writes it into the query string.
fn address(words: &str) -> String {
    format!("/search?{}", form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish())
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_was_found_is_marked_and_is_text(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "通話<録音>の変更"), Notice::new(2, "回線の増設")]).await;
    let page = portal.anonymous().get(&address("<録音>")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("通話<mark>&lt;録音&gt;</mark>の変更"), "{}", page.text());
    assert!(!page.text().contains("回線の増設") && page.text().contains("<meta name=\"robots\" content=\"noindex\""));
    let english = portal.anonymous().get(&format!("/en{}", address("録"))).await;
    assert!(english.text().contains("<mark>録</mark>"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_is_another_tenants_is_found_like_what_never_existed(#[case] engine: Engine) {
    let foreign = Notice::new(2, "秘密の回線").only_for_hinode();
    let portal = TestPortal::with(engine, &[Notice::new(1, "全員向け"), foreign]).await;
    for name in ["nobody", "sora"] {
        let reader = if name == "nobody" { portal.anonymous() } else { portal.signed_in_as(name).await };
        let (secret, missing) = ("秘密の回線", "無い記事の題");
        let found = reader.get(&address(secret)).await;
        let nothing = reader.get(&address(missing)).await;
        let without = |answer: &TestResponse, words: &str| {
            let encoded = address(words).split_once('=').unwrap().1.to_owned();
            let (status, headers, page) = comparable(answer, words);
            let page = page.replace(&encoded, "PATH").replace(&encoded.replace('%', "%25"), "PATH");
            (status, headers.into_iter().filter(|(name, _)| name != "content-length").collect::<Vec<_>>(), page)
        };
        assert_eq!(without(&found, secret), without(&nothing, missing), "to {name}");
        assert!(!found.text().contains("SC-2026-0002"));
    }
    let insider = portal.signed_in_as("ken").await.get(&address("秘密")).await;
    assert!(insider.text().contains("SC-2026-0002"));
}

#[tokio::test]
async fn an_excerpt_shows_what_a_link_says_and_not_where_it_leads() {
    let body = "回線の詳細は[録音の変更](/notices/SC-2026-0001)をご覧ください。経路は (/v3/recordings) です。";
    let notices = [Notice::new(1, "録音の変更"), Notice { body, ..Notice::new(2, "別の題") }];
    let portal = TestPortal::with(Engine::Sqlite, &notices).await;
    let page = portal.anonymous().get(&address("回線")).await;
    assert!(
        page.text().contains("<mark>回線</mark>の詳細は録音の変更をご覧ください。経路は (/v3/recordings) です。"),
        "{}",
        page.text()
    );
    assert!(!portal.anonymous().get(&address("SC-2026-0001)")).await.text().contains("別の題"));
}

#[tokio::test]
async fn nothing_that_is_typed_breaks_the_page() {
    let portal = TestPortal::with(Engine::Sqlite, &[Notice::new(1, "録音の変更")]).await;
    let long = "録".repeat(2_000);
    for words in ["", "\"", "'; --", "録音*", "NEAR(", "\0", "\"></title><script>alert(1)</script>", long.as_str()] {
        let page = portal.anonymous().get(&address(words)).await;
        assert_eq!(page.status, StatusCode::OK, "{words:.20}");
        assert_eq!(page.text().matches("</title>").count(), 1, "{words:.20}");
        assert!(page.header("content-security-policy").ends_with("script-src 'none'"), "{words:.20}");
    }
    let cut = portal.anonymous().get(&address(&long)).await;
    assert!(cut.text().contains("はじめの200文字"), "what is cut is said");
    assert!(cut.text().len() < 60_000, "and not repeated");
    let unknown = portal.anonymous().get(&format!("{}&of=mail", address("録音"))).await;
    assert!(unknown.text().contains("of=mail") && unknown.text().contains("<mark>録音</mark>"));
}
