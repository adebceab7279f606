//! What people are told of the life of a notice.

use crate::content::Notice;
use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::event::Recorder;
use domain::locale::Localized;
use domain::publication::PublicationKey;
use domain::timeline::{Shift, Transition, Verb};
use mailparse::MailHeaderMap;
use server::publisher;
use server::worker::MailWorker;
use store::testing::{Engine, instant};
use store::{NewEvent, Recording};
use tokio_util::sync::CancellationToken;

const PLANNED: &str = "planned: { start: 2026-12-06T02:00:00+09:00, end: 2026-12-06T04:00:00+09:00 }\n";
const THREAD: &str = "<notice.SC-2026-0001@portal.example>";

fn news() -> Notice {
    let publish_at = "2026-11-24T09:30:00+09:00".to_owned();
    Notice { publish_at, facts: PLANNED, ..Notice::new(1, "深夜の作業") }
}

async fn drain(worker: &MailWorker) {
    let stop = CancellationToken::new();
    while worker.work_once(&stop).await.unwrap() > 0 {}
}

/// Records an event as the command does: in the store, past this node's catalogue.
async fn record(portal: &TestPortal, transition: Transition) {
    let key = PublicationKey::Notice(domain::id::NoticeId::parse("SC-2026-0001").unwrap());
    let message = Some(Localized::both("ご不便をおかけします。".to_owned(), "Sorry for the trouble.".to_owned()));
    let new = NewEvent { transition, by: Recorder::CommandLine, message, lead_time_exception: None };
    let now = domain::clock::Clock::now(&*portal.clock);
    let recording = portal.portal.store.record_event(&key, &new, now).await.unwrap().unwrap();
    assert!(matches!(recording, Recording::Recorded(_)), "{recording:?}");
}

/// Subject, plain text and whole source of the latest mail, decoded.
fn latest(portal: &TestPortal) -> (String, String, String) {
    let number = |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().parse::<u32>().unwrap();
    let files = std::fs::read_dir(portal.mailbox()).unwrap().map(|entry| entry.unwrap().path());
    let source = std::fs::read_to_string(files.max_by_key(|path| number(path)).unwrap()).unwrap();
    let parsed = mailparse::parse_mail(source.as_bytes()).unwrap();
    let subject = parsed.headers.get_first_value("Subject").unwrap();
    (subject, parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n"), source)
}

fn count(portal: &TestPortal) -> usize {
    std::fs::read_dir(portal.mailbox()).map_or(0, Iterator::count)
}

#[tokio::test]
async fn each_event_is_one_mail_in_the_thread_of_the_first() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("ken").await;
    portal.publish(&[news()]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    let moved = Shift { start: Some(instant("2026-12-12T17:00:00Z")), end: None };
    for (at, transition, subject, sentence) in [
        (
            "2026-11-25T00:00:00Z",
            Transition::reschedule(moved),
            "日程を変更しました",
            "2026年12月6日(日) 2:00–4:00 JST から 2026年12月13日(日) 2:00–4:00 JST に変更しました。",
        ),
        (
            "2026-12-12T17:03:00Z",
            Transition::to(Verb::Start),
            "開始しました",
            "2026年12月13日(日) 2:03 JSTに開始しました。",
        ),
        (
            "2026-12-12T18:30:00Z",
            Transition::to(Verb::Complete),
            "完了しました",
            "2026年12月13日(日) 3:30 JSTに完了しました。",
        ),
    ] {
        portal.clock.set(instant(at));
        record(&portal, transition).await;
        drain(&worker).await;
        let (title, text, source) = latest(&portal);
        assert_eq!(title, format!("【見本サービス】{subject}: 深夜の作業(SC-2026-0001)"));
        assert!(text.contains(sentence) && text.contains("ご不便をおかけします。"), "{text}");
        assert!(text.contains("https://portal.example/notices/SC-2026-0001"), "{text}");
        assert!(!text.contains("録音の取得方法"), "the text is not repeated: {text}");
        assert!(
            source.contains(&format!("In-Reply-To: {THREAD}")) && source.contains(&format!("References: {THREAD}"))
        );
    }
    assert_eq!(count(&portal), 4);
}

#[tokio::test]
async fn a_mail_is_in_the_readers_language() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    // Of the provider's people, who read English here.
    portal.subscribe("mika").await;
    portal.publish(&[news()]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    record(&portal, Transition::to(Verb::Cancel)).await;
    drain(&worker).await;
    let (subject, text, _) = latest(&portal);
    assert_eq!(subject, "[Sample Service] Cancelled: English title of SC-2026-0001 (SC-2026-0001)");
    assert!(text.contains("It has been cancelled and will not take place.") && text.contains("Sorry for the trouble."));
}

#[tokio::test]
async fn of_what_was_withdrawn_nothing_but_that_is_told() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("ken").await;
    portal.publish(&[news()]).await;
    record(&portal, Transition::to(Verb::Withdraw)).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    assert_eq!(count(&portal), 1, "the announcement that was not sent yet is not sent any more");
    let (subject, text, source) = latest(&portal);
    assert_eq!(subject, "【見本サービス】取り下げました: 深夜の作業(SC-2026-0001)");
    assert!(text.contains("このお知らせを取り下げました。") && text.contains("ご不便をおかけします。"), "{text}");
    assert!(!text.contains("詳しくは本文を") && !text.contains("実施予定"), "{text}");
    assert!(!source.contains("録音"));
}

#[tokio::test]
async fn a_revision_that_moves_the_date_is_one_mail_that_says_both() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    portal.subscribe("ken").await;
    portal.publish(&[news()]).await;
    let worker = portal.worker(&[]);
    drain(&worker).await;
    let moved = Notice {
        facts: "planned: { start: 2026-12-13T02:00:00+09:00, end: 2026-12-13T04:00:00+09:00 }\n",
        amendments: &["{ on: 2026-11-24, class: editorial, note: 作業日を改めました }"],
        ..news()
    };
    portal.publish(&[moved]).await;
    drain(&worker).await;
    assert_eq!(count(&portal), 2);
    let (subject, text, _) = latest(&portal);
    assert!(subject.contains("日程を変更しました"), "{subject}");
    assert!(text.contains("2026年12月13日(日) 2:00–4:00 JST に変更しました。"), "{text}");
    assert!(text.contains("作業日を改めました") && text.contains("録音の取得方法"), "{text}");
}

#[tokio::test]
async fn what_begins_by_itself_is_told_once_by_two_nodes() {
    let portal = TestPortal::new(Engine::Postgres).await;
    portal.subscribe("ken").await;
    let automatic = "planned: { start: 2026-12-06T02:00:00+09:00, end: 2026-12-06T04:00:00+09:00 }\nauto: true\n";
    portal.publish(&[Notice { facts: automatic, ..news() }]).await;
    let (one, other) = (portal.worker(&[]), portal.worker(&[]));
    drain(&one).await;
    portal.clock.set(instant("2026-12-05T17:00:00Z"));
    let (a, b) = tokio::join!(publisher::record_due(&portal.portal), publisher::record_due(&portal.portal));
    a.unwrap();
    b.unwrap();
    tokio::join!(drain(&one), drain(&other));
    assert_eq!(count(&portal), 2);
    portal.later(TimeDelta::hours(1));
    publisher::record_due(&portal.portal).await.unwrap();
    drain(&one).await;
    assert_eq!(count(&portal), 2, "and its end is still to come");
}
