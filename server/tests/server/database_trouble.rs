//! A database that cannot write, because the disk is full, or that is gone for a while: what stands is still
//! shown, nothing is told as done that was not, the log says why, and afterwards everything goes on.

use crate::content::Notice;
use crate::logged::Log;
use crate::portal::{TestPortal, TestReader, TestResponse};
use domain::clock::Clock;
use domain::delivery::DeliveryState;
use http::StatusCode;
use store::testing::{Engine, notice_key};
use tokio_util::sync::CancellationToken;

const NOTICES: u32 = 150;

/// Notices that everyone is asked to acknowledge.
async fn portal(engine: Engine, count: u32) -> TestPortal {
    let asks = "acknowledgement: { by: every_member }\n";
    let publish_at = "2026-11-24T09:30:00+09:00";
    let notice = |number| Notice {
        acknowledgement: asks,
        publish_at: publish_at.to_owned(),
        ..Notice::new(number, "ご確認ください")
    };
    TestPortal::with(engine, &(1..=count).map(notice).collect::<Vec<_>>()).await
}

/// Acknowledges as the form of the page does.
async fn acknowledge(portal: &TestPortal, reader: &TestReader<'_>, number: u32, language: &str) -> TestResponse {
    let name = format!("SC-2026-{number:04}");
    let catalogue = portal.portal.catalogue();
    let anyone = domain::viewer::Viewer::Anonymous;
    let notice = catalogue.find(&anyone, portal.clock.now(), &notice_key(&name)).unwrap();
    let digest = notice.current.head.digest.to_string();
    let page = format!("https://portal.example{language}/notices/{name}");
    let back = format!("{language}/notices/{name}").replace('/', "%2F");
    let form = format!("kind=notice&name={name}&digest={digest}&back={back}");
    let browser = reader.clone().with("accept", "text/html,application/xhtml+xml").with("referer", &page);
    browser.post("/actions/acknowledge-revision", &form).await
}

fn is_told(answer: &TestResponse) -> bool {
    answer.header("location").contains("done=acknowledged")
}

/// That a person sees what happened, in both languages, and is led on.
fn is_error_page(answer: &TestResponse) {
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", answer.header("location"));
    let page = answer.text();
    for words in ["データは変わっていません", "nothing was changed", "<a href=\"/\">", "<a href=\"/en\">"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[tokio::test]
async fn on_a_full_disk_whoever_acknowledges_is_told_that_it_failed() {
    let portal = portal(Engine::Sqlite, NOTICES).await;
    let ken = portal.signed_in_as("ken").await;
    portal.database().fill_disk().await;
    let (log, _logging) = Log::begin();
    let (mut told, mut refused) = (0, vec![]);
    for number in 1..=NOTICES {
        let before = portal.contents().await;
        let answer = acknowledge(&portal, &ken, number, if number % 2 == 0 { "" } else { "/en" }).await;
        if is_told(&answer) {
            told += 1;
        } else {
            is_error_page(&answer);
            assert_eq!(portal.contents().await, before);
            refused.push(number);
        }
    }
    assert!(refused.len() >= 2 && told > 0, "{told} told, {} refused", refused.len());
    assert_eq!(portal.count("acknowledgement").await, told);
    assert!(log.text().contains("database or disk is full"), "{}", log.text());
    let page = ken.get(&format!("/notices/SC-2026-{:04}", refused[0])).await;
    assert!(
        page.status == StatusCode::OK && page.text().contains("/actions/acknowledge-revision"),
        "it is still asked"
    );
    assert_eq!(portal.anonymous().get("/readyz").await.status, StatusCode::OK, "it answers");

    portal.database().make_room().await;
    for number in refused {
        assert!(is_told(&acknowledge(&portal, &ken, number, "").await));
    }
    assert_eq!(portal.count("acknowledgement").await, i64::from(NOTICES));
}

#[tokio::test]
async fn while_the_database_is_gone_what_stands_is_shown_and_afterwards_all_goes_on() {
    let portal = portal(Engine::Postgres, 2).await;
    portal.subscribe("yumi").await;
    portal.publish(&[Notice { publish_at: "2026-11-24T09:40:00+09:00".to_owned(), ..Notice::new(3, "三番") }]).await;
    let ken = portal.signed_in_as("ken").await;
    assert!(is_told(&acknowledge(&portal, &ken, 1, "").await));
    let (worker, stop) = (portal.worker(&[]), CancellationToken::new());
    assert_eq!(portal.anonymous().get("/readyz").await.status, StatusCode::OK);

    portal.database().go_away().await;
    assert_eq!(portal.anonymous().get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(portal.anonymous().get("/notices").await.text().contains("三番"), "from the catalogue");
    assert_eq!(ken.get("/notices").await.status, StatusCode::INTERNAL_SERVER_ERROR, "who they are is not known");
    is_error_page(&acknowledge(&portal, &ken, 2, "").await);
    assert!(worker.work_once(&stop).await.is_err(), "mail has to wait");

    portal.database().come_back().await;
    assert_eq!(portal.anonymous().get("/readyz").await.status, StatusCode::OK);
    assert_eq!(portal.count("acknowledgement").await, 1, "what was answered stands, and nothing else");
    assert!(is_told(&acknowledge(&portal, &ken, 2, "").await));
    while worker.work_once(&stop).await.unwrap() > 0 {}
    let counts = portal.portal.store.delivery_counts().await.unwrap();
    assert_eq!(counts, [(DeliveryState::Sent, 3)].into());
    assert_eq!(std::fs::read_dir(portal.mailbox()).unwrap().count(), 3, "each once");
}
