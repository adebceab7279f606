//! Recording what becomes of a notice: one transaction, once, on every node, and who is told of it.

use crate::scene::{Scene, later, publish, viewer};
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::{Event, EventDetails, EventKind, Moved, Recorder};
use domain::lead_time::{LeadTimeRule, Span};
use domain::locale::Localized;
use domain::notice::{NoticeState, Planned};
use domain::plan::Draft;
use domain::publication::Publication;
use domain::revision::Facts;
use domain::revision::RevisionClass::{self, Editorial, Initial, Material};
use domain::subscription::MailSubscription;
use domain::timeline::{Refusal, Shift, Transition, Verb};
use domain::viewer::Viewer;
use rstest::rstest;
use std::sync::Arc;
use store::testing::{Engine, disclosure_draft, instant, notice_draft, notice_key, sample_portal};
use store::{NewEvent, Recording, Store};

const ID: &str = "SC-2026-0001";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn hour(hours: i64) -> DateTime<Utc> {
    later(hours * 60)
}

/// A notice whose revisions state these planned times, in hours after it appears.
fn planned(revisions: &[(RevisionClass, i64, i64)]) -> Draft {
    let classes: Vec<_> = revisions.iter().map(|(class, ..)| *class).collect();
    let mut draft = notice_draft(ID, &classes);
    for (revision, (_, start, end)) in draft.revisions.iter_mut().zip(revisions) {
        let Facts::Notice(facts) = &mut revision.facts else { panic!("a notice") };
        facts.planned = Some(times(*start, *end));
    }
    draft
}

fn times(start: i64, end: i64) -> Planned {
    Planned { start: hour(start), end: Some(hour(end)) }
}

fn automatic(mut draft: Draft) -> Draft {
    for revision in &mut draft.revisions {
        let Facts::Notice(facts) = &mut revision.facts else { panic!("a notice") };
        facts.is_automatic = true;
    }
    draft
}

fn by_command(transition: Transition) -> NewEvent {
    NewEvent { transition, by: Recorder::CommandLine, message: None, lead_time_exception: None }
}

fn to(verb: Verb) -> NewEvent {
    by_command(Transition::to(verb))
}

async fn record(store: &Store, new: &NewEvent, now: DateTime<Utc>) -> Recording {
    store.record_event(&notice_key(ID), new, now).await.unwrap().unwrap()
}

async fn stands(scene: &Scene, now: DateTime<Utc>) -> Arc<Publication> {
    let catalogue = scene.store.load_catalogue().await.unwrap();
    catalogue.find(&Viewer::Staff(scene.mika.clone()), now, &notice_key(ID)).unwrap()
}

fn kinds(notice: &Publication) -> Vec<(EventKind, DateTime<Utc>)> {
    notice.events.iter().map(|event| (event.kind, event.at)).collect()
}

async fn dispatches(scene: &Scene) -> i64 {
    scene.database.count("dispatch").await
}

#[rstest]
#[tokio::test]
async fn what_is_recorded_comes_back_as_it_was_and_is_told(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    let by = Recorder::Staff { user: scene.mika.user, name: "Mika".to_owned() };
    let message = Some(Localized::both("少し早めに始めます。".to_owned(), "We begin a little early.".to_owned()));
    let new = NewEvent {
        transition: Transition::to(Verb::Start),
        by: by.clone(),
        message: message.clone(),
        lead_time_exception: None,
    };
    let Recording::Recorded(event) = record(&scene.store, &new, instant("2026-11-20T10:00:00.1234567Z")).await else {
        panic!("recorded")
    };
    let at = instant("2026-11-20T10:00:00.123456Z");
    let (kind, details) = (EventKind::Started, EventDetails { message, ..EventDetails::default() }.boxed());
    let expected = Event { id: event.id, kind, at, recorded_at: at, by, revision: 1, details };
    assert_eq!(event, expected);
    let notice = stands(&scene, hour(10)).await;
    assert_eq!(notice.events.last(), Some(&expected));
    assert_eq!(notice.state(hour(10)), NoticeState::Running);
    assert_eq!(scene.store.catalogue_version().await.unwrap(), 2, "every node will look");
    assert_eq!(dispatches(&scene).await, 2, "the announcement and the beginning");
}

