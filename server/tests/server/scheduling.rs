//! What is published for an hour to come appears at its second, on every node, and is told once.

use crate::content::Notice;
use crate::portal::TestPortal;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use http::StatusCode;
use rstest::rstest;
use server::content::Content;
use server::worker::MailWorker;
use std::sync::Mutex;
use std::time::Duration;
use store::testing::Engine;
use tokio_util::sync::CancellationToken;

const TITLE: &str = "もうすぐ";
const PLACES: [&str; 5] = ["/notices", "/", "/feeds/notices.rss", "/feeds/calendar.ics", "/calendar?month=2027-03"];

/// Twenty seconds from now.
fn soon() -> Notice {
    Notice { publish_at: "2026-11-24T10:00:20+09:00".to_owned(), ..Notice::new(2, TITLE) }
}

async fn drain(worker: &MailWorker) {
    let stop = CancellationToken::new();
    while worker.work_once(&stop).await.unwrap() > 0 {}
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn it_appears_at_its_second_on_every_node_and_is_told_once(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    portal.subscribe("yumi").await;
    let notices = [Notice::new(1, "一番"), soon()];
    crate::content::write(&portal.content(), &notices);
    for notice in &notices {
        let planned = "{ start: 2027-03-01T02:00:00+09:00 }";
        notice.set(&portal.content(), "planned", Some(planned));
    }
    portal.publish_again().await;
    let other = portal.second_node().await;
    let (here, there) = (portal.worker(&[]), other.worker(&portal));
    let reader = portal.anonymous();

    let mut before = vec![];
    for path in PLACES {
        for answer in [reader.get(path).await, other.get(path).await] {
            assert_eq!(answer.status, StatusCode::OK);
            assert!(!answer.text().contains(TITLE), "{path}");
            before.push(answer.header("etag").to_owned());
        }
    }
    portal.later(TimeDelta::milliseconds(19_999));
    for path in PLACES {
        let answers = [reader.get(path).await, other.get(path).await];
        assert!(answers.iter().all(|answer| !answer.text().contains(TITLE)), "{path} a moment before");
    }
    tokio::join!(drain(&here), drain(&there));
    assert_eq!(std::fs::read_dir(portal.mailbox()).unwrap().count(), 0, "nobody is told a moment before");

    portal.later(TimeDelta::milliseconds(1));
    for path in PLACES {
        for answer in [reader.get(path).await, other.get(path).await] {
            assert!(answer.text().contains(TITLE), "{path}");
            assert!(!before.contains(&answer.header("etag").to_owned()), "{path} has other bytes");
            if path.starts_with("/feeds/") {
                assert_eq!(answer.header("last-modified"), "Tue, 24 Nov 2026 01:00:20 GMT", "{path}");
            }
        }
    }
    for (path, tag) in PLACES.iter().zip(before.iter().step_by(2)).skip(2).take(2) {
        let by_tag = reader.clone().with("if-none-match", tag).get(path).await;
        assert_eq!(by_tag.status, StatusCode::OK, "{path} is sent to whoever had it before");
        let a_second_ago = "Tue, 24 Nov 2026 01:00:19 GMT";
        let by_date = reader.clone().with("if-modified-since", a_second_ago).get(path).await;
        assert_eq!(by_date.status, StatusCode::OK, "{path}");
    }
    tokio::join!(drain(&here), drain(&there));
    assert_eq!(std::fs::read_dir(portal.mailbox()).unwrap().count(), 1, "one mail to the one who wants it");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_worker_sleeps_until_the_next_is_due_and_no_longer(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[soon()]).await;
    let worker = portal.worker(&[]);
    let longest = worker.rest().await;
    assert!(longest <= Duration::from_secs(3), "what others publish is noticed soon");
    portal.later(TimeDelta::milliseconds(18_500));
    assert_eq!(worker.rest().await, Duration::from_millis(1_500));
    portal.later(TimeDelta::milliseconds(1_499));
    assert_eq!(worker.rest().await, Duration::from_millis(1));
    portal.later(TimeDelta::milliseconds(1));
    drain(&worker).await;
    assert_eq!(worker.rest().await, longest, "nothing waits any more");
}

/// A clock by which six seconds pass whenever it is read: as on a machine with much to do.
struct Hurrying(Mutex<DateTime<Utc>>);

impl Clock for Hurrying {
    fn now(&self) -> DateTime<Utc> {
        let mut now = self.0.lock().unwrap();
        *now += TimeDelta::seconds(6);
        *now
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_appears_while_it_is_amended_is_judged_as_what_readers_can_see(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[soon()]).await;
    let amended = Notice { amendments: &["{ on: 2026-11-24, class: material, note: 延期します }"], ..soon() };
    amended.write(&portal.content());
    amended.set(&portal.content(), "publish_at", Some("2026-11-24T10:30:00+09:00"));
    let content = Content::read(&portal.content(), &mut |_, _| {}).unwrap();
    // Compared at 10:00:14, six seconds before it appears, and ready to be written when it does.
    let clock = Hurrying(Mutex::new(portal.clock.now() + TimeDelta::seconds(8)));
    let published = server::content::publish(&portal.portal.store, content, false, &clock).await.unwrap();
    let rules: Vec<_> = published.findings.iter().map(|finding| finding.rule).collect();
    assert!(rules.contains(&"publish-at-moved"), "{rules:?}");
    assert_eq!(published.published.unwrap().revised, 0);
    assert_eq!(portal.count("revision").await, 1);
}
