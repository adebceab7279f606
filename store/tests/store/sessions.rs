//! Sessions and attempts to sign in.

use crate::scene::{Scene, later, viewer};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, TestDatabase, sample_time};

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