#[rstest]
#[tokio::test]
async fn the_same_again_and_what_cannot_be_change_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    record(&scene.store, &to(Verb::Start), hour(10)).await;
    let (version, events) = (scene.store.catalogue_version().await.unwrap(), scene.database.count("event").await);
    assert_eq!(record(&scene.store, &to(Verb::Start), hour(11)).await, Recording::Unchanged);
    let back = Transition::reschedule(Shift { start: Some(hour(5)), end: None });
    assert_eq!(record(&scene.store, &by_command(back), hour(11)).await, Recording::Refused(Refusal::StartHasPassed));
    assert_eq!(record(&scene.store, &to(Verb::Closed), hour(11)).await, Recording::Refused(Refusal::NotAnIncident));
    let nowhere = scene.store.record_event(&notice_key("SC-2026-0999"), &to(Verb::Start), hour(11)).await.unwrap();
    assert_eq!(nowhere, None);
    assert_eq!(scene.store.catalogue_version().await.unwrap(), version);
    assert_eq!((scene.database.count("event").await, dispatches(&scene).await), (events, 2));
}

#[rstest]
#[tokio::test]
async fn only_a_notice_that_has_appeared_has_a_life(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { publish_at: hour(5), ..planned(&[(Initial, 10, 12)]) };
    scene.publish(&[hidden, disclosure_draft("safeguards", &[Initial])]).await;
    assert_eq!(record(&scene.store, &to(Verb::Cancel), hour(4)).await, Recording::Refused(Refusal::NotPublished));
    let disclosure = disclosure_draft("safeguards", &[Initial]).key;
    let refused = scene.store.record_event(&disclosure, &to(Verb::Withdraw), hour(4)).await.unwrap();
    assert_eq!(refused, Some(Recording::Refused(Refusal::NotANotice)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_several_who_record_the_same_at_once_one_does(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    for (verb, shift, hours) in [
        (Verb::Reschedule, Shift { start: Some(hour(20)), end: None }, 1),
        (Verb::Start, Shift::default(), 20),
        (Verb::Complete, Shift::default(), 21),
    ] {
        let mut writers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let node = scene.database.second_node().await;
            let new = by_command(Transition { verb, shift });
            writers.spawn(async move { record(&node, &new, hour(hours)).await });
        }
        let outcomes = writers.join_all().await;
        let recorded = outcomes.iter().filter(|outcome| matches!(outcome, Recording::Recorded(_))).count();
        let unchanged = outcomes.iter().filter(|outcome| **outcome == Recording::Unchanged).count();
        assert_eq!((recorded, unchanged), (1, 3), "{verb:?}: {outcomes:?}");
    }
    assert_eq!((scene.database.count("event").await, dispatches(&scene).await), (4, 4));
}

#[rstest]
#[tokio::test]
async fn the_database_itself_keeps_a_second_beginning_out(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    record(&scene.store, &to(Verb::Start), hour(10)).await;
    // As if the first had not been seen: it is hidden from the rules, not from the constraint.
    scene.database.tamper("UPDATE event SET kind = 'withdrawn' WHERE kind = 'announced'").await;
    let again = "INSERT INTO event (publication_id, revision, kind, happened_at) VALUES (1, 1, 'started', 1)";
    let moves = again.replace("started", "rescheduled");
    scene.database.tamper(&moves).await;
    scene.database.tamper(&moves).await;
    let database = std::panic::AssertUnwindSafe(scene.database.tamper(again));
    assert!(futures_catch(database).await, "a second beginning was taken");
}

/// Whether a future panics.
async fn futures_catch(future: impl Future<Output = ()>) -> bool {
    let mut future = Box::pin(future);
    std::future::poll_fn(move |context| {
        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| future.as_mut().poll(context)));
        polled.map_or(std::task::Poll::Ready(true), |poll| poll.map(|()| false))
    })
    .await
}

#[rstest]
#[tokio::test]
async fn what_is_automatic_is_recorded_once_however_many_nodes_there_are(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[automatic(planned(&[(Initial, 10, 12)]))]).await;
    let keys = [notice_key(ID)];
    assert_eq!(scene.store.record_due(&keys, hour(9)).await.unwrap(), 0);
    assert_eq!(scene.store.catalogue_version().await.unwrap(), 1, "nothing due is nothing written");
    let nodes = (scene.database.second_node().await, scene.database.second_node().await);
    let (one, other) = tokio::join!(nodes.0.record_due(&keys, hour(10)), nodes.1.record_due(&keys, hour(10)));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    let (one, other) = tokio::join!(nodes.0.record_due(&keys, hour(13)), nodes.1.record_due(&keys, hour(13)));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    let notice = stands(&scene, hour(13)).await;
    let expected = [(EventKind::Announced, hour(0)), (EventKind::Started, hour(10)), (EventKind::Completed, hour(12))];
    assert_eq!(kinds(&notice), expected);
    let end = notice.events.last().unwrap();
    assert_eq!((&end.by, end.recorded_at), (&Recorder::Schedule, hour(13)), "late, and said so");
    assert_eq!(dispatches(&scene).await, 3);
    // A clock that jumps back and forth finds nothing to do again.
    for now in [hour(9), hour(10), hour(14)] {
        assert_eq!(scene.store.record_due(&keys, now).await.unwrap(), 0);
    }
}

