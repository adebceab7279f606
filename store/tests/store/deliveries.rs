//! Claiming and settling deliveries.

use crate::scene::{Scene, add, later, viewer};
use chrono::TimeDelta;
use domain::delivery::{DeliveryState, LEASE, MOST_ATTEMPTS, Outcome};
use domain::event::EventKind;
use domain::plan::Draft;
use domain::revision::RevisionClass::{Initial, Material};
use domain::subscription::MailSubscription;
use domain::viewer::TenantRole;
use rstest::rstest;
use std::collections::HashSet;
use store::DeliveryRecord;
use store::testing::{Engine, new_member, notice_draft, notice_key, only};

/// A notice told to `count` people of aozora.
async fn told(engine: Engine, count: usize) -> Scene {
    let scene = Scene::on(engine).await;
    for number in 0..count {
        let reader = add(&scene.store, &new_member(&format!("p{number}"), "aozora", TenantRole::Member)).await;
        scene.store.set_mail_subscription(&reader, &MailSubscription::everything(), later(0)).await.unwrap();
    }
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    assert_eq!(scene.store.expand_dispatches(later(0), 100).await.unwrap(), count);
    scene
}

async fn records(scene: &Scene) -> Vec<DeliveryRecord> {
    scene.store.deliveries_of(&scene.mika, &notice_key("SC-2026-0001")).await.unwrap().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_claim_has_all_that_the_mail_needs(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 1).await;
    let claimed = scene.store.claim_deliveries("a", later(1), 10).await.unwrap().pop().unwrap();
    assert_eq!((claimed.event, claimed.revision, claimed.attempts), (EventKind::Announced, 1, 0));
    assert_eq!((claimed.publication, claimed.name.as_str()), (notice_key("SC-2026-0001"), "p0"));
    assert_eq!(claimed.address.as_str(), "p0@aozora.example");
    let owner = scene.store.subscription_owner(claimed.subscription).await.unwrap().unwrap();
    assert_eq!((owner.user, owner.locale), (claimed.user, claimed.locale));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn workers_claim_disjoint_sets(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 30).await;
    let mut workers = tokio::task::JoinSet::new();
    for worker in ["a", "b", "c"] {
        let store = scene.database.second_node().await;
        workers.spawn(async move {
            let mut mine = vec![];
            loop {
                let claimed = store.claim_deliveries(worker, later(1), 4).await.unwrap();
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(claimed.into_iter().map(|delivery| delivery.id));
            }
        });
    }
    let mut claimed: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    // A worker may find everything in another's hands and stop early; nothing is lost by it.
    claimed.extend(scene.store.claim_deliveries("d", later(1), 100).await.unwrap().iter().map(|it| it.id));
    assert_eq!(claimed.len(), 30);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 30, "one was claimed twice");
}

#[rstest]
#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 1).await;
    let first = scene.store.claim_deliveries("a", later(1), 10).await.unwrap().pop().unwrap();
    let just_before = later(1) + LEASE - TimeDelta::microseconds(1);
    assert_eq!(scene.store.claim_deliveries("b", just_before, 10).await.unwrap(), []);
    let second = scene.store.claim_deliveries("b", later(1) + LEASE, 10).await.unwrap().pop().unwrap();
    assert_eq!(second, first, "the same delivery, with the same number for its Message-ID");
    scene.store.settle_delivery("a", first.id, &Outcome::Rejected("550".into()), later(7)).await.unwrap();
    assert_eq!(records(&scene).await[0].state, DeliveryState::Pending, "what comes late is ignored");
    scene.store.settle_delivery("b", second.id, &Outcome::Sent, later(8)).await.unwrap();
    scene.store.settle_delivery("b", second.id, &Outcome::Deferred("421".into()), later(9)).await.unwrap();
    let record = records(&scene).await.pop().unwrap();
    assert_eq!((record.state, record.attempts, record.sent_at), (DeliveryState::Sent, 1, Some(later(8))));
    assert_eq!((record.detail, record.next_attempt_at), (None, None));
}

#[rstest]
#[tokio::test]
async fn a_worker_that_is_merely_late_is_still_heard(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 1).await;
    let claimed = scene.store.claim_deliveries("a", later(1), 10).await.unwrap().pop().unwrap();
    scene.store.settle_delivery("a", claimed.id, &Outcome::Sent, later(30)).await.unwrap();
    assert_eq!(records(&scene).await[0].state, DeliveryState::Sent);
}

