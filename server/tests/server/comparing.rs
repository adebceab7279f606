//! Two revisions compared, and the way there.

use crate::content::Notice;
use crate::portal::TestPortal;
use http::StatusCode;
use store::testing::Engine;

/// A notice of three revisions: the second changes what it means, the third mends a slip of the pen.
async fn portal() -> TestPortal {
    let first = Notice {
        body: "期限は2月12日です。\n\n変わらない段落です。", ..Notice::new(1, "通話録音の変更")
    };
    let portal = TestPortal::with(Engine::Sqlite, std::slice::from_ref(&first)).await;
    let second = Notice {
        body: "期限は2月26日です。\n\n変わらない段落です。",
        amendments: &["{ on: 2026-11-23, class: material, note: 期限を延ばしました }"],
        ..first.clone()
    };
    portal.publish(&[second]).await;
    let third = Notice {
        body: "期限は2月26日です。\n\n変わらない段落です。\n\n試験環境を用意しました。",
        amendments: &[
            "{ on: 2026-11-23, class: material, note: 期限を延ばしました }",
            "{ on: 2026-11-24, class: editorial, note: 一文を足しました }",
        ],
        ..first
    };
    portal.publish(&[third]).await;
    portal
}

#[tokio::test]
async fn a_moved_date_is_marked_whole_and_said_to_who_does_not_see_it() {
    let portal = portal().await;
    let page = portal.anonymous().get("/notices/SC-2026-0001/compare/1/2").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("<del><span class=\"visually-hidden\">削除 </span>2月12日</del>"), "{text}");
    assert!(text.contains("<ins><span class=\"visually-hidden\">追加 </span>2月26日</ins>"));
    assert!(text.contains("id=\"change-1\"") && !text.contains("id=\"change-2\""));
    assert!(text.contains("重要な変更") && text.contains("期限を延ばしました"));
}

#[tokio::test]
async fn the_comparison_is_shown_as_it_is_asked_for() {
    let portal = portal().await;
    let get =
        async |query: &str| portal.anonymous().get(&format!("/notices/SC-2026-0001/compare/1/3{query}")).await.text();
    let (inline, side, whole) = (get("").await, get("?view=side").await, get("?view=side&show=all").await);
    assert!(!inline.contains("class=\"pair\"") && side.contains("class=\"pair\""));
    assert!(inline.contains("/notices/SC-2026-0001/compare/1/3?view=side"));
    assert!(whole.contains("href=\"/notices/SC-2026-0001/compare/1/3?view=side\""), "back to the changes alone");
    assert!(inline.contains("id=\"change-2\"") && inline.contains("href=\"#change-1\""));
}

#[tokio::test]
async fn the_form_of_the_history_leads_to_the_comparison() {
    let portal = portal().await;
    let reader = portal.anonymous();
    let page = reader.get("/notices/SC-2026-0001").await.text();
    assert!(page.contains("action=\"/notices/SC-2026-0001/compare\"") && page.contains("name=\"earlier\""));
    for (query, leads_to) in [("earlier=1&later=3", "1/3"), ("earlier=3&later=2", "2/3")] {
        let answer = reader.get(&format!("/en/notices/SC-2026-0001/compare?{query}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{query}");
        assert_eq!(answer.header("location"), format!("/en/notices/SC-2026-0001/compare/{leads_to}"));
    }
    for query in ["earlier=2&later=2", "earlier=1&later=9"] {
        let answer = reader.get(&format!("/notices/SC-2026-0001/compare?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(answer.text().contains("異なる2つの版"));
    }
    assert_eq!(reader.get("/notices/SC-2026-0009/compare?earlier=1&later=2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(reader.get("/notices/SC-2026-0001/compare/1/9").await.status, StatusCode::NOT_FOUND);
}
