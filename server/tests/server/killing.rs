//! SIGKILL at bad moments: a publish is all or nothing, a fan-out loses nobody, and what was answered as
//! acknowledged stands.

use crate::binary::Installation;
use crate::content::Notice;
use crate::http;
use crate::smtp_sink::{Manner, SmtpSink};
use app::ssr::portal::{Portal, Site};
use app::ssr::session;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::{Clock, FixedClock};
use domain::delivery::LEASE;
use domain::subscription::MailSubscription;
use domain::viewer::TenantRole;
use rstest::rstest;
use server::clock::SystemClock;
use server::mail::{MOST_CONNECTIONS, Outbox, Sender};
use server::settings::Settings;
use server::worker::MailWorker;
use std::collections::HashSet;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use store::testing::{Engine, TestDatabase, new_member, sample_tenant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

const NOTICES: u32 = 200;
const SUBSCRIBERS: usize = 200;
const ACKNOWLEDGERS: usize = 4;

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_publish_that_is_killed_leaves_all_or_nothing(#[case] engine: Engine) {
    let notices: Vec<_> = (1..=NOTICES).map(|number| Notice::new(number, "題")).collect();
    let mut has_left_nothing = false;
    for delay in [0, 40, 80, 120, 160, 200, 260, 340, 460, 700, 1500] {
        let database = TestDatabase::create(engine).await;
        let place = Installation::with(&notices).set("KAIRAN__DATABASE__URL", &database.url());
        let mut publishing = place.command(&["publish"]).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(delay));
        publishing.kill().unwrap();
        publishing.wait().unwrap();
        // PostgreSQL may still be about to notice that the client is gone.
        let standings = database.store.standings().await.unwrap().len();
        assert!([0, NOTICES as usize].contains(&standings), "after {delay} ms: {standings}");
        has_left_nothing |= standings == 0;
        let again = place.run(&["publish"]);
        assert_eq!(again.code, Some(0), "{again:?}");
        assert_eq!(database.store.standings().await.unwrap().len(), NOTICES as usize);
    }
    assert!(has_left_nothing, "no delay was short enough to tell anything");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_while_it_sends_loses_nobody(#[case] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let began = SystemClock.now();
    subscribe_many(&database, began).await;
    let sink = SmtpSink::start(Manner { pause: Duration::from_millis(60), ..Manner::default() });
    let news = Notice { publish_at: rfc3339(began - TimeDelta::minutes(1)), ..Notice::new(1, "新しいお知らせ") };
    let mut place = Installation::with(&[news]).set("KAIRAN__DATABASE__URL", &database.url());
    for (name, value) in sink.settings() {
        place = place.set(&name, &value);
    }

    let serving = place.serve(&[]);
    http::wait_for("the first mails", || sink.accepted().len() >= SUBSCRIBERS / 4);
    serving.kill();
    let when_killed = sink.accepted().len();
    assert!(when_killed < SUBSCRIBERS, "it was killed in the middle");

    // When the leases of the killed one are over, another takes over.
    let clock = FixedClock::at(SystemClock.now() + LEASE + TimeDelta::seconds(1));
    work_out(&database, clock, &sink).await;
    let counts = sink.counts();
    let recipients: HashSet<_> = counts.keys().map(|(recipient, _)| recipient).collect();
    assert_eq!(recipients.len(), SUBSCRIBERS, "nobody is lost");
    assert_eq!(counts.len(), SUBSCRIBERS, "a message sent twice has the Message-ID it had before");
    let twice = sink.accepted().len() - SUBSCRIBERS;
    assert!(twice <= MOST_CONNECTIONS as usize, "{twice} were sent twice, more than were in flight");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_server_had_answered_as_acknowledged_stands(#[case] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let began = SystemClock.now();
    database.store.put_tenant(&sample_tenant("hinode")).await.unwrap();
    let mut people = vec![];
    for number in 0..ACKNOWLEDGERS {
        let user = new_member(&format!("reader{number}"), "hinode", TenantRole::Member);
        let id = database.store.add_user(&user, began).await.unwrap();
        let (token, until) = (format!("token-of-{number}"), began + TimeDelta::days(1));
        database.store.start_session(&session::token_hash(&token), id, began, until).await.unwrap();
        let cookie = format!("{}={token}", session::cookie_name("http://127.0.0.1"));
        people.push((database.store.viewer_of(id).await.unwrap().unwrap(), cookie));
    }
    let notices: Vec<_> = (1..=NOTICES)
        .map(|number| Notice {
            acknowledgement: "acknowledgement: { by: every_member }\n",
            ..Notice::new(number, "題")
        })
        .collect();
    let place = Installation::with(&notices)
        .set("KAIRAN__DATABASE__URL", &database.url())
        .set("KAIRAN__SERVER__PUBLIC_URL", "http://127.0.0.1");
    let serving = place.serve(&[]);
    let forms: Vec<_> = database
        .store
        .standings()
        .await
        .unwrap()
        .iter()
        .map(|standing| {
            let (name, digest) = (standing.key.name().to_owned(), standing.revisions[0].1.to_string());
            (name.clone(), format!("kind=notice&name={name}&digest={digest}&back=%2F"))
        })
        .collect();
    assert_eq!(forms.len(), NOTICES as usize);

    let (address, answered) = (serving.address.clone(), AtomicUsize::new(0));
    let told: Vec<_> = people.iter().map(|_| Mutex::new(HashSet::new())).collect();
    let acknowledge_all = |address: &str| {
        std::thread::scope(|scope| {
            for ((_, cookie), told) in people.iter().zip(&told) {
                let (forms, answered) = (&forms, &answered);
                scope.spawn(move || {
                    for (name, form) in forms {
                        let answer = http::post(address, "/actions/acknowledge-revision", cookie, form);
                        let Some((status, location)) = answer else { return };
                        assert!(location.contains("done=acknowledged"), "{status} {location}");
                        told.lock().unwrap().insert(name.clone());
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
    };
    std::thread::scope(|scope| {
        scope.spawn(|| acknowledge_all(&address));
        http::wait_for("some acknowledgements", || answered.load(Ordering::Relaxed) >= NOTICES as usize);
        serving.kill();
    });
    let all = ACKNOWLEDGERS * NOTICES as usize;
    assert!(answered.load(Ordering::Relaxed) < all, "it was killed in the middle");

    let serving = place.serve(&[]);
    let mut first = vec![];
    for ((viewer, _), told) in people.iter().zip(&told) {
        let given = database.store.acknowledgements_of(viewer).await.unwrap();
        let stands: HashSet<_> = given.iter().map(|given| given.publication.name().to_owned()).collect();
        let lost: Vec<_> = told.lock().unwrap().difference(&stands).cloned().collect();
        assert!(lost.is_empty(), "lost: {lost:?}");
        first.push(given);
    }
    acknowledge_all(&serving.address);
    for ((viewer, _), first) in people.iter().zip(&first) {
        let given = database.store.acknowledgements_of(viewer).await.unwrap();
        assert_eq!(given.len(), NOTICES as usize);
        assert!(first.iter().all(|one| given.contains(one)), "what stood keeps its time");
    }
}

async fn subscribe_many(database: &TestDatabase, now: DateTime<Utc>) {
    database.store.put_tenant(&sample_tenant("hinode")).await.unwrap();
    for number in 0..SUBSCRIBERS {
        let user = new_member(&format!("reader{number}"), "hinode", TenantRole::Member);
        let id = database.store.add_user(&user, now).await.unwrap();
        let viewer = database.store.viewer_of(id).await.unwrap().unwrap();
        database.store.set_mail_subscription(&viewer, &MailSubscription::everything(), now).await.unwrap();
    }
}

/// Sends all that is left.
async fn work_out(database: &TestDatabase, clock: FixedClock, sink: &SmtpSink) {
    let settings = Settings::read(None, "", &sink.settings().into_iter().collect()).unwrap();
    let site = Site {
        public_url: settings.server.public_url.clone(),
        mailbox: None,
        watches: false,
        key: vec![7; 32],
        trusted_proxies: vec![],
    };
    let portal = Portal::open(database.store.clone(), Arc::new(clock), site).await.unwrap();
    let (outbox, sender) = (Outbox::new(&settings.mail).unwrap(), Sender::new(&settings).unwrap());
    let worker = MailWorker::new(portal, outbox, sender, Arc::new(Notify::new())).unwrap();
    let stop = CancellationToken::new();
    while worker.work_once(&stop).await.unwrap() > 0 {}
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.with_timezone(&domain::zone::jst()).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}
