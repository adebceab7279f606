//! Files published with revisions: who gets them, and how.

use crate::content::Notice;
use crate::portal::{TestPortal, comparable};
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

const PUBLIC: &str = "/notices/SC-2026-0001/files/1/table.csv";
const OF_HINODE: &str = "/notices/SC-2026-0002/files/1/table.csv";

async fn portal(engine: Engine) -> TestPortal {
    let file: Option<&[u8]> = Some("電話,録音\n".as_bytes());
    let notices = [
        Notice { attachment: file, ..Notice::new(1, "全員向け") },
        Notice { attachment: file, ..Notice::new(2, "日の出だけ") }.only_for_hinode(),
    ];
    TestPortal::with(engine, &notices).await
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_file_outside_the_audience_and_one_that_is_not_there_are_answered_alike(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let sora = portal.signed_in_as("sora").await;
    for reader in [portal.anonymous(), sora] {
        let foreign = reader.get(OF_HINODE).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        for missing in [
            "/notices/SC-2026-0999/files/1/table.csv",
            "/notices/SC-2026-0002/files/9/table.csv",
            "/notices/SC-2026-0002/files/1/other.csv",
        ] {
            let answer = reader.get(missing).await;
            assert_eq!(comparable(&answer, missing), comparable(&foreign, OF_HINODE), "{missing}");
        }
    }
    let yumi = portal.signed_in_as("yumi").await.get(OF_HINODE).await;
    assert_eq!((yumi.status, yumi.text().as_str()), (StatusCode::OK, "電話,録音\n"));
    assert_eq!(yumi.header("cache-control"), "private, no-cache");
}

#[tokio::test]
async fn a_file_is_what_it_says_and_can_run_nothing() {
    let portal = portal(Engine::Sqlite).await;
    let file = portal.anonymous().get(PUBLIC).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    assert_eq!(file.header("content-disposition"), "attachment; filename*=UTF-8''table.csv");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    let again = portal.anonymous().with("if-none-match", file.header("etag")).get(PUBLIC).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[tokio::test]
async fn an_address_that_is_no_files_is_the_404_page() {
    let portal = portal(Engine::Sqlite).await;
    for path in [
        "/notices/nonsense/files/1/table.csv",
        "/notices/SC-2026-0001/files/one/table.csv",
        "/notices/SC-2026-0001/files/1/..%2f..%2fportal.toml",
        "/disclosures/SC-2026-0001/files/1/table.csv",
    ] {
        assert_eq!(portal.anonymous().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
