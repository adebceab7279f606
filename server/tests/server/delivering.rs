//! From a publish to the mails it causes.

use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal};
use crate::smtp_sink::{First, Manner, SmtpSink};
use chrono::TimeDelta;
use domain::delivery::{DeliveryState, LEASE};
use rstest::rstest;
use server::worker::MailWorker;
use std::time::Duration;
use store::testing::Engine;
use tokio_util::sync::CancellationToken;

/// A notice that is still news when the tests publish it.
fn news(number: u32, title: &'static str) -> Notice {
    Notice { publish_at: "2026-11-24T09:30:00+09:00".to_owned(), ..Notice::new(number, title) }
}

/// Works until nothing is due any more.
async fn drain(worker: &MailWorker) {
    let stop = CancellationToken::new();
    while worker.work_once(&stop).await.unwrap() > 0 {}
}

fn mails(portal: &TestPortal) -> Vec<(String, String)> {
    let mut mails: Vec<_> = std::fs::read_dir(portal.mailbox())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read_to_string(entry.path()).unwrap()))
        .collect();
    mails.sort();
    mails
}

async fn counted(portal: &TestPortal, state: DeliveryState) -> u64 {
    portal.portal.store.delivery_counts().await.unwrap().get(&state).copied().unwrap_or_default()
}

fn sink_variables(sink: &SmtpSink) -> Vec<(&'static str, String)> {
    vec![
        ("KAIRAN__MAIL__SMTP_HOST", "127.0.0.1".to_owned()),
        ("KAIRAN__MAIL__SMTP_PORT", sink.port.to_string()),
        ("KAIRAN__MAIL__SMTP_SECURITY", "none".to_owned()),
    ]
}

fn worker_into(portal: &TestPortal, sink: &SmtpSink) -> MailWorker {
    let variables = sink_variables(sink);
    let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    portal.worker(&variables)
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn only_those_who_may_see_it_and_want_it_get_a_mail(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    for name in ["yumi", "ken", "sora"] {
        portal.subscribe(name).await;
    }
    portal.publish(&[news(1, "日の出だけ").only_for_hinode()]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    let mails = mails(&portal);
    let recipients: Vec<_> =
        mails.iter().flat_map(|(_, mail)| mail.lines().filter(|line| line.starts_with("To: "))).collect();
    assert_eq!(recipients.len(), 2, "{recipients:?}");
    assert!(recipients.iter().all(|line| line.contains("@hinode.example")), "{recipients:?}");
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 2);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_another_node_has_just_published_is_told_by_this_one(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    portal.subscribe("yumi").await;
    portal.publish_elsewhere(&[news(1, "よその節から")]).await;
    assert!(portal.portal.catalogue().is_empty(), "this node has not looked yet");
    drain(&portal.worker(&[])).await;
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 1);
    assert_eq!(counted(&portal, DeliveryState::Skipped).await, 0);
}

#[tokio::test]
async fn a_mail_ends_its_own_subscription() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    let (name, mail) = mails(&portal).remove(0);
    assert_eq!(name, "1.eml");
    let header = mail.lines().find_map(|line| line.strip_prefix("List-Unsubscribe: <")).unwrap();
    let path = header.strip_prefix(PUBLIC_URL).unwrap().strip_suffix('>').unwrap();
    let provider = portal.anonymous().with("content-type", "application/x-www-form-urlencoded");
    assert!(provider.ask("POST", path, "List-Unsubscribe=One-Click").await.status.is_success());
    portal.publish(&[news(2, "二番")]).await;
    drain(&worker).await;
    assert_eq!(mails(&portal).len(), 1, "nothing more is sent");
}

#[tokio::test]
async fn an_amendment_that_means_something_else_is_told_and_a_slip_of_the_pen_is_not() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    let slip = Notice {
        amendments: &["{ on: 2026-11-24, class: editorial, note: 誤字を直しました }"],
        body: "録音の取得方法が変わります!",
        ..news(1, "一番")
    };
    portal.publish(std::slice::from_ref(&slip)).await;
    drain(&worker).await;
    assert_eq!(mails(&portal).len(), 1);
    let material = Notice {
        amendments: &[
            "{ on: 2026-11-24, class: editorial, note: 誤字を直しました }",
            "{ on: 2026-11-24, class: material, note: 期限を延ばしました }",
        ],
        body: "録音の取得方法が変わります。期限を延ばしました。",
        ..slip
    };
    portal.publish(&[material]).await;
    drain(&worker).await;
    let mails = mails(&portal);
    assert_eq!(mails.len(), 2);
    let thread = "<notice.SC-2026-0001@portal.example>";
    assert!(mails[0].1.contains(&format!("References: {thread}")) && !mails[0].1.contains("In-Reply-To"));
    assert!(mails[1].1.contains(&format!("In-Reply-To: {thread}")));
}

