//! What a preview's address opens, and what it does not: it is for one text and for nothing that comes after it,
//! and it shows nothing else that is still to appear.

use crate::content::Notice;
use crate::portal::TestPortal;
use crate::previewing::{DRAFT, draft, drafted, path, portal, waiting};
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

/// Everything below a preview's address is the page for what is not there.
async fn leads_nowhere(portal: &TestPortal, address: &str) {
    for below in ["", "/mail", "/mail/html", "/files/table.csv"] {
        let answer = portal.anonymous().get(&format!("{address}{below}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}{below}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_address_does_not_open_the_next_revision(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let address = path(&portal, &drafted(DRAFT, 1));
    let edited = Notice { body: "まだ書いています。", ..draft() };
    edited.write(&portal.content());
    edited.set(&portal.content(), "draft", Some("true"));
    portal.publish_again().await;
    let preview = portal.anonymous().get(&address).await;
    assert!(
        preview.status == StatusCode::OK && preview.text().contains("まだ書いています。"),
        "it is still that draft"
    );

    edited.set(&portal.content(), "draft", None);
    portal.publish_again().await;
    leads_nowhere(&portal, &address).await;
    let amended =
        Notice { amendments: &["{ on: 2026-11-24, class: material, note: 期限を延ばしました }"], ..draft() };
    amended.write(&portal.content());
    amended.set(&portal.content(), "draft", Some("true"));
    assert_eq!(portal.publish_again().await.drafts, 1);
    leads_nowhere(&portal, &address).await;
    let next = portal.anonymous().get(&path(&portal, &drafted(DRAFT, 2))).await;
    assert_eq!(next.status, StatusCode::OK);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_address_does_not_open_another_notice_under_a_freed_number(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let address = path(&portal, &drafted(DRAFT, 1));
    let folder = portal.content().join(draft().folder());
    let other = folder.with_file_name("SC-2026-0002-other");
    std::fs::rename(&folder, &other).unwrap();
    assert_eq!(portal.publish_again().await.drafts, 1);
    leads_nowhere(&portal, &address).await;
    // The same number, published for a later hour, taken back, and given to another notice.
    std::fs::remove_dir_all(&other).unwrap();
    let soon = Notice { publish_at: "2026-11-24T12:00:00+09:00".to_owned(), ..draft() };
    soon.write(&portal.content());
    portal.publish_again().await;
    leads_nowhere(&portal, &address).await;
    let address = path(&portal, &waiting(&portal, DRAFT));
    assert_eq!(portal.anonymous().get(&address).await.status, StatusCode::OK);
    soon.set(&portal.content(), "draft", Some("true"));
    portal.publish_again().await;
    leads_nowhere(&portal, &address).await;
    soon.set(&portal.content(), "draft", None);
    portal.publish_again().await;
    leads_nowhere(&portal, &address).await;
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_preview_names_nothing_else_that_is_still_to_appear(#[case] engine: Engine) {
    let sooner = Notice { publish_at: "2026-11-24T11:00:00+09:00".to_owned(), ..Notice::new(3, "ほかの予定") };
    let soon = Notice { publish_at: "2026-11-24T12:00:00+09:00".to_owned(), ..draft() };
    let portal = TestPortal::with(engine, &[Notice::new(1, "公開済み"), sooner, soon]).await;
    let preview = portal.anonymous().get(&path(&portal, &waiting(&portal, DRAFT))).await;
    assert!(preview.status == StatusCode::OK && preview.text().contains("公開済み"), "what one can see is beside it");
    assert!(!preview.text().contains("ほかの予定") && !preview.text().contains("SC-2026-0003"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn of_what_nobody_is_told_no_mail_is_shown_or_counted(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "もとの題")]).await;
    portal.subscribe("yumi").await;
    let old = Notice { publish_at: "2026-11-23T09:59:59+09:00".to_owned(), ..draft() };
    let editorial = Notice {
        amendments: &["{ on: 2026-11-24, class: editorial, note: 誤字 }"],
        ..Notice::new(1, "あとの題")
    };
    for notice in [&old, &editorial] {
        notice.write(&portal.content());
        notice.set(&portal.content(), "draft", Some("true"));
    }
    assert_eq!(portal.publish_again().await.drafts, 2);
    for previewed in [drafted(DRAFT, 1), drafted("SC-2026-0001", 2)] {
        let address = path(&portal, &previewed);
        let page = portal.anonymous().get(&format!("{address}/mail")).await;
        assert!(page.text().contains("公開しても、メールは送られません。"), "{previewed:?}");
        let html = portal.anonymous().get(&format!("{address}/mail/html")).await;
        assert_eq!(html.status, StatusCode::NOT_FOUND);
    }
    let staff = portal.signed_in_as("mika").await.get("/staff/preview").await;
    assert_eq!(staff.text().matches("メール0通").count(), 2, "{}", staff.text());
}