#[rstest]
#[tokio::test]
async fn what_was_deferred_is_tried_again_and_given_up_at_last(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = told(engine, 1).await;
    let mut now = later(1);
    for attempt in 0..MOST_ATTEMPTS {
        let claimed = scene.store.claim_deliveries("a", now, 10).await.unwrap().pop().unwrap();
        assert_eq!(claimed.attempts, attempt);
        scene.store.settle_delivery("a", claimed.id, &Outcome::Deferred("451 later".into()), now).await.unwrap();
        let record = records(&scene).await.pop().unwrap();
        assert_eq!((record.attempts, record.detail.as_deref()), (attempt + 1, Some("451 later")));
        match record.next_attempt_at {
            Some(next) => {
                let before = next - TimeDelta::microseconds(1);
                assert_eq!(scene.store.claim_deliveries("a", before, 10).await.unwrap(), []);
                now = next;
            }
            None => assert_eq!((record.state, attempt + 1), (DeliveryState::Failed, MOST_ATTEMPTS)),
        }
    }
    assert_eq!(records(&scene).await[0].state, DeliveryState::Failed);
    assert_eq!(scene.store.claim_deliveries("a", now + TimeDelta::days(9), 10).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn several_are_settled_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 3).await;
    let claimed = scene.store.claim_deliveries("a", later(1), 10).await.unwrap();
    let outcomes = [Outcome::Sent, Outcome::Rejected("550 no such user".into()), Outcome::NotWanted];
    let outcomes: Vec<_> = claimed.iter().map(|delivery| delivery.id).zip(outcomes).collect();
    scene.store.settle_deliveries("a", &outcomes, later(2)).await.unwrap();
    let counts = scene.store.delivery_counts().await.unwrap();
    let each = [DeliveryState::Sent, DeliveryState::Failed, DeliveryState::Skipped].map(|state| (state, 1));
    assert_eq!(counts, each.into());
    let mut settled: Vec<_> = records(&scene).await.iter().map(|it| (it.state, it.attempts, it.sent_at)).collect();
    settled.reverse();
    assert_eq!(
        settled,
        [(DeliveryState::Sent, 1, Some(later(2))), (DeliveryState::Failed, 1, None), (DeliveryState::Skipped, 0, None),]
    );
}

#[rstest]
#[tokio::test]
async fn what_is_no_longer_wanted_is_never_claimed(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 4).await;
    let people = records(&scene).await;
    let of = |name: &str| people.iter().find(|record| record.name == name).unwrap().user;
    let p0 = scene.store.viewer_of(of("p0")).await.unwrap().unwrap();
    let off = MailSubscription { is_active: false, ..MailSubscription::everything() };
    scene.store.set_mail_subscription(&p0, &off, later(1)).await.unwrap();
    let p1 = scene.store.viewer_of(of("p1")).await.unwrap().unwrap();
    let other = MailSubscription { is_active: true, topics: [].into() };
    scene.store.set_mail_subscription(&p1, &other, later(1)).await.unwrap();
    scene.store.disable_user(of("p2"), later(1)).await.unwrap();
    let claimed = scene.store.claim_deliveries("a", later(2), 1).await.unwrap();
    assert_eq!(claimed.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["p3"]);
    let skipped = records(&scene).await.iter().filter(|record| record.state == DeliveryState::Skipped).count();
    assert_eq!(skipped, 3);
}

#[rstest]
#[tokio::test]
async fn what_moved_out_of_sight_is_not_sent(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 1).await;
    scene.store.set_mail_subscription(&viewer(&scene.yumi), &MailSubscription::everything(), later(0)).await.unwrap();
    let narrowed = Draft { audience: only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial, Material]) };
    scene.publish_at(later(1), &[narrowed]).await;
    scene.store.expand_dispatches(later(2), 10).await.unwrap();
    let claimed = scene.store.claim_deliveries("a", later(2), 10).await.unwrap();
    let sent: Vec<_> = claimed.iter().map(|it| (it.name.as_str(), it.event)).collect();
    assert_eq!(sent, [("yumi", EventKind::Revised)]);
}

#[rstest]
#[tokio::test]
async fn deliveries_of_nothing_are_none(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = told(engine, 0).await;
    assert_eq!(records(&scene).await, []);
    assert_eq!(scene.store.deliveries_of(&scene.mika, &notice_key("SC-2026-9999")).await.unwrap(), None);
    assert_eq!(scene.store.claim_deliveries("a", later(1), 0).await.unwrap(), []);
}
