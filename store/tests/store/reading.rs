//! What a reader has read.

use crate::scene::{Scene, later, read, seen, viewer};
use domain::plan::Draft;
use domain::revision::RevisionClass::{Initial, Material};
use domain::viewer::Viewer;
use rstest::rstest;
use std::collections::HashMap;
use store::Marks;
use store::testing::{Engine, notice_draft, notice_key, only};

#[rstest]
#[tokio::test]
async fn the_highest_revision_read_is_kept(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    for revision in [1, 2, 1] {
        scene.store.mark_read(&yumi, later(1), &[(key.clone(), seen(revision))]).await.unwrap();
    }
    scene.store.mark_read(&yumi, later(1), &[(key.clone(), seen(2)), (key.clone(), seen(1))]).await.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().read, HashMap::from([(key.clone(), read(2, 1))]));
    assert_eq!(scene.store.marks(&viewer(&scene.ken)).await.unwrap(), Marks::default(), "others have not read it");
    assert_eq!(scene.database.count("read_mark").await, 1);
}

#[rstest]
#[tokio::test]
async fn two_tabs_at_once_keep_the_highest(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let (older, newer) = ([(key.clone(), seen(1))], [(key.clone(), seen(2))]);
    let (a, b) =
        tokio::join!(scene.store.mark_read(&yumi, later(1), &newer), scene.store.mark_read(&yumi, later(1), &older),);
    a.unwrap();
    b.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().read[&key].seen, seen(2));
}

#[rstest]
#[tokio::test]
async fn nothing_is_marked_that_the_reader_cannot_see(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["aozora"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    let to_come = Draft { publish_at: later(60), ..notice_draft("SC-2026-0002", &[Initial]) };
    scene.publish(&[hidden, to_come, notice_draft("SC-2026-0003", &[Initial])]).await;
    let read = [
        (notice_key("SC-2026-0001"), seen(1)),
        (notice_key("SC-2026-0002"), seen(1)),
        (notice_key("SC-2026-0003"), seen(2)),
        (notice_key("SC-2026-9999"), seen(1)),
    ];
    scene.store.mark_read(&viewer(&scene.yumi), later(1), &read).await.unwrap();
    scene.store.mark_read(&Viewer::Anonymous, later(1), &[(notice_key("SC-2026-0003"), seen(1))]).await.unwrap();
    assert_eq!(scene.database.count("read_mark").await, 0);
    assert_eq!(scene.store.marks(&Viewer::Anonymous).await.unwrap(), Marks::default());
}

#[rstest]
#[tokio::test]
async fn staff_have_marks_of_their_own(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let mika = Viewer::Staff(scene.mika.clone());
    scene.store.mark_read(&mika, later(1), &[(notice_key("SC-2026-0001"), seen(1))]).await.unwrap();
    assert_eq!(scene.store.marks(&mika).await.unwrap().read.len(), 1);
}

#[rstest]
#[tokio::test]
async fn the_highest_revision_acknowledged_is_marked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let draft = notice_draft("SC-2026-0001", &[Initial, Material]);
    let first = Draft { revisions: draft.revisions[..1].to_vec(), ..draft.clone() };
    scene.publish(&[first]).await;
    scene.store.acknowledge(&scene.yumi, &key, &draft.revisions[0].digest, later(1)).await.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().acknowledged[&key], (1, later(1)));
    scene.publish_at(later(2), std::slice::from_ref(&draft)).await;
    scene.store.acknowledge(&scene.yumi, &key, &draft.revisions[1].digest, later(3)).await.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().acknowledged[&key], (2, later(3)));
}
