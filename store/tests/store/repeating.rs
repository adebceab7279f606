//! Requests repeated under one key, and windows shared by nodes.

use crate::scene::{Scene, later, viewer};
use domain::audit::Act;
use domain::token::{Scope, TokenId};
use rstest::rstest;
use store::testing::{Engine, TestDatabase};
use store::{Claim, NewToken, StoredAnswer};

async fn token(scene: &Scene) -> TokenId {
    let new = NewToken { name: "x".to_owned(), scopes: [Scope::NoticesRead].into(), expires_at: later(600) };
    scene.store.make_token(&viewer(&scene.yumi), &new, &[1; 32], &Act::of_system(later(0))).await.unwrap().unwrap()
}

#[rstest]
#[tokio::test]
async fn a_repeated_request_gets_the_first_answer(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (store, token) = (&scene.store, token(&scene).await);
    let claim = async |fingerprint: u8, minutes| {
        store.claim_key(token, "key", &[fingerprint; 32], later(minutes)).await.unwrap()
    };
    assert_eq!(claim(1, 0).await, Claim::Claimed);
    assert_eq!(claim(1, 0).await, Claim::InFlight);
    assert_eq!(claim(2, 0).await, Claim::OtherRequest);
    assert_eq!(claim(1, 2).await, Claim::Claimed, "the first has died");
    let answer =
        StoredAnswer { status: 201, headers: vec![("etag".to_owned(), "\"x\"".to_owned())], body: b"{}".to_vec() };
    store.keep_answer(token, "key", &answer).await.unwrap();
    assert_eq!(claim(1, 3).await, Claim::Done(answer));
    assert_eq!(claim(2, 3).await, Claim::OtherRequest);
    assert_eq!(claim(2, 24 * 60 + 2).await, Claim::Claimed, "after a day a key is free again");
    store.release_key(token, "key").await.unwrap();
    assert_eq!(claim(3, 24 * 60 + 2).await, Claim::Claimed);
    assert_eq!(store.sweep_answers(later(3 * 24 * 60)).await.unwrap(), 1);
}

#[rstest]
#[tokio::test]
async fn of_many_at_once_one_claims_the_key(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let token = token(&scene).await;
    let claims: Vec<_> = (0..8)
        .map(|_| {
            let store = scene.store.clone();
            tokio::spawn(async move { store.claim_key(token, "key", &[1; 32], later(0)).await.unwrap() })
        })
        .collect();
    let mut claimed = 0;
    for claim in claims {
        claimed += usize::from(claim.await.unwrap() == Claim::Claimed);
    }
    assert_eq!(claimed, 1);
}

#[rstest]
#[tokio::test]
async fn nodes_take_of_one_window(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let (one, other) = (&database.store, database.second_node().await);
    assert_eq!(one.take_of_window("token 1", later(0), 30).await.unwrap(), 0);
    assert_eq!(other.take_of_window("token 1", later(0), 30).await.unwrap(), 30);
    assert_eq!(one.take_of_window("token 1", later(0), 1).await.unwrap(), 60);
    assert_eq!(one.take_of_window("token 2", later(0), 1).await.unwrap(), 0);
    assert_eq!(one.take_of_window("token 1", later(1), 1).await.unwrap(), 0);
    assert_eq!(one.sweep_rate_windows(later(1)).await.unwrap(), 2);
}
