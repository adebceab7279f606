//! A plan is carried out only while it holds: where somebody else was first, or an hour has come, nothing is written.

use crate::scene::{Scene, later};
use chrono::TimeDelta;
use domain::clock::FixedClock;
use domain::event::Recorder;
use domain::plan::{Draft, Step};
use domain::revision::RevisionClass::{Initial, Material};
use domain::timeline::{Transition, Verb};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, notice_draft, notice_key};
use store::{NewEvent, Published, StoreError, Validity};

const ID: &str = "SC-2026-0001";

/// A second revision, planned two minutes after the first appeared and good for an hour.
async fn plan(scene: &Scene) -> ([(Draft, Step); 1], Validity) {
    let version = scene.store.catalogue_version().await.unwrap();
    let step = Step::Revised { from: 2, class: Material };
    ([(notice_draft(ID, &[Initial, Material]), step)], Validity { version, from: later(2), until: later(60) })
}

async fn carry_out(scene: &Scene, at: i64, (steps, validity): &([(Draft, Step); 1], Validity)) -> Option<Published> {
    match scene.store.publish(None, steps, *validity, &FixedClock::at(later(at))).await {
        Ok(published) => Some(published),
        Err(StoreError::Conflict { .. }) => None,
        Err(error) => panic!("{error:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn what_is_published_is_published_when_it_is_written(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft(ID, &[Initial])]).await;
    let published = carry_out(&scene, 59, &plan(&scene).await).await.unwrap();
    assert_eq!((published.revised, published.catalogue_version), (1, 2));
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.find(&Viewer::Anonymous, later(59), &notice_key(ID)).unwrap();
    assert_eq!(notice.history[1].published_at, later(59), "and not when it was planned");
    assert_eq!(notice.updated_at(), later(59));
}

#[rstest]
#[case::the_hour_has_come(60)]
#[case::the_clock_was_set_back(1)]
#[tokio::test]
async fn a_plan_of_another_time_is_not_carried_out(
    #[case] at: i64,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft(ID, &[Initial])]).await;
    assert_eq!(carry_out(&scene, at, &plan(&scene).await).await, None);
    assert_eq!(scene.database.count("revision").await, 1);
    assert_eq!(scene.store.catalogue_version().await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn what_was_recorded_meanwhile_is_seen_first(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft(ID, &[Initial])]).await;
    let plan = plan(&scene).await;
    let new = NewEvent {
        transition: Transition::to(Verb::Start),
        by: Recorder::CommandLine,
        message: None,
        lead_time_exception: None,
    };
    let node = scene.database.second_node().await;
    node.record_event(&notice_key(ID), &new, later(2) + TimeDelta::seconds(1)).await.unwrap().unwrap();
    assert_eq!(carry_out(&scene, 3, &plan).await, None);
    assert_eq!(scene.database.count("revision").await, 1);
    assert!(carry_out(&scene, 4, &self::plan(&scene).await).await.is_some(), "made anew it holds");
}
