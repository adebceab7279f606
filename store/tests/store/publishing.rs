//! What a publish writes, and what it never leaves behind.

use crate::scene::{Scene, later, publish, viewer};
use chrono::TimeDelta;
use domain::audience::Audience;
use domain::event::{EventKind, Recorder};
use domain::notice::NoticeKind;
use domain::plan::{Draft, Ground, Refusal, StandingTerms, Step, decide};
use domain::revision::Facts;
use domain::revision::RevisionClass::{self, Editorial, Initial, Material};
use domain::timeline::{Shift, Transition};
use domain::viewer::Viewer;
use domain::zone::start_of_day;
use rstest::rstest;
use store::testing::{
    Engine, TestDatabase, disclosure_draft, notice_draft, notice_key, sample_attachment, sample_portal, sample_time,
};
use store::{NewEvent, Recording, StoreError};

const TABLES: [&str; 6] = ["publication", "revision", "attachment", "attachment_file", "event", "dispatch"];

async fn is_empty(database: &TestDatabase) -> bool {
    for table in TABLES {
        if database.count(table).await != 0 {
            return false;
        }
    }
    database.store.catalogue_version().await.unwrap() == 0
}

fn new(drafts: &[Draft]) -> Vec<(Draft, Step)> {
    drafts.iter().map(|draft| (draft.clone(), Step::New)).collect()
}

#[rstest]
#[tokio::test]
async fn publishing_the_same_again_changes_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let drafts = [notice_draft("SC-2026-0001", &[Initial, Material]), disclosure_draft("safeguards", &[Initial])];
    let first = scene.publish(&drafts).await;
    assert_eq!((first.new, first.revised, first.unchanged), (2, 0, 0));
    assert_eq!((first.catalogue_version, first.dispatches), (1, 2));
    let again = scene.publish_at(later(5), &drafts).await;
    assert_eq!((again.new, again.revised, again.unchanged), (0, 0, 2));
    assert_eq!((again.catalogue_version, again.dispatches), (1, 0));
    assert_eq!(scene.store.catalogue_version().await.unwrap(), 1);
    assert_eq!(scene.database.count("revision").await, 3);
    assert_eq!(scene.database.count("event").await, 3);
}

#[rstest]
#[tokio::test]
async fn only_a_portal_that_differs_is_a_change(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut portal = sample_portal();
    let versions = [
        store::testing::publish(&database.store, Some(&portal), &[], sample_time()).await.unwrap().catalogue_version,
        store::testing::publish(&database.store, Some(&portal), &[], sample_time()).await.unwrap().catalogue_version,
        store::testing::publish(&database.store, None, &[], sample_time()).await.unwrap().catalogue_version,
    ];
    assert_eq!(versions, [1, 1, 1]);
    portal.accent = "#000000".to_owned();
    store::testing::publish(&database.store, Some(&portal), &[], sample_time()).await.unwrap();
    let catalogue = database.store.load_catalogue().await.unwrap();
    assert_eq!((catalogue.version, catalogue.portal.as_deref()), (2, Some(&portal)));
}

