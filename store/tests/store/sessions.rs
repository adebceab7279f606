//! Sessions and attempts to sign in.

use crate::scene::{Scene, later, viewer};
use domain::audit::{Act, Actor, AuditAction, AuditFilter};
use domain::session::SessionRules;
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, TestDatabase, sample_time};
use store::{Attempt, NewSession, SessionRecord};

#[rstest]
#[tokio::test]
async fn a_session_lasts_until_it_expires(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.store.start_session(&[1; 32], scene.yumi.user, sample_time(), later(60)).await.unwrap();
    scene.store.start_session(&[2; 32], scene.mika.user, sample_time(), later(90)).await.unwrap();
    let of = |hash: [u8; 32], minutes| {
        let store = scene.store.clone();
        async move { store.viewer_by_session(&hash, later(minutes)).await.unwrap() }
    };
    assert_eq!(of([1; 32], 59).await, Some(viewer(&scene.yumi)));
    assert_eq!(of([1; 32], 60).await, None);
    assert_eq!(of([2; 32], 60).await, Some(Viewer::Staff(scene.mika.clone())));
    assert_eq!(of([3; 32], 0).await, None);
    assert_eq!(scene.store.sweep_sessions(later(60)).await.unwrap(), 1);
    assert_eq!(scene.database.count("session").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_session_that_was_ended_is_over(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.store.start_session(&[1; 32], scene.yumi.user, sample_time(), later(60)).await.unwrap();
    scene.store.end_session(&[1; 32]).await.unwrap();
    scene.store.end_session(&[1; 32]).await.unwrap();
    assert_eq!(scene.store.viewer_by_session(&[1; 32], later(1)).await.unwrap(), None);
}

const DAY: i64 = 24 * 60;

/// Signs somebody in, some minutes after the samples appear.
async fn sign_in(scene: &Scene, who: &Viewer, seed: u8, minute: i64, rules: SessionRules) {
    let act = Act { actor: Actor::of(who), network: None, at: later(minute) };
    let new = NewSession { token_hash: [seed; 32], rules, device: Some("Firefox"), replaces: None, second_step: None };
    scene.store.sign_in(who, &new, &Attempt::default(), &act).await.unwrap();
}

async fn sessions(scene: &Scene, who: &Viewer, current: u8, minute: i64) -> Vec<SessionRecord> {
    scene.store.sessions_of(who, Some(&[current; 32]), later(minute)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_session_goes_on_while_it_is_used_and_two_weeks_at_most(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (rules, yumi) = (SessionRules::default(), viewer(&scene.yumi));
    let lasts = |seed: u8, minute| {
        let store = scene.store.clone();
        async move { store.viewer_by_session(&[seed; 32], later(minute)).await.unwrap().is_some() }
    };
    for seed in [1, 2] {
        sign_in(&scene, &yumi, seed, 0, rules).await;
    }
    scene.store.use_session(&[1; 32], &rules, later(6 * DAY)).await.unwrap();
    assert!(lasts(2, 7 * DAY - 1).await && !lasts(2, 7 * DAY).await, "nobody used it");
    assert!(lasts(1, 13 * DAY - 1).await && !lasts(1, 13 * DAY).await);
    scene.store.use_session(&[1; 32], &rules, later(12 * DAY)).await.unwrap();
    assert!(lasts(1, 14 * DAY - 1).await && !lasts(1, 14 * DAY).await, "however much it is used");
    scene.store.use_session(&[2; 32], &rules, later(8 * DAY)).await.unwrap();
    assert!(!lasts(2, 8 * DAY).await, "what is over is not used");
}

#[rstest]
#[tokio::test]
async fn a_use_is_written_down_once_in_five_minutes_and_known_without_asking(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (rules, yumi) = (SessionRules::default(), viewer(&scene.yumi));
    sign_in(&scene, &yumi, 1, 0, rules).await;
    let used = async |minute| {
        scene.store.use_session(&[1; 32], &rules, later(minute)).await.unwrap();
        sessions(&scene, &yumi, 1, minute).await[0].used_at
    };
    assert_eq!((used(4).await, used(5).await, used(9).await), (later(0), later(5), later(5)));

    let other = scene.database.second_node().await;
    let before = scene.database.statements();
    let due = [0, 4, 5, 6, 9, 10].map(|minute| scene.store.is_use_due(&[1; 32], later(minute)));
    assert_eq!(due, [false, false, true, false, false, true], "from when it began");
    assert_eq!([6, 7].map(|minute| other.is_use_due(&[1; 32], later(minute))), [true, false], "each node for itself");
    assert_eq!(scene.database.statements(), before);
}

#[rstest]
#[tokio::test]
async fn of_more_sessions_than_one_may_have_the_one_unused_longest_ends(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let rules = SessionRules { most: 3, ..SessionRules::default() };
    let (yumi, ken) = (viewer(&scene.yumi), viewer(&scene.ken));
    sign_in(&scene, &ken, 9, 0, rules).await;
    for seed in 1..=3 {
        sign_in(&scene, &yumi, seed, i64::from(seed), rules).await;
    }
    scene.store.use_session(&[1; 32], &rules, later(10)).await.unwrap();
    sign_in(&scene, &yumi, 4, 11, rules).await;
    let is_there = |seed: u8| {
        let store = scene.store.clone();
        async move { store.viewer_by_session(&[seed; 32], later(12)).await.unwrap().is_some() }
    };
    let there = [is_there(1).await, is_there(2).await, is_there(3).await, is_there(4).await, is_there(9).await];
    assert_eq!(there, [true, false, true, true, true]);
    let filter = AuditFilter { action: Some(AuditAction::SessionsEnded), ..AuditFilter::default() };
    let page = scene.store.audit_page(&yumi, &filter, 10).await.unwrap().unwrap();
    assert_eq!((page.records.len(), page.records[0].1.details["why"].as_str()), (1, "too many"));
}

#[rstest]
#[tokio::test]
async fn one_session_is_ended_alone_and_by_its_owner(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (yumi, ken) = (viewer(&scene.yumi), viewer(&scene.ken));
    for (who, seed) in [(&yumi, 1), (&yumi, 2), (&yumi, 3), (&ken, 4)] {
        sign_in(&scene, who, seed, i64::from(seed), SessionRules::default()).await;
    }
    let listed = sessions(&scene, &yumi, 1, 5).await;
    let order: Vec<_> = listed.iter().map(|session| (session.started_at, session.is_current)).collect();
    assert_eq!(order, [(later(1), true), (later(3), false), (later(2), false)], "this one, then the last used");
    let act = |of: &Viewer| Act { actor: Actor::of(of), network: None, at: later(6) };
    let name = &listed[1].name;
    for stranger in [&ken, &Viewer::Anonymous] {
        assert_eq!(scene.store.end_one_session(stranger, name, &act(stranger)).await.unwrap(), None);
    }
    assert_eq!(scene.store.end_one_session(&yumi, "", &act(&yumi)).await.unwrap(), None);
    assert_eq!(scene.database.count("session").await, 4);
    assert_eq!(scene.store.end_one_session(&yumi, name, &act(&yumi)).await.unwrap(), Some(()));
    assert_eq!(scene.store.end_one_session(&yumi, name, &act(&yumi)).await.unwrap(), None);
    let left: Vec<_> = sessions(&scene, &yumi, 1, 7).await.iter().map(|session| session.started_at).collect();
    assert_eq!(left, [later(1), later(2)]);
    assert_eq!(scene.database.count("letter").await, 1, "its owner is told");
}

#[rstest]
#[tokio::test]
async fn whoever_loses_access_loses_their_sessions(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.store.start_session(&[1; 32], scene.yumi.user, sample_time(), later(60)).await.unwrap();
    scene.store.start_session(&[2; 32], scene.ken.user, sample_time(), later(60)).await.unwrap();
    scene.store.disable_user(scene.yumi.user, later(1)).await.unwrap();
    assert_eq!(scene.store.viewer_by_session(&[1; 32], later(1)).await.unwrap(), None);
    assert!(scene.store.viewer_by_session(&[2; 32], later(1)).await.unwrap().is_some());
    scene.store.start_session(&[3; 32], scene.yumi.user, later(2), later(60)).await.unwrap();
    assert_eq!(scene.store.viewer_by_session(&[3; 32], later(3)).await.unwrap(), None, "not even a newer one");
}

#[rstest]
#[tokio::test]
async fn failures_count_under_their_key_and_within_the_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let database = TestDatabase::create(engine).await;
    let store = &database.store;
    for minute in [0, 5, 10] {
        store.record_sign_in_failure("yumi@hinode.example", later(minute)).await.unwrap();
    }
    store.record_sign_in_failure("ken@hinode.example", later(10)).await.unwrap();
    assert_eq!(store.sign_in_failures("yumi@hinode.example", later(5)).await.unwrap(), 2);
    assert_eq!(store.sign_in_failures("ken@hinode.example", later(0)).await.unwrap(), 1);
    assert_eq!(store.sign_in_failures("sora@aozora.example", later(0)).await.unwrap(), 0);
    assert_eq!(store.sweep_sign_in_failures(later(10)).await.unwrap(), 2);
    assert_eq!(store.sign_in_failures("yumi@hinode.example", later(0)).await.unwrap(), 1);
}
