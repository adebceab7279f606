//! What people want by mail.

use crate::scene::{Scene, later, viewer};
use domain::subscription::{MailSubscription, Topic};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::Engine;

#[rstest]
#[tokio::test]
async fn who_never_chose_gets_nothing_and_is_offered_everything(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let offered = scene.store.mail_subscription(&viewer(&scene.yumi)).await.unwrap().unwrap();
    assert_eq!(offered, MailSubscription { is_active: false, ..MailSubscription::everything() });
    assert_eq!(scene.store.mail_subscription(&Viewer::Anonymous).await.unwrap(), None);
    scene.store.set_mail_subscription(&Viewer::Anonymous, &MailSubscription::everything(), later(1)).await.unwrap();
    assert_eq!(scene.database.count("mail_subscription").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_choice_replaces_the_one_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let yumi = viewer(&scene.yumi);
    let choices = [
        MailSubscription::everything(),
        MailSubscription { is_active: true, topics: [Topic::Security, Topic::Terms].into() },
        MailSubscription { is_active: false, topics: [Topic::Terms].into() },
        MailSubscription { is_active: true, topics: [].into() },
    ];
    for choice in choices {
        scene.store.set_mail_subscription(&yumi, &choice, later(1)).await.unwrap();
        assert_eq!(scene.store.mail_subscription(&yumi).await.unwrap(), Some(choice));
    }
    assert_eq!(scene.database.count("mail_subscription").await, 1);
}

#[rstest]
#[tokio::test]
async fn ending_twice_is_the_same_as_ending_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let yumi = viewer(&scene.yumi);
    scene.store.set_mail_subscription(&yumi, &MailSubscription::everything(), later(1)).await.unwrap();
    assert_eq!(scene.store.subscription_owner(1).await.unwrap().unwrap().user, scene.yumi.user);
    assert!(scene.store.end_subscription(1, later(2)).await.unwrap());
    assert!(scene.store.end_subscription(1, later(3)).await.unwrap());
    let ended = format!("mail_subscription WHERE ended_at = {}", later(2).timestamp_micros());
    assert_eq!(scene.database.count(&ended).await, 1, "the first time is the time it ended");
    assert!(!scene.store.mail_subscription(&yumi).await.unwrap().unwrap().is_active);
    assert!(!scene.store.end_subscription(99, later(2)).await.unwrap());
    assert_eq!(scene.store.subscription_owner(99).await.unwrap(), None);
}