#[rstest]
#[tokio::test]
async fn a_new_revision_becomes_current_and_the_old_one_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let revised = scene.publish_at(later(60), &[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    assert_eq!((revised.new, revised.revised, revised.dispatches, revised.catalogue_version), (0, 1, 1, 2));
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.find(&Viewer::Anonymous, later(60), &notice_key("SC-2026-0001")).unwrap();
    assert_eq!(notice.current.head.number, 2);
    assert_eq!(notice.history.iter().map(|head| head.class).collect::<Vec<_>>(), [Initial, Material]);
    assert_eq!(notice.history[0].published_at, sample_time());
    assert_eq!(notice.history[1].published_at, later(60));
    let timeline: Vec<_> = notice.events.iter().map(|event| (event.kind, event.revision, event.at)).collect();
    assert_eq!(timeline, [(EventKind::Announced, 1, sample_time()), (EventKind::Revised, 2, later(60))]);
}

#[rstest]
#[case::a_slip_of_the_pen_is_not_told(&[Editorial], 0)]
#[case::a_change_is_told(&[Material], 1)]
#[case::two_changes_at_once_are_told_once(&[Material, Material, Editorial], 1)]
#[tokio::test]
async fn what_is_told_depends_on_the_class(
    #[case] added: &[RevisionClass],
    #[case] dispatches: usize,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let classes: Vec<_> = [&[Initial], added].concat();
    let published = scene.publish_at(later(5), &[notice_draft("SC-2026-0001", &classes)]).await;
    assert_eq!(published.dispatches, dispatches);
}

#[rstest]
#[case::long_ago(-TimeDelta::hours(25), 0)]
#[case::yesterday(-TimeDelta::hours(23), 1)]
#[case::next_week(TimeDelta::days(7), 1)]
#[tokio::test]
async fn history_that_is_filled_in_is_told_to_nobody(
    #[case] from_now: TimeDelta,
    #[case] dispatches: usize,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let draft = Draft { publish_at: sample_time() + from_now, ..notice_draft("SC-2026-0001", &[Initial, Material]) };
    assert_eq!(scene.publish(&[draft]).await.dispatches, dispatches);
}

#[rstest]
#[tokio::test]
async fn revisions_at_hand_take_their_place_in_the_timeline(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let mut draft = notice_draft("SC-2026-0001", &[Initial, Editorial, Material]);
    draft.revisions[2].on = "2026-11-25".parse().unwrap();
    scene.publish_at(later(60 * 24 * 30), &[draft]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.visible(&Viewer::Anonymous, later(60 * 24 * 30)).next().unwrap();
    let timeline: Vec<_> = notice.events.iter().map(|event| (event.revision, event.at.to_rfc3339())).collect();
    assert_eq!(
        timeline,
        [
            (1, "2026-11-20T01:00:00+00:00".to_owned()),
            (2, "2026-11-20T01:00:00+00:00".to_owned()),
            (3, "2026-11-24T15:00:00+00:00".to_owned()),
        ]
    );
}

#[rstest]
#[tokio::test]
async fn an_amendment_before_publication_moves_the_announcement(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let first = Draft { publish_at: later(60), ..notice_draft("SC-2026-0001", &[Initial]) };
    assert_eq!(scene.publish(&[first]).await.dispatches, 1);
    let amended = Draft { publish_at: later(120), ..notice_draft("SC-2026-0001", &[Initial, Material]) };
    assert_eq!(scene.publish_at(later(5), &[amended]).await.dispatches, 0, "its announcement is still to come");
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.visible(&Viewer::Anonymous, later(120)).next().unwrap();
    assert!(notice.events.iter().all(|event| event.at == later(120)), "{:?}", notice.events);
    assert_eq!(scene.database.count(&due_by("dispatch", later(119))).await, 0);
    assert_eq!(scene.database.count(&due_by("dispatch", later(120))).await, 1);
}

#[rstest]
#[tokio::test]
async fn what_was_amended_before_it_appeared_was_not_amended_afterwards(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let to_come = |minutes, classes: &[RevisionClass]| Draft {
        publish_at: later(minutes),
        ..notice_draft("SC-2026-0001", classes)
    };
    scene.publish(&[to_come(60, &[Initial])]).await;
    scene.publish_at(later(5), &[to_come(120, &[Initial, Material])]).await;
    scene.publish_at(later(10), &[to_come(30, &[Initial, Material, Material])]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.visible(&Viewer::Anonymous, later(30)).next().unwrap();
    assert!(notice.events.iter().all(|event| event.at == later(30)), "{:?}", notice.events);
    assert_eq!((notice.events.len(), notice.updated_at()), (3, later(30)));
}

fn due_by(table: &str, at: chrono::DateTime<chrono::Utc>) -> String {
    format!("{table} WHERE due_at <= {}", at.timestamp_micros())
}

#[rstest]
#[tokio::test]
async fn a_failure_in_the_last_chunk_leaves_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut drafts: Vec<_> =
        (1..=1_200).map(|number| notice_draft(&format!("SC-2026-{number:04}"), &[Initial])).collect();
    let mut twice = drafts[0].clone();
    twice.revisions[0].attachments = vec![sample_attachment("a.txt", 1, b"a")];
    drafts.push(twice);
    let error = store::testing::publish(&database.store, Some(&sample_portal()), &new(&drafts), sample_time())
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error:?}");
    assert!(is_empty(&database).await);
    assert_eq!(database.count("portal").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_failure_after_the_revisions_leaves_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let mut draft = notice_draft("SC-2026-0001", &[Initial]);
    draft.revisions[0].attachments = vec![sample_attachment("a.txt", 1, b"a"), sample_attachment("a.txt", 2, b"b")];
    let error = store::testing::publish(&database.store, None, &new(&[draft]), sample_time()).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { what: "an attachment of that name" }), "{error:?}");
    assert!(is_empty(&database).await);
}

