//! Acknowledgements: once each, only of what the member can see and what still counts.

use crate::scene::{Scene, later, member, viewer};
use domain::acknowledgement::Acknowledgement;
use domain::digest::Digest;
use domain::plan::Draft;
use domain::revision::RevisionClass::{Clarifying, Initial, Material};
use domain::viewer::{TenantRole, Viewer};
use rstest::rstest;
use store::AckOutcome;
use store::testing::{Engine, disclosure_draft, new_member, notice_draft, notice_key, only};

fn accepted(outcome: Option<AckOutcome>) -> Acknowledgement {
    match outcome {
        Some(AckOutcome::Accepted(acknowledgement)) => acknowledgement,
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn a_second_time_is_the_same_acknowledgement(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let digest = &draft.revisions[0].digest;
    let first = accepted(scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(1)).await.unwrap());
    assert_eq!(
        first,
        Acknowledgement {
            user: scene.yumi.user,
            tenant: scene.yumi.tenant.id.clone(),
            publication: draft.key.clone(),
            revision: 1,
            digest: *digest,
            acknowledged_at: later(1),
        }
    );
    let second = accepted(scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(9)).await.unwrap());
    assert_eq!(second, first);
    assert_eq!(scene.database.count("acknowledgement").await, 1);
    assert_eq!(scene.store.acknowledgements_of(&viewer(&scene.yumi)).await.unwrap(), [first]);
}

#[rstest]
#[tokio::test]
async fn a_superseded_digest_is_refused_with_both_revisions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial, Clarifying, Material, Clarifying]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let try_it = |index: usize| {
        let digest: &Digest = &draft.revisions[index].digest;
        scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(1))
    };
    for index in [0, 1] {
        let Some(AckOutcome::Superseded { seen, current }) = try_it(index).await.unwrap() else { panic!("{index}") };
        assert_eq!((seen.number as usize, current.number), (index + 1, 4));
    }
    assert_eq!(scene.database.count("acknowledgement").await, 0);
    assert_eq!(accepted(try_it(2).await.unwrap()).revision, 3, "what came after it only says it better");
    assert_eq!(accepted(try_it(3).await.unwrap()).revision, 4);
    assert_eq!(scene.database.count("acknowledgement").await, 2);
}

#[rstest]
#[tokio::test]
async fn a_publish_in_between_supersedes(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial, Material]);
    let first = Draft { revisions: draft.revisions[..1].to_vec(), ..draft.clone() };
    scene.publish(&[first]).await;
    let digest = &draft.revisions[0].digest;
    accepted(scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(1)).await.unwrap());
    scene.publish_at(later(2), std::slice::from_ref(&draft)).await;
    let outcome = scene.store.acknowledge(&scene.ken, &draft.key, digest, later(3)).await.unwrap();
    assert!(matches!(outcome, Some(AckOutcome::Superseded { .. })), "{outcome:?}");
}

#[rstest]
#[tokio::test]
async fn a_digest_of_no_revision_is_unknown(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let asks_nothing = disclosure_draft("safeguards", &[Initial]);
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), asks_nothing.clone()]).await;
    let unknown = Digest::from_bytes([0xEE; 32]);
    let outcome = scene.store.acknowledge(&scene.yumi, &notice_key("SC-2026-0001"), &unknown, later(1)).await;
    assert_eq!(outcome.unwrap(), Some(AckOutcome::Unknown));
    let digest = &asks_nothing.revisions[0].digest;
    let outcome = scene.store.acknowledge(&scene.yumi, &asks_nothing.key, digest, later(1)).await;
    assert_eq!(outcome.unwrap(), Some(AckOutcome::NotAsked));
}

