//! Two revisions compared, and the way there.

use crate::content::Notice;
use crate::portal::TestPortal;
use http::StatusCode;
use rstest::rstest;
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
async fn a_translation_that_is_behind_is_not_passed_off_as_a_text_without_changes() {
    let portal = portal().await;
    let english = portal.anonymous().get("/en/notices/SC-2026-0001/compare/1/2").await.text();
    let original = "href=\"/notices/SC-2026-0001/compare/1/2\" hreflang=\"ja\"";
    assert!(english.contains("Neither the text nor the facts differ") && english.contains(original), "{english}");
}

#[rstest]
#[case("affects", "取得と再生の方法が変わります。", "影響")]
#[case("systems", "基盤を入れ替えます。", "基盤の変更")]
#[case("impact", "may_require_action", "対応の要否")]
#[tokio::test]
async fn what_stands_beside_the_text_is_compared(#[case] key: &str, #[case] value: &str, #[case] label: &str) {
    let first = Notice::new(1, "通話録音の変更");
    let portal = TestPortal::with(Engine::Sqlite, std::slice::from_ref(&first)).await;
    let amendments = &["{ on: 2026-11-23, class: material, note: 改めました }"];
    let second = Notice { amendments, ..first };
    second.write(&portal.content());
    second.set(&portal.content(), key, Some(value));
    assert_eq!(portal.publish_again().await.revised, 1);
    let text = portal.anonymous().get("/notices/SC-2026-0001/compare/1/2").await.text();
    assert!(text.contains(&format!("<th scope=\"row\">{label}<")), "{text}");
    assert!(text.contains("id=\"change-1\"") && !text.contains("id=\"change-2\""), "{text}");
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

/// Publishes a policy of two parts; `clauses` is what the second one says.
pub async fn publish_policy(portal: &TestPortal, clauses: &str, amendment: &str) {
    let folder = portal.folder.path().join("content/policies/security");
    std::fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "---\ntitle: 見本方針\nsummary: 見本の方針です。\npublish_at: 2023-12-01T09:00:00+09:00\nestablished_on: 2023-12-01\n\
         signatory: {{ organisation: 見本株式会社, title: 社長, name: 山 宇 }}\nrevisions:\n  - {{ on: 2023-12-01, class: initial }}\n\
         {amendment}---\n前文です。\nI. 基本\n1. 適用\nすべてに適用します。\nII. 管理\n{clauses}制定日:2023年12月1日\n見本株式会社\n社長 山 宇"
    );
    std::fs::write(folder.join("index.md"), text).unwrap();
    let published = portal.publish(&[]).await;
    assert_eq!(published.new + published.revised, 1);
}

#[tokio::test]
async fn a_policy_is_compared_clause_by_clause() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish_policy(&portal, "1. 教育\n教育を年1回行います。\n2. 監査\n監査を受けます。\n", "").await;
    let amendment = "  - { on: 2026-11-23, class: material, note: 教育の回数と、削除の方針を改めました }\n";
    let clauses = "1. 教育\n教育を年2回行います。\n2. 削除\n契約の終了後に消去します。\n3. 監査\n監査を受けます。\n";
    publish_policy(&portal, clauses, amendment).await;
    let text = portal.anonymous().get("/policies/security/compare/1/2").await.text();
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is missing in {text}"));
    assert!(at("1条は変わりません") < at("II. 管理"), "what comes before is folded, the part's heading stands");
    assert!(at("II. 管理") < at("教育を年") && at("教育を年") < at("新しい条項"));
    assert!(text.contains("href=\"/policies/security#II-1\"") && text.contains("href=\"/policies/security#II-2\""));
    let whole = portal.anonymous().get("/policies/security/compare/1/2?show=all").await.text();
    assert!(whole.contains("すべてに適用します。") && !text.contains("すべてに適用します。"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn whom_each_revision_was_for_is_compared_for_staff_alone(#[case] engine: Engine) {
    let first = Notice { audience: "audience: { tenants: [hinode] }\n", ..Notice::new(1, "通話録音の変更") };
    let portal = TestPortal::with(engine, std::slice::from_ref(&first)).await;
    let second = Notice {
        audience: "audience: { tenants: [hinode, aozora] }\n",
        body: "取得の方法が変わります。",
        amendments: &["{ on: 2026-11-23, class: material, note: 対象を広げました }"],
        ..first
    };
    portal.publish(&[second]).await;
    let path = "/notices/SC-2026-0001/compare/1/2";
    let staff = portal.signed_in_as("mika").await.get(path).await.text();
    assert!(staff.contains("<th scope=\"row\">対象のお客様"), "{staff}");
    assert!(staff.contains("hinode") && staff.contains("aozora"), "{staff}");
    for who in ["ken", "sora"] {
        let page = portal.signed_in_as(who).await.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{who}");
        let text = page.text();
        assert!(text.contains("id=\"change-1\"") && !text.contains("対象のお客様"), "{who}: {text}");
        for whole in [format!("{path}?show=all"), format!("/en{path}?show=all")] {
            let text = portal.signed_in_as(who).await.get(&whole).await.text();
            assert!(!text.contains("対象のお客様") && !text.contains(">Who is affected"), "{who}: {text}");
        }
    }
}