/// However far a publish comes before it is dropped, it is all there or not at all, and the store
/// goes on working.
#[rstest]
#[tokio::test]
async fn a_publish_dropped_in_the_middle_leaves_all_or_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut interrupted = 0;
    for micros in [0, 200, 1_000, 5_000, 20_000, 60_000] {
        let database = TestDatabase::create(engine).await;
        let drafts: Vec<_> = (1..=300)
            .map(|number| {
                let mut draft = notice_draft(&format!("SC-2026-{number:04}"), &[Initial, Material]);
                draft.revisions[1].attachments = vec![sample_attachment("a.txt", 1, b"a")];
                draft
            })
            .collect();
        let steps = new(&drafts);
        let limit = std::time::Duration::from_micros(micros);
        let outcome =
            tokio::time::timeout(limit, store::testing::publish(&database.store, None, &steps, sample_time())).await;
        interrupted += usize::from(outcome.is_err());
        // Publishers wait for one another: after this one the dropped one is over, either way.
        store::testing::publish(&database.store, None, &[], sample_time()).await.unwrap();
        let version = database.store.catalogue_version().await.unwrap();
        let counts = (database.count("publication").await, database.count("event").await);
        assert!(matches!((version, counts), (0, (0, 0)) | (1, (300, 600))), "{version} {counts:?}");
        let finished = publish(&database.store, sample_time(), &drafts).await;
        assert_eq!((finished.catalogue_version, finished.new + finished.unchanged), (1, 300));
    }
    assert!(interrupted > 0, "nothing was interrupted");
}

#[rstest]
#[tokio::test]
async fn of_two_publishers_at_once_one_wins(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let other = database.second_node().await;
    let steps = new(&[notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])]);
    let reversed: Vec<_> = steps.iter().rev().cloned().collect();
    let (a, b) = tokio::join!(
        store::testing::publish(&database.store, None, &steps, sample_time()),
        store::testing::publish(&other, None, &reversed, sample_time())
    );
    let (won, lost): (Vec<_>, Vec<_>) = [a, b].into_iter().partition(Result::is_ok);
    assert_eq!((won.len(), lost.len()), (1, 1));
    assert!(matches!(lost[0], Err(StoreError::Conflict { .. })), "{lost:?}");
    assert_eq!(database.count("publication").await, 2);
    assert_eq!(database.store.catalogue_version().await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn of_two_publishers_of_one_revision_one_wins(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let other = scene.database.second_node().await;
    let steps = [(notice_draft("SC-2026-0001", &[Initial, Material]), Step::Revised { from: 2, class: Material })];
    let (a, b) = tokio::join!(
        store::testing::publish(&scene.store, None, &steps, later(1)),
        store::testing::publish(&other, None, &steps, later(1))
    );
    assert_eq!([&a, &b].iter().filter(|outcome| outcome.is_ok()).count(), 1, "{a:?} {b:?}");
    assert_eq!(scene.database.count("revision").await, 2);
    assert_eq!(scene.database.count("dispatch").await, 2);
}

#[rstest]
#[tokio::test]
async fn ten_thousand_publications_are_published_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let drafts: Vec<_> = (0..10_000).map(|n| notice_draft(&format!("SC-2026-{n:04}"), &[Initial])).collect();
    let published =
        store::testing::publish(&database.store, Some(&sample_portal()), &new(&drafts), sample_time()).await.unwrap();
    assert_eq!((published.new, published.dispatches), (10_000, 10_000));
    let catalogue = database.store.load_catalogue().await.unwrap();
    assert_eq!(catalogue.len(), 10_000);
    assert_eq!(publish(&database.store, later(1), &drafts).await.unchanged, 10_000);
}

/// A change of terms that hold from a day, which each revision moves on by one.
fn terms(id: &str, classes: &[RevisionClass]) -> Draft {
    let mut draft = notice_draft(id, classes);
    for revision in &mut draft.revisions {
        let Facts::Notice(facts) = &mut revision.facts else { panic!("it is a notice") };
        facts.kind = NoticeKind::TermsChange;
        facts.category = None;
        facts.effective_on = format!("2027-04-0{}", revision.number).parse().ok();
        facts.adverse = Some(true);
    }
    draft
}

