//! A disk that is full: what cannot be written is refused whole, what can be read is answered, and once
//! there is room the same calls succeed, once. Only `SQLite` has its data on a disk of ours.

use crate::scene::{Scene, add, later, member, viewer};
use domain::plan::{Draft, Ground, Step, decide};
use domain::revision::RevisionClass::{Initial, Material};
use domain::subscription::MailSubscription;
use domain::viewer::TenantRole;
use rstest::rstest;
use store::testing::{Engine, new_member, notice_draft, notice_key, sample_attachment, sample_time};
use store::{AckOutcome, StoreError};

/// Whether it is this error and no other.
fn is_full(error: &StoreError) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.to_string().contains("database or disk is full"))
}

/// A first version, or the second of what stands, with a file that fits into no page that is there.
async fn large(scene: &Scene, id: &str) -> Vec<(Draft, Step)> {
    let standings = scene.store.standings().await.unwrap();
    let standing = standings.iter().find(|standing| standing.key == notice_key(id));
    let mut draft = notice_draft(id, if standing.is_some() { &[Initial, Material] } else { &[Initial] });
    let bytes = vec![b'x'; 256 * 1024];
    draft.revisions.last_mut().unwrap().attachments = vec![sample_attachment("large.txt", 9, &bytes)];
    let step = decide(standing, &draft, Ground { now: sample_time(), is_empty: false }).unwrap();
    vec![(draft, step)]
}

#[rstest]
#[tokio::test]
async fn a_publish_that_does_not_fit_leaves_nothing_and_succeeds_when_there_is_room(
    #[values("SC-2026-0001", "SC-2026-0002")] id: &str,
) {
    let scene = Scene::on(Engine::Sqlite).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let steps = large(&scene, id).await;
    scene.database.fill_disk().await;
    let before = scene.database.contents().await;
    for _ in 0..2 {
        let error = store::testing::publish(&scene.store, None, &steps, later(1)).await.unwrap_err();
        assert!(is_full(&error), "{error:?}");
        assert_eq!(scene.database.contents().await, before);
    }
    let catalogue = scene.store.load_catalogue().await.unwrap();
    assert!(catalogue.find(&viewer(&scene.yumi), later(1), &notice_key("SC-2026-0001")).is_some());

    scene.database.make_room().await;
    let published = store::testing::publish(&scene.store, None, &steps, later(2)).await.unwrap();
    assert_eq!((published.new + published.revised, published.dispatches), (1, 1));
    assert!(store::testing::publish(&scene.store, None, &steps, later(3)).await.is_err(), "it stands, and once");
    assert_eq!(scene.database.count("revision").await, 2);
    assert_eq!(scene.database.count("dispatch").await, 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_acknowledgement_is_kept_or_refused_and_never_told_as_what_it_is_not() {
    let scene = Scene::on(Engine::Sqlite).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let digest = &draft.revisions[0].digest;
    let mut people = vec![];
    for number in 0..200 {
        people.push(member(&scene.store, &new_member(&format!("p{number}"), "aozora", TenantRole::Member)).await);
    }
    scene.database.fill_disk().await;

    // One after another, until no page has room for one more.
    let mut refused = vec![];
    for person in &people {
        let before = scene.database.contents().await;
        match scene.store.acknowledge(person, &draft.key, digest, later(1)).await {
            Ok(answer) => assert!(matches!(answer, Some(AckOutcome::Accepted(_))), "{answer:?}"),
            Err(error) => {
                assert!(is_full(&error), "{error:?}");
                assert_eq!(scene.database.contents().await, before);
                refused.push(person.clone());
            }
        }
        let stands = scene.store.acknowledgements_of(&viewer(person)).await.unwrap().len();
        assert_eq!(stands, usize::from(!refused.contains(person)), "what was answered is what stands");
    }
    assert!(refused.len() >= 2 && refused.len() < people.len(), "{} refused", refused.len());

    // All that were refused at once, in groups.
    let mut asking = tokio::task::JoinSet::new();
    for person in refused.clone() {
        let (store, draft) = (scene.store.clone(), draft.clone());
        asking.spawn(async move {
            let digest = &draft.revisions[0].digest;
            let error = store.acknowledge(&person, &draft.key, digest, later(2)).await.unwrap_err();
            assert!(is_full(&error), "{error:?}");
        });
    }
    asking.join_all().await;
    let told = people.len() - refused.len();
    assert_eq!(scene.database.count("acknowledgement").await, i64::try_from(told).unwrap());
    assert!(scene.store.coverage_of(&scene.mika, &draft.key).await.unwrap().is_some(), "pages are answered");

    scene.database.make_room().await;
    for minute in [3, 4] {
        for person in &refused {
            let answer = scene.store.acknowledge(person, &draft.key, digest, later(minute)).await.unwrap();
            let Some(AckOutcome::Accepted(given)) = answer else { panic!("{answer:?}") };
            assert_eq!(given.acknowledged_at, later(3), "once");
        }
    }
    assert_eq!(scene.database.count("acknowledgement").await, 200);
}

#[rstest]
#[tokio::test]
async fn deliveries_that_do_not_fit_are_made_whole_when_there_is_room() {
    let scene = Scene::on(Engine::Sqlite).await;
    for number in 0..150 {
        let reader = add(&scene.store, &new_member(&format!("p{number}"), "aozora", TenantRole::Member)).await;
        scene.store.set_mail_subscription(&reader, &MailSubscription::everything(), later(0)).await.unwrap();
    }
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.database.fill_disk().await;
    let before = scene.database.contents().await;
    for _ in 0..2 {
        let error = scene.store.expand_dispatches(later(1), 500).await.unwrap_err();
        assert!(is_full(&error), "{error:?}");
        assert_eq!(scene.database.contents().await, before);
    }
    assert_eq!(scene.store.claim_deliveries("a", later(1), 10).await.unwrap(), [], "there is nothing half made");
    scene.database.make_room().await;
    assert_eq!(scene.store.expand_dispatches(later(2), 500).await.unwrap(), 150);
    assert_eq!(scene.store.expand_dispatches(later(3), 500).await.unwrap(), 0);
    assert_eq!(scene.database.count("delivery").await, 150);
}
