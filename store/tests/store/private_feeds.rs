//! Private feeds: as whom they read, and when they end.

use crate::scene::{Scene, later, viewer};
use domain::audit::{Act, AuditAction, AuditFilter};
use domain::person::PersonChange;
use domain::private_feed::{MOST, PrivateFeedId, PrivateFeedRefusal};
use domain::viewer::{TenantRole, Viewer};
use rstest::rstest;
use store::testing::{Engine, sample_tenant};
use store::{Store, TokenHash};

const HASH: TokenHash = [1; 32];

fn act(minutes: i64) -> Act {
    Act::of_system(later(minutes))
}

async fn make(store: &Store, owner: &Viewer, hash: TokenHash) -> PrivateFeedId {
    store.make_private_feed(owner, "会社のPC", &hash, &act(0)).await.unwrap().unwrap().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_feed_reads_as_its_owner_until_they_end_it(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (store, ken) = (&scene.store, viewer(&scene.ken));
    let id = make(store, &ken, HASH).await;
    let reader = store.feed_reader(&HASH, later(1)).await.unwrap().unwrap();
    assert_eq!((reader.feed.id, &reader.viewer), (id, &ken));
    assert_eq!(store.feed_reader(&[2; 32], later(1)).await.unwrap(), None, "unknown");
    for minutes in [2, 59] {
        store.feed_reader(&HASH, later(minutes)).await.unwrap().unwrap();
    }
    let listed = store.private_feeds(&ken).await.unwrap();
    assert_eq!((listed.len(), listed[0].name.as_str(), listed[0].last_fetched_at), (1, "会社のPC", Some(later(1))));
    store.feed_reader(&HASH, later(62)).await.unwrap().unwrap();
    assert_eq!(store.private_feeds(&ken).await.unwrap()[0].last_fetched_at, Some(later(62)), "noted once an hour");

    for other in [viewer(&scene.yumi), viewer(&scene.sora), Viewer::Staff(scene.mika.clone()), Viewer::Anonymous] {
        assert_eq!(store.end_private_feed(&other, id, &act(1)).await.unwrap(), None, "not theirs");
        assert!(store.private_feeds(&other).await.unwrap().is_empty());
    }
    assert!(store.feed_reader(&HASH, later(1)).await.unwrap().is_some());
    assert_eq!(store.end_private_feed(&ken, id, &act(1)).await.unwrap(), Some(()));
    assert_eq!(store.feed_reader(&HASH, later(1)).await.unwrap(), None);
    assert_eq!(store.end_private_feed(&ken, id, &act(2)).await.unwrap(), None, "it is gone");

    let trail = store.audit_page(&viewer(&scene.yumi), &AuditFilter::default(), 10).await.unwrap().unwrap();
    let told: Vec<_> = trail.records.iter().map(|(_, record)| (record.action, record.subject.as_str())).collect();
    assert_eq!(told, [(AuditAction::PrivateFeedEnded, "会社のPC"), (AuditAction::PrivateFeedMade, "会社のPC")]);
    assert_eq!(scene.database.count("letter").await, 1, "its owner is told that it was made");
}

#[rstest]
#[tokio::test]
async fn it_ends_at_once_with_its_owners_access(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(PersonChange::Disable, PersonChange::Remove)] change: PersonChange,
) {
    let scene = Scene::on(engine).await;
    let (store, yumi, ken) = (&scene.store, viewer(&scene.yumi), viewer(&scene.ken));
    make(store, &ken, HASH).await;
    make(store, &yumi, [2; 32]).await;
    let tenant = &scene.ken.tenant.id;
    store.change_person(&yumi, tenant, scene.ken.user, change, &act(1)).await.unwrap().unwrap().unwrap();
    assert_eq!(store.feed_reader(&HASH, later(1)).await.unwrap(), None);
    assert!(store.feed_reader(&[2; 32], later(1)).await.unwrap().is_some(), "another's goes on");
    if change == PersonChange::Disable {
        let back = store.change_person(&yumi, tenant, scene.ken.user, PersonChange::Enable, &act(2)).await;
        back.unwrap().unwrap().unwrap();
        assert_eq!(store.feed_reader(&HASH, later(2)).await.unwrap(), None, "and does not come back with it");
    }
    store.disable_user(scene.yumi.user, later(3)).await.unwrap();
    assert_eq!(store.feed_reader(&[2; 32], later(3)).await.unwrap(), None, "so does one by the command line");
    assert_eq!(scene.database.count("private_feed").await, 0);
}

#[rstest]
#[tokio::test]
async fn it_reads_as_its_owner_is_now(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (store, yumi, ken) = (&scene.store, viewer(&scene.yumi), viewer(&scene.ken));
    make(store, &ken, HASH).await;
    let role = PersonChange::Role(TenantRole::Administrator);
    store.change_person(&yumi, &scene.ken.tenant.id, scene.ken.user, role, &act(1)).await.unwrap().unwrap().unwrap();
    let mut hinode = sample_tenant("hinode");
    hinode.components.clear();
    store.put_tenant(&hinode).await.unwrap();
    let reader = store.feed_reader(&HASH, later(1)).await.unwrap().unwrap();
    let administrator = reader.viewer.administrator().unwrap();
    assert_eq!(*administrator.tenant, hinode);
}

#[rstest]
#[tokio::test]
async fn one_person_has_some_at_once_and_each_a_name(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (store, ken) = (&scene.store, viewer(&scene.ken));
    for number in 0..MOST {
        make(store, &ken, [u8::try_from(number).unwrap(); 32]).await;
    }
    for (name, refusal) in [
        ("one more", PrivateFeedRefusal::TooMany),
        (" ", PrivateFeedRefusal::Name),
        (&"x".repeat(81), PrivateFeedRefusal::Name),
    ] {
        let made = store.make_private_feed(&ken, name, &[99; 32], &act(0)).await.unwrap().unwrap();
        assert_eq!(made, Err(refusal));
    }
    assert_eq!(store.feed_reader(&[99; 32], later(0)).await.unwrap(), None);
    let first = store.private_feeds(&ken).await.unwrap()[0].id;
    store.end_private_feed(&ken, first, &act(1)).await.unwrap().unwrap();
    make(store, &ken, [99; 32]).await;
    make(store, &viewer(&scene.yumi), [98; 32]).await;
    assert_eq!(store.make_private_feed(&Viewer::Anonymous, "x", &[97; 32], &act(0)).await.unwrap(), None);
}