#[rstest]
#[tokio::test]
async fn what_stands_knows_from_when_its_terms_hold(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let effective = async || {
        let standings = scene.store.standings().await.unwrap();
        standings.iter().map(|standing| standing.terms.map(|terms| terms.in_force.to_string())).collect::<Vec<_>>()
    };
    let other = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(&[other.clone(), terms("SC-2026-0002", &[Initial])]).await;
    assert_eq!(effective().await, [None, Some("2027-04-01".to_owned())]);
    scene.publish_at(later(5), &[other, terms("SC-2026-0002", &[Initial, Material])]).await;
    assert_eq!(effective().await, [None, Some("2027-04-02".to_owned())], "the day of the current revision");
}

#[rstest]
#[tokio::test]
async fn each_revision_keeps_whom_it_was_for(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hinode = Audience::named([scene.ken.tenant.id.clone()]);
    let key = notice_key("SC-2026-0001");
    let first = Draft { audience: hinode.clone(), ..notice_draft("SC-2026-0001", &[Initial]) };
    scene.publish(&[first]).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    // Of one that comes with its history, the files of each revision say it.
    let mut whole = notice_draft("SC-2026-0002", &[Initial, Material]);
    whole.revisions[0].audience = Some(hinode.clone());
    scene.publish(&[whole]).await;
    for id in ["SC-2026-0001", "SC-2026-0002"] {
        for (number, audience) in [(1, Some(hinode.clone())), (2, Some(Audience::Everyone)), (3, None)] {
            let found = scene.store.audience_of_revision(&scene.mika, &notice_key(id), number).await.unwrap();
            assert_eq!(found, audience, "{id} {number}");
        }
    }
    assert!(scene.store.revision(&viewer(&scene.sora), later(1), &key, 2).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn terms_are_judged_by_the_day_they_were_moved_to(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let key = notice_key("SC-2026-0001");
    scene.publish(&[terms("SC-2026-0001", &[Initial])]).await;
    let may = "2027-05-01".parse().unwrap();
    let shift = Shift { start: Some(start_of_day(may)), end: None };
    let (transition, by) = (Transition::reschedule(shift), Recorder::CommandLine);
    let new = NewEvent { transition, by, message: None, lead_time_exception: None };
    let recorded = scene.store.record_event(&key, &new, later(1)).await.unwrap();
    assert!(matches!(recorded, Some(Recording::Recorded(_))), "{recorded:?}");
    let standings = scene.store.standings().await.unwrap();
    let stated = "2027-04-01".parse().unwrap();
    assert_eq!(standings[0].terms, Some(StandingTerms { stated, in_force: may }));

    let amended = |day: &str| {
        let mut draft = terms("SC-2026-0001", &[Initial, Material]);
        let Facts::Notice(facts) = &mut draft.revisions[1].facts else { panic!("it is a notice") };
        facts.effective_on = day.parse().ok();
        draft
    };
    let ground = Ground { now: later(2), is_empty: false };
    for forward in ["2027-03-31", "2027-04-02", "2027-04-30"] {
        let refusal = Refusal::EffectiveDateEarlier { standing: may, given: forward.parse().unwrap() };
        assert_eq!(decide(Some(&standings[0]), &amended(forward), ground), Err(refusal), "{forward}");
    }
    let ground = Ground { now: start_of_day(may), is_empty: false };
    let late = decide(Some(&standings[0]), &amended("2027-06-01"), ground);
    assert_eq!(late, Err(Refusal::TermsTooLate { effective_on: may, is_adverse: true }), "they hold by then");

    let in_force = async || {
        let catalogue = scene.store.load_catalogue().await.unwrap();
        catalogue.find(&Viewer::Anonymous, later(9), &key).unwrap().effective_on()
    };
    // A file that still states the old day moves nothing; one that states a later day moves it on.
    scene.publish_at(later(2), &[amended("2027-04-01")]).await;
    assert_eq!(in_force().await, Some(may));
    let mut third = terms("SC-2026-0001", &[Initial, Material, Material]);
    for (revision, day) in third.revisions.iter_mut().zip(["2027-04-01", "2027-04-01", "2027-06-01"]) {
        let Facts::Notice(facts) = &mut revision.facts else { panic!("it is a notice") };
        facts.effective_on = day.parse().ok();
    }
    scene.publish_at(later(3), &[third]).await;
    assert_eq!(in_force().await, "2027-06-01".parse().ok());
}
