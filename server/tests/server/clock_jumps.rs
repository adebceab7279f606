//! A clock that jumps while the portal runs: what is scheduled appears and is told once, mail in flight is not
//! sent over again, and what happened keeps an order.

use crate::content::Notice;
use crate::portal::TestPortal;
use crate::smtp_sink::{Manner, SmtpSink};
use chrono::TimeDelta;
use domain::delivery::{DeliveryState, FURTHEST_ATTEMPT};
use rstest::rstest;
use server::mail::MOST_CONNECTIONS;
use server::worker::MailWorker;
use std::time::Duration;
use store::testing::Engine;
use tokio_util::sync::CancellationToken;

const TITLE: &str = "もうすぐ";

async fn drain(worker: &MailWorker) {
    let stop = CancellationToken::new();
    while worker.work_once(&stop).await.unwrap() > 0 {}
}

fn worker_into(portal: &TestPortal, sink: &SmtpSink) -> MailWorker {
    let port = sink.port.to_string();
    portal.worker(&[
        ("KAIRAN__MAIL__SMTP_HOST", "127.0.0.1"),
        ("KAIRAN__MAIL__SMTP_PORT", &port),
        ("KAIRAN__MAIL__SMTP_SECURITY", "none"),
    ])
}

#[rstest]
#[tokio::test]
async fn what_is_scheduled_appears_at_its_time_and_is_told_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(-1, 48)] hours: i64,
) {
    let portal = TestPortal::new(engine).await;
    for name in ["yumi", "ken", "sora"] {
        portal.subscribe(name).await;
    }
    let soon = Notice { publish_at: "2026-11-24T12:00:00+09:00".to_owned(), ..Notice::new(1, TITLE) };
    portal.publish(&[soon]).await;
    let (worker, reader) = (portal.worker(&[]), portal.anonymous());
    let jump = TimeDelta::hours(hours);
    portal.later(jump);
    assert_eq!(reader.get("/notices").await.text().contains(TITLE), hours > 2);
    // Interrupted after the dispatch is expanded, with a part sent.
    portal.portal.store.expand_dispatches(domain::clock::Clock::now(&*portal.clock), 10).await.unwrap();
    if hours > 2 {
        let one = portal.portal.store.claim_deliveries("other", domain::clock::Clock::now(&*portal.clock), 1).await;
        assert_eq!(one.unwrap().len(), 1, "claimed by one who dies");
    }
    portal.later(-jump);
    assert!(!reader.get("/notices").await.text().contains(TITLE), "it has yet to appear");
    drain(&worker).await;
    assert!(!portal.mailbox().exists() || std::fs::read_dir(portal.mailbox()).unwrap().count() == 0);
    for _ in 0..13 {
        portal.later(TimeDelta::minutes(10));
        drain(&worker).await;
    }
    assert!(reader.get("/notices").await.text().contains(TITLE));
    portal.later(FURTHEST_ATTEMPT);
    drain(&worker).await;
    portal.later(TimeDelta::days(3));
    drain(&worker).await;
    assert_eq!(std::fs::read_dir(portal.mailbox()).unwrap().count(), 3, "each is told once");
    let counts = portal.portal.store.delivery_counts().await.unwrap();
    assert_eq!(counts, [(DeliveryState::Sent, 3)].into());
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_jump_while_mail_is_sent_sends_no_more_twice_than_was_in_flight(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(-1, 48)] hours: i64,
) {
    let portal = TestPortal::new(engine).await;
    for name in ["yumi", "ken", "sora", "mika"] {
        portal.subscribe(name).await;
    }
    let publish_at = "2026-11-24T07:00:00+09:00";
    let news = |number| Notice { publish_at: publish_at.to_owned(), ..Notice::new(number, "題") };
    portal.publish(&(1..=15).map(news).collect::<Vec<_>>()).await;
    let sink = SmtpSink::start(Manner { pause: Duration::from_millis(100), ..Manner::default() });
    let (one, other) = (worker_into(&portal, &sink), worker_into(&portal, &sink));
    let jumping = async {
        while sink.accepted().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        portal.later(TimeDelta::hours(hours));
        drain(&other).await;
    };
    tokio::join!(drain(&one), jumping);
    drain(&other).await;
    portal.later(FURTHEST_ATTEMPT);
    drain(&other).await;
    let counts = sink.counts();
    assert_eq!(counts.len(), 60, "nobody is lost");
    let twice = sink.accepted().len() - 60;
    assert!(twice <= MOST_CONNECTIONS as usize, "{twice} were sent twice, more than were in flight");
}

#[rstest]
#[tokio::test]
async fn what_happened_keeps_an_order_that_pages_show(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(-1, 48)] hours: i64,
) {
    let portal = TestPortal::new(engine).await;
    let first = Notice::new(1, TITLE);
    portal.publish(std::slice::from_ref(&first)).await;
    let record = async |verb: &str| {
        let form = format!("name=SC-2026-0001&back=%2Fstaff%2Fnotices%2FSC-2026-0001&verb={verb}");
        let answer = portal.signed_in_as("mika").await.post("/actions/record-event", &form).await;
        answer.header("location").to_owned()
    };
    portal.later(TimeDelta::hours(hours));
    assert!(record("start").await.ends_with("done=recorded"));
    portal.later(TimeDelta::hours(-hours));
    let page = portal.anonymous().get("/notices/SC-2026-0001").await;
    assert_eq!(
        (page.status.is_success(), page.text().contains("開始しました")),
        (true, hours < 0),
        "what has happened"
    );
    let ended = record("complete").await;
    portal.later(TimeDelta::hours(2 * hours.abs()));
    if !ended.ends_with("done=recorded") {
        assert!(record("complete").await.ends_with("done=recorded"), "in the end it can be: {ended}");
    }
    for path in ["/notices/SC-2026-0001", "/en/notices/SC-2026-0001", "/notices", "/feeds/notices.rss"] {
        assert!(portal.anonymous().get(path).await.status.is_success(), "{path}");
    }
    let key = store::testing::notice_key("SC-2026-0001");
    let catalogue = portal.portal.store.load_catalogue().await.unwrap();
    let anyone = domain::viewer::Viewer::Anonymous;
    let notice = catalogue.find(&anyone, domain::clock::Clock::now(&*portal.clock), &key).unwrap();
    let times: Vec<_> = notice.events.iter().map(|event| event.at).collect();
    assert!(times.is_sorted() && times.len() == 3, "{times:?}");
}
