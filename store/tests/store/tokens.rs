//! Tokens of the API: whose they are, what they may do, when they die, and what they mark as read.

use crate::scene::{Scene, later, read, seen, viewer};
use domain::audit::Act;
use domain::reading::{Reading, Sight};
use domain::revision::RevisionClass::{Initial, Material};
use domain::token::Scope;
use domain::viewer::Viewer;
use rstest::rstest;
use std::collections::BTreeSet;
use store::NewToken;
use store::testing::{Engine, notice_draft, notice_key, only};

const HASH: [u8; 32] = [1; 32];

fn new(scopes: &[Scope]) -> NewToken {
    NewToken { name: "監視".to_owned(), scopes: scopes.iter().copied().collect(), expires_at: later(600) }
}

#[rstest]
#[tokio::test]
async fn a_token_acts_for_its_maker_until_it_expires(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let maker = viewer(&scene.yumi);
    let id = scene
        .store
        .make_token(&maker, &new(&[Scope::NoticesRead]), &HASH, &Act::of_system(later(0)))
        .await
        .unwrap()
        .unwrap();
    let bearer = scene.store.bearer(&HASH, later(599)).await.unwrap().unwrap();
    assert_eq!((bearer.token, &bearer.viewer), (id, &maker));
    assert_eq!(bearer.scopes, BTreeSet::from([Scope::NoticesRead]));
    assert_eq!(scene.store.bearer(&HASH, later(600)).await.unwrap(), None, "expired");
    assert_eq!(scene.store.bearer(&[2; 32], later(1)).await.unwrap(), None, "unknown");
    let listed = scene.store.tokens(&maker).await.unwrap();
    assert_eq!(listed[0].last_used_at, Some(later(599)));
    assert_eq!((listed[0].made_by.as_str(), listed[0].name.as_str()), ("yumi", "監視"));
}

#[rstest]
#[tokio::test]
async fn nobody_makes_a_token_that_does_more_than_they_may(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    for (maker, scope) in [
        (viewer(&scene.ken), Scope::NoticesRead),
        (viewer(&scene.yumi), Scope::TimelineWrite),
        (viewer(&scene.yumi), Scope::TenantsRead),
        (Viewer::Anonymous, Scope::NoticesRead),
        (Viewer::Staff(scene.mika.clone()), Scope::PeopleRead),
    ] {
        let made = scene.store.make_token(&maker, &new(&[scope]), &HASH, &Act::of_system(later(0))).await.unwrap();
        assert_eq!(made, None, "{maker:?} {scope:?}");
    }
    assert_eq!(scene.database.count("api_token").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_token_dies_with_its_makers_access_and_when_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (store, yumi, mika) = (&scene.store, viewer(&scene.yumi), Viewer::Staff(scene.mika.clone()));
    store.make_token(&yumi, &new(&[Scope::NoticesRead]), &HASH, &Act::of_system(later(0))).await.unwrap().unwrap();
    let id = store
        .make_token(&mika, &new(&[Scope::TenantsRead]), &[2; 32], &Act::of_system(later(0)))
        .await
        .unwrap()
        .unwrap();
    assert!(store.bearer(&HASH, later(1)).await.unwrap().is_some());
    store.disable_user(scene.yumi.user, later(1)).await.unwrap();
    assert_eq!(store.bearer(&HASH, later(1)).await.unwrap(), None);
    assert!(!store.revoke_token(&viewer(&scene.sora), id, &Act::of_system(later(1))).await.unwrap(), "not theirs");
    assert!(store.bearer(&[2; 32], later(1)).await.unwrap().is_some());
    assert!(store.revoke_token(&mika, id, &Act::of_system(later(1))).await.unwrap());
    assert!(store.revoke_token(&mika, id, &Act::of_system(later(2))).await.unwrap());
    assert_eq!(store.bearer(&[2; 32], later(1)).await.unwrap(), None);
    assert_eq!(store.tokens(&mika).await.unwrap()[0].revoked_at, Some(later(1)));
    assert!(store.tokens(&viewer(&scene.sora)).await.unwrap().is_empty(), "another tenant's are not seen");
    assert!(store.tokens(&viewer(&scene.ken)).await.unwrap().is_empty(), "nor by members");
}

#[rstest]
#[tokio::test]
async fn a_token_has_marks_of_its_own(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let store = &scene.store;
    let mut foreign = notice_draft("SC-2026-0002", &[Initial]);
    foreign.audience = only(&["aozora"]);
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material]), foreign]).await;
    let yumi = viewer(&scene.yumi);
    store.make_token(&yumi, &new(&[Scope::NoticesWrite]), &HASH, &Act::of_system(later(0))).await.unwrap().unwrap();
    let bearer = store.bearer(&HASH, later(1)).await.unwrap().unwrap();
    let key = notice_key("SC-2026-0001");
    for foreign in ["SC-2026-0002", "SC-2026-0999"] {
        assert_eq!(store.mark_read_by_token(&bearer, later(1), &notice_key(foreign), seen(1)).await.unwrap(), None);
        assert_eq!(store.mark_unread_by_token(&bearer, later(1), &notice_key(foreign)).await.unwrap(), None);
    }
    assert_eq!(store.mark_read_by_token(&bearer, later(1), &key, seen(3)).await.unwrap(), None, "no such revision");
    assert_eq!(store.mark_read_by_token(&bearer, later(1), &key, seen(2)).await.unwrap(), Some(read(2, 1)));
    assert_eq!(store.mark_read_by_token(&bearer, later(2), &key, seen(1)).await.unwrap(), Some(read(2, 1)));
    assert_eq!(store.token_marks(bearer.token).await.unwrap()[&key], read(2, 1));
    assert!(store.marks(&yumi).await.unwrap().read.is_empty(), "its maker has not read it");
    let more = Sight { news: 7, ..seen(2) };
    for minute in [3, 4] {
        let marked = store.mark_read_by_token(&bearer, later(minute), &key, more).await.unwrap();
        assert_eq!(marked, Some(Reading { seen: more, at: later(3) }), "there was news since, once");
    }
    assert_eq!(store.mark_read_by_token(&bearer, later(4), &key, seen(2)).await.unwrap().unwrap().seen, more);
    assert_eq!(store.mark_unread_by_token(&bearer, later(3), &key).await.unwrap(), Some(()));
    assert_eq!(store.mark_unread_by_token(&bearer, later(3), &key).await.unwrap(), Some(()));
    assert!(store.token_marks(bearer.token).await.unwrap().is_empty());
}