#[rstest]
#[tokio::test]
async fn a_server_that_slept_over_it_all_tells_of_the_end_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[automatic(planned(&[(Initial, 10, 12)]))]).await;
    assert_eq!(scene.store.record_due(&[notice_key(ID)], hour(100)).await.unwrap(), 2);
    assert_eq!(dispatches(&scene).await, 2, "the announcement and the end");
}

#[rstest]
#[tokio::test]
async fn history_that_is_filled_in_is_told_to_nobody(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = automatic(planned(&[(Initial, 10, 12), (Material, 20, 22)]));
    scene.publish_at(hour(500), &[draft]).await;
    assert_eq!(scene.store.record_due(&[notice_key(ID)], hour(501)).await.unwrap(), 2);
    assert_eq!(dispatches(&scene).await, 0);
    let notice = stands(&scene, hour(501)).await;
    let moved = notice.event_of(EventKind::Rescheduled).and_then(Event::moved);
    assert_eq!(moved, Some(Moved { from: Some(times(10, 12)), to: times(20, 22) }));
    assert_eq!(notice.at_of(EventKind::Started), Some(hour(20)), "the time in force");
}

#[rstest]
#[tokio::test]
async fn a_revision_with_another_time_is_told_as_a_move_whatever_its_class(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Editorial, Material)] class: RevisionClass,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    let moved = planned(&[(Initial, 10, 12), (class, 20, 22)]);
    let foretold = scene.store.moving(&[&moved], hour(1)).await.unwrap();
    assert_eq!(foretold, [notice_key(ID)].into(), "the plan says so before");
    let published = scene.publish_at(hour(1), &[moved]).await;
    assert_eq!(published.dispatches, 1, "one mail about one publish");
    let notice = stands(&scene, hour(1)).await;
    let expected = [(EventKind::Announced, hour(0)), (EventKind::Revised, hour(1)), (EventKind::Rescheduled, hour(1))];
    assert_eq!(kinds(&notice), expected);
    assert_eq!(notice.planned(), Some(times(20, 22)));
    assert_eq!(scene.database.count("dispatch d JOIN event e ON e.id = d.event_id AND e.kind = 'revised'").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_file_with_the_old_time_does_not_move_it_back(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    let shift = Transition::reschedule(Shift { start: Some(hour(30)), end: None });
    assert!(matches!(record(&scene.store, &by_command(shift), hour(1)).await, Recording::Recorded(_)));
    scene.publish_at(hour(2), &[planned(&[(Initial, 10, 12), (Editorial, 10, 12)])]).await;
    assert_eq!(stands(&scene, hour(2)).await.planned(), Some(times(30, 32)));
    let followed = [(Initial, 10, 12), (Editorial, 10, 12), (Editorial, 30, 32)];
    let published = scene.publish_at(hour(3), &[planned(&followed)]).await;
    assert_eq!(published.dispatches, 0, "the file says what is in force");
    let other = [&followed[..], &[(Editorial, 40, 42)]].concat();
    scene.publish_at(hour(4), &[planned(&other)]).await;
    assert_eq!(stands(&scene, hour(4)).await.planned(), Some(times(40, 42)), "the last word counts");
}

#[rstest]
#[tokio::test]
async fn before_it_appears_a_time_moves_without_a_word(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = |revisions: &[_]| Draft { publish_at: hour(5), ..planned(revisions) };
    scene.publish(&[hidden(&[(Initial, 10, 12)])]).await;
    scene.publish_at(hour(1), &[hidden(&[(Initial, 10, 12), (Material, 20, 22)])]).await;
    let notice = stands(&scene, hour(5)).await;
    assert!(notice.event_of(EventKind::Rescheduled).is_none());
    assert_eq!((notice.planned(), dispatches(&scene).await), (Some(times(20, 22)), 1));
}

#[rstest]
#[tokio::test]
async fn who_may_see_it_and_wants_mail_is_told_of_each_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    for reader in [viewer(&scene.yumi), viewer(&scene.sora)] {
        scene.store.set_mail_subscription(&reader, &MailSubscription::everything(), later(0)).await.unwrap();
    }
    let draft = Draft { audience: store::testing::only(&["hinode"]), ..planned(&[(Initial, 10, 12)]) };
    publish(&scene.store, later(0), &[draft]).await;
    record(&scene.store, &to(Verb::Start), hour(10)).await;
    record(&scene.store, &to(Verb::Complete), hour(12)).await;
    scene.store.expand_dispatches(hour(12), 10).await.unwrap();
    let claimed = scene.store.claim_deliveries("one", hour(12), 10).await.unwrap();
    let told: Vec<_> = claimed.iter().map(|claimed| (claimed.user, claimed.event)).collect();
    let yumi = scene.yumi.user;
    assert_eq!(told, [(yumi, EventKind::Announced), (yumi, EventKind::Started), (yumi, EventKind::Completed)]);
    let notice = stands(&scene, hour(12)).await;
    let ids: Vec<_> = notice.events.iter().map(|event| event.id).collect();
    assert_eq!(claimed.iter().map(|claimed| claimed.event_id).collect::<Vec<_>>(), ids);
}