#[rstest]
#[tokio::test]
async fn what_does_not_exist_for_the_member_cannot_be_acknowledged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    let to_come = Draft { publish_at: later(60), ..notice_draft("SC-2026-0002", &[Initial]) };
    scene.publish(&[hidden.clone(), to_come.clone()]).await;
    let digest = &hidden.revisions[0].digest;
    accepted(scene.store.acknowledge(&scene.yumi, &hidden.key, digest, later(1)).await.unwrap());
    let foreign = scene.store.acknowledge(&scene.sora, &hidden.key, digest, later(1)).await.unwrap();
    let nonexistent =
        scene.store.acknowledge(&scene.sora, &notice_key("SC-2026-9999"), digest, later(1)).await.unwrap();
    assert_eq!((foreign, nonexistent), (None, None));
    let digest = &to_come.revisions[0].digest;
    assert_eq!(scene.store.acknowledge(&scene.yumi, &to_come.key, digest, later(59)).await.unwrap(), None);
    accepted(scene.store.acknowledge(&scene.yumi, &to_come.key, digest, later(60)).await.unwrap());
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_are_all_answered_and_all_stand(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let drafts = [notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])];
    scene.publish(&drafts).await;
    let mut people = vec![];
    for number in 0..40 {
        people.push(member(&scene.store, &new_member(&format!("p{number}"), "aozora", TenantRole::Member)).await);
    }
    let mut asking = tokio::task::JoinSet::new();
    for person in &people {
        for draft in &drafts {
            for _ in 0..3 {
                let (store, person, draft) = (scene.store.clone(), person.clone(), draft.clone());
                asking.spawn(async move {
                    let digest = &draft.revisions[0].digest;
                    let answer = store.acknowledge(&person, &draft.key, digest, later(1)).await.unwrap();
                    let given = accepted(answer);
                    assert_eq!((given.user, &given.publication), (person.user, &draft.key), "everyone gets their own");
                });
            }
        }
    }
    while let Some(asked) = asking.join_next().await {
        asked.unwrap();
    }
    assert_eq!(scene.database.count("acknowledgement").await, 80);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn those_who_give_up_leave_the_others_answered(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..60u64 {
        let name = format!("p{number}");
        let person = member(&scene.store, &new_member(&name, "aozora", TenantRole::Member)).await;
        let (store, draft) = (scene.store.clone(), draft.clone());
        asking.spawn(async move {
            let asked = store.acknowledge(&person, &draft.key, &draft.revisions[0].digest, later(1));
            if number % 2 == 0 {
                drop(tokio::time::timeout(std::time::Duration::from_micros(number * 40), asked).await);
                None
            } else {
                Some(accepted(asked.await.unwrap()).user)
            }
        });
    }
    let mut answered = 0;
    let all = tokio::time::timeout(std::time::Duration::from_mins(1), async {
        while let Some(asked) = asking.join_next().await {
            answered += i64::from(asked.unwrap().is_some());
        }
    });
    all.await.unwrap();
    assert_eq!(answered, 30);
    assert!(scene.database.count("acknowledgement").await >= 30);
}

#[rstest]
#[tokio::test]
async fn one_that_cannot_be_written_does_not_take_others_with_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let digest = &draft.revisions[0].digest;
    let ghost = domain::viewer::Member { user: domain::id::UserId(9_999), ..scene.ken.clone() };
    let (a, b, c) = tokio::join!(
        scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(1)),
        scene.store.acknowledge(&ghost, &draft.key, digest, later(1)),
        scene.store.acknowledge(&scene.ken, &draft.key, digest, later(1)),
    );
    assert_eq!(accepted(a.unwrap()).user, scene.yumi.user);
    assert!(matches!(b, Err(store::StoreError::Database(_))), "{b:?}");
    assert_eq!(accepted(c.unwrap()).user, scene.ken.user);
}

#[rstest]
#[tokio::test]
async fn mine_are_mine_and_the_latest_comes_first(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let drafts: Vec<_> = (1..=3).map(|number| notice_draft(&format!("SC-2026-{number:04}"), &[Initial])).collect();
    scene.publish(&drafts).await;
    for (minutes, draft) in (1..).zip(&drafts) {
        let digest = &draft.revisions[0].digest;
        scene.store.acknowledge(&scene.yumi, &draft.key, digest, later(minutes)).await.unwrap();
    }
    scene.store.acknowledge(&scene.ken, &drafts[0].key, &drafts[0].revisions[0].digest, later(9)).await.unwrap();
    let mine = scene.store.acknowledgements_of(&viewer(&scene.yumi)).await.unwrap();
    let names: Vec<_> = mine.iter().map(|given| given.publication.name()).collect();
    assert_eq!(names, ["SC-2026-0003", "SC-2026-0002", "SC-2026-0001"]);
    assert_eq!(scene.store.acknowledgements_of(&Viewer::Staff(scene.mika.clone())).await.unwrap(), []);
    assert_eq!(scene.store.acknowledgements_of(&Viewer::Anonymous).await.unwrap(), []);
}
