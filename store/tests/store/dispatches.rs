//! From events to deliveries: nobody lost, nobody told twice.

use crate::scene::{Scene, add, later, viewer};
use domain::plan::Draft;
use domain::revision::RevisionClass::{Initial, Material};
use domain::subscription::{MailSubscription, Topic};
use domain::viewer::{StaffRole, TenantRole, Viewer};
use rstest::rstest;
use store::testing::{Engine, new_member, new_staff, notice_draft, notice_key, only, sample_time};

/// `count` subscribers of aozora, and nobody else.
async fn with_subscribers(engine: Engine, count: usize) -> Scene {
    let scene = Scene::on(engine).await;
    for number in 0..count {
        let user = new_member(&format!("p{number}"), "aozora", TenantRole::Member);
        let reader = add(&scene.store, &user).await;
        scene.store.set_mail_subscription(&reader, &MailSubscription::everything(), later(0)).await.unwrap();
    }
    scene
}

#[rstest]
#[tokio::test]
async fn repeating_it_tells_nobody_twice(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = with_subscribers(engine, 7).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    assert_eq!(scene.store.expand_dispatches(later(1), 3).await.unwrap(), 7);
    assert_eq!(scene.store.expand_dispatches(later(2), 3).await.unwrap(), 0);
    assert_eq!(scene.store.expand_next_batch(later(2), 3).await.unwrap(), None);
    assert_eq!(scene.database.count("delivery").await, 7);
    scene.publish_at(later(3), &[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    assert_eq!(scene.store.expand_dispatches(later(3), 100).await.unwrap(), 7, "another event is told to all again");
}

#[rstest]
#[tokio::test]
async fn interrupted_between_batches_it_goes_on_where_it_stood(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = with_subscribers(engine, 8).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    assert_eq!(scene.store.expand_next_batch(later(1), 3).await.unwrap(), Some(3));
    let other = scene.database.second_node().await;
    assert_eq!(other.expand_next_batch(later(2), 3).await.unwrap(), Some(3));
    for micros in [0, 50, 200, 800] {
        let limit = std::time::Duration::from_micros(micros);
        drop(tokio::time::timeout(limit, other.expand_next_batch(later(2), 1)).await);
    }
    scene.store.expand_dispatches(later(3), 3).await.unwrap();
    assert_eq!(scene.database.count("delivery").await, 8);
    assert_eq!(scene.database.count("dispatch WHERE expanded_at IS NULL").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_batch_done_over_again_doubles_nobody(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = with_subscribers(engine, 5).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    assert_eq!(scene.store.expand_dispatches(later(1), 2).await.unwrap(), 5);
    scene.database.tamper("UPDATE dispatch SET expanded_at = NULL, expanded_to = 0").await;
    assert_eq!(scene.store.expand_dispatches(later(1), 2).await.unwrap(), 0);
    assert_eq!(scene.database.count("delivery").await, 5);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_workers_at_once_tell_everyone_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = with_subscribers(engine, 20).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])]).await;
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = scene.database.second_node().await;
        workers.spawn(async move { store.expand_dispatches(later(1), 3).await.unwrap() });
    }
    let told: usize = workers.join_all().await.into_iter().sum();
    let left = scene.store.expand_dispatches(later(1), 3).await.unwrap();
    assert_eq!((told + left, scene.database.count("delivery").await), (40, 40));
}

#[rstest]
#[tokio::test]
async fn only_those_concerned_are_told(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let everything = MailSubscription::everything();
    let ken = viewer(&scene.ken);
    for reader in [viewer(&scene.yumi), viewer(&scene.sora), Viewer::Staff(scene.mika.clone())] {
        scene.store.set_mail_subscription(&reader, &everything, later(0)).await.unwrap();
    }
    let other_stream = MailSubscription { is_active: true, topics: [Topic::Terms].into() };
    scene.store.set_mail_subscription(&ken, &other_stream, later(0)).await.unwrap();
    let off = add(&scene.store, &new_member("rin", "hinode", TenantRole::Member)).await;
    scene
        .store
        .set_mail_subscription(&off, &MailSubscription { is_active: false, ..everything.clone() }, later(0))
        .await
        .unwrap();
    let gone = add(&scene.store, &new_staff("taro", &[StaffRole::Author])).await;
    scene.store.set_mail_subscription(&gone, &everything, later(0)).await.unwrap();
    scene.store.disable_user(gone.user().unwrap(), later(0)).await.unwrap();
    let draft = Draft { audience: only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    scene.publish(&[draft]).await;
    scene.store.expand_dispatches(later(1), 100).await.unwrap();
    let told = scene.store.deliveries_of(&scene.mika, &notice_key("SC-2026-0001")).await.unwrap().unwrap();
    let mut names: Vec<_> = told.iter().map(|delivery| delivery.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["mika", "yumi"]);
    let reach = scene.store.reach(&only(&["hinode"]), Topic::Specification).await.unwrap();
    assert_eq!(reach.mails, 2, "the plan counts the same");
}

#[rstest]
#[tokio::test]
async fn nothing_is_told_before_its_hour(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = with_subscribers(engine, 1).await;
    let draft = Draft { publish_at: later(60), ..notice_draft("SC-2026-0001", &[Initial]) };
    scene.publish_at(sample_time(), &[draft]).await;
    assert_eq!(scene.store.expand_dispatches(later(59), 10).await.unwrap(), 0);
    assert_eq!(scene.store.expand_dispatches(later(60), 10).await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn what_comes_next_is_known_to_the_second(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = with_subscribers(engine, 1).await;
    assert_eq!(scene.store.next_due(later(0)).await.unwrap(), None);
    let at = later(10) + chrono::TimeDelta::seconds(17);
    let (soon, far) = (notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial]));
    scene.publish(&[Draft { publish_at: at, ..soon }, Draft { publish_at: later(30), ..far }]).await;
    assert_eq!(scene.store.next_due(later(0)).await.unwrap(), Some(at));
    assert_eq!(scene.store.next_due(at).await.unwrap(), Some(later(30)), "what is due now is not what comes next");
    assert_eq!(scene.store.expand_dispatches(at - chrono::TimeDelta::microseconds(1), 100).await.unwrap(), 0);
    assert_eq!(scene.store.expand_dispatches(at, 100).await.unwrap(), 1);
}