#[rstest]
#[tokio::test]
async fn what_is_called_off_asks_for_no_acknowledgement_and_keeps_those_it_had(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[planned(&[(Initial, 10, 12)])]).await;
    let digest = stands(&scene, hour(1)).await.current.head.digest;
    let key = notice_key(ID);
    scene.store.acknowledge(&scene.yumi, &key, &digest, hour(1)).await.unwrap();
    record(&scene.store, &to(Verb::Cancel), hour(2)).await;
    let refused = scene.store.acknowledge(&scene.ken, &key, &digest, hour(3)).await.unwrap();
    assert_eq!(refused, Some(store::AckOutcome::NotAsked));
    let covered = scene.store.coverage_of(&scene.mika, &key).await.unwrap().unwrap();
    assert_eq!(covered.iter().map(|tenant| tenant.coverage.acknowledged).sum::<usize>(), 1);
}

#[rstest]
#[tokio::test]
async fn a_change_brought_forward_keeps_the_lead_times_or_says_why_not(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let hinode = scene.ken.tenant.id.clone();
    let rule = LeadTimeRule {
        kind: None,
        category: None,
        impact: None,
        plans: [].into(),
        tenants: [hinode.clone()].into(),
        since: None,
        span: Span::Days(14),
    };
    let mut portal = sample_portal();
    portal.lead_times.rules.push(rule);
    store::testing::publish(&scene.store, Some(&portal), &[], hour(0)).await.unwrap();
    scene.publish(&[planned(&[(Initial, 480, 482)])]).await;
    let (version, events) = (scene.store.catalogue_version().await.unwrap(), scene.database.count("event").await);

    let forward = by_command(Transition::reschedule(Shift { start: Some(hour(240)), end: None }));
    let Recording::TooEarly(early) = record(&scene.store, &forward, hour(1)).await else { panic!("too early") };
    assert_eq!((early.starts_on, early.earliest), (day("2026-11-30"), day("2026-12-04")));
    assert_eq!(early.tenants, [hinode].into());
    assert_eq!(scene.store.catalogue_version().await.unwrap(), version);
    assert_eq!(scene.database.count("event").await, events, "nothing was changed");

    let reason = Some(Localized::both("法令の改正に合わせます。".to_owned(), "The law changes.".to_owned()));
    let excused = NewEvent { lead_time_exception: reason.clone(), ..forward };
    let Recording::Recorded(event) = record(&scene.store, &excused, hour(1)).await else { panic!("recorded") };
    assert_eq!(event.lead_time_exception(), reason.as_ref());
    assert_eq!(stands(&scene, hour(2)).await.events.last(), Some(&event));
    // Back to where it was: everyone gains time.
    let back = by_command(Transition::reschedule(Shift { start: Some(hour(241 + 24)), end: None }));
    assert!(matches!(record(&scene.store, &back, hour(2)).await, Recording::Recorded(_)));
    let beginning = NewEvent { lead_time_exception: reason, ..to(Verb::Start) };
    let Recording::Recorded(event) = record(&scene.store, &beginning, hour(3)).await else { panic!("recorded") };
    assert_eq!(event.lead_time_exception(), None, "a reason belongs to a move");
}