#[tokio::test]
async fn what_appears_later_is_told_later() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[Notice { publish_at: "2026-11-24T11:00:00+09:00".to_owned(), ..news(1, "十一時") }]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    assert!(mails(&portal).is_empty());
    portal.later(TimeDelta::hours(1));
    drain(&worker).await;
    assert_eq!(mails(&portal).len(), 1);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_workers_send_each_mail_once(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    for name in ["yumi", "ken", "sora", "mika"] {
        portal.subscribe(name).await;
    }
    let notices: Vec<_> = (1..=30).map(|number| news(number, "題")).collect();
    portal.publish(&notices).await;
    let sink = SmtpSink::start(Manner { pause: Duration::from_millis(2), ..Manner::default() });
    let (one, other) = (worker_into(&portal, &sink), worker_into(&portal, &sink));
    tokio::join!(drain(&one), drain(&other));
    assert_eq!(sink.accepted().len(), 120);
    assert!(sink.counts().values().all(|count| *count == 1), "each once");
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 120);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_server_that_says_later_gets_the_same_message_later(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    let sink = SmtpSink::start(Manner { refusals: 2, ..Manner::default() });
    let worker = worker_into(&portal, &sink);
    drain(&worker).await;
    assert!(sink.accepted().is_empty());
    assert_eq!(counted(&portal, DeliveryState::Pending).await, 1);
    portal.later(TimeDelta::seconds(59));
    drain(&worker).await;
    assert_eq!(counted(&portal, DeliveryState::Pending).await, 1, "it waits a minute");
    portal.later(TimeDelta::seconds(1));
    drain(&worker).await;
    portal.later(TimeDelta::minutes(5));
    drain(&worker).await;
    assert_eq!(sink.counts().into_iter().collect::<Vec<_>>().len(), 1);
    assert!(sink.accepted()[0].1.contains("Message-ID: <delivery-1@portal.example>"));
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 1);
}

#[tokio::test]
async fn a_server_that_says_never_is_not_asked_again() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.subscribe("ken").await;
    portal.publish(&[news(1, "一番")]).await;
    let sink = SmtpSink::start(Manner { unknown: "ken@", ..Manner::default() });
    let worker = worker_into(&portal, &sink);
    drain(&worker).await;
    portal.later(TimeDelta::days(7));
    drain(&worker).await;
    assert_eq!(sink.accepted().len(), 1);
    assert_eq!(counted(&portal, DeliveryState::Failed).await, 1);
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 1);
}

#[rstest]
#[case::within_the_message(First::CutWithin, 1)]
#[case::before_it_says_that_it_kept_it(First::CutAfterKeeping, 2)]
#[case::by_silence(First::Silence, 1)]
#[tokio::test]
async fn a_server_that_leaves_in_the_middle_gets_the_same_message_again(#[case] first: First, #[case] kept: usize) {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    let sink = SmtpSink::start(Manner { first, ..Manner::default() });
    let worker = worker_into(&portal, &sink);
    drain(&worker).await;
    assert_eq!(counted(&portal, DeliveryState::Pending).await, 1, "nobody said that it was kept");
    portal.later(TimeDelta::minutes(1));
    drain(&worker).await;
    assert_eq!(counted(&portal, DeliveryState::Sent).await, 1);
    assert_eq!(sink.counts().into_values().collect::<Vec<_>>(), [kept], "one message by its Message-ID");
    portal.later(TimeDelta::days(1));
    drain(&worker).await;
    assert_eq!(sink.accepted().len(), kept);
}

#[tokio::test]
async fn no_mail_server_is_no_reason_to_give_up_at_once() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    // A port nobody listens on: it was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let nowhere = [
        ("KAIRAN__MAIL__SMTP_HOST", "127.0.0.1"),
        ("KAIRAN__MAIL__SMTP_PORT", port.as_str()),
        ("KAIRAN__MAIL__SMTP_SECURITY", "none"),
    ];
    let worker = portal.worker(&nowhere);
    drain(&worker).await;
    assert_eq!(counted(&portal, DeliveryState::Pending).await, 1);
    let sink = SmtpSink::start(Manner::default());
    portal.later(TimeDelta::minutes(1));
    let worker = worker_into(&portal, &sink);
    drain(&worker).await;
    assert_eq!(sink.accepted().len(), 1);
}

#[tokio::test]
async fn what_a_stopped_worker_had_claimed_is_sent_by_another() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("yumi").await;
    portal.publish(&[news(1, "一番")]).await;
    let stopped = CancellationToken::new();
    stopped.cancel();
    assert!(portal.worker(&[]).work_once(&stopped).await.unwrap() > 0, "claimed, and not begun");
    let other = portal.worker(&[]);
    drain(&other).await;
    assert!(!portal.mailbox().exists() || mails(&portal).is_empty(), "the lease is not over");
    portal.later(LEASE);
    drain(&other).await;
    assert_eq!(mails(&portal).len(), 1);
}
