//! What is kept in memory holds exactly as long as the database says the same.

use crate::scene::{Scene, later, read, seen, viewer};
use domain::digest::Digest;
use domain::locale::Locale;
use domain::revision::RevisionClass::{Initial, Material};
use domain::shelf::ReaderFact;
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, notice_draft, notice_key};
use store::{AckOutcome, PublishedFolder, Store};

#[rstest]
#[tokio::test]
async fn marks_made_on_another_node_are_seen_with_the_next_request(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let published = [notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])];
    scene.publish(&published).await;
    scene.store.start_session(&[1; 32], scene.yumi.user, later(0), later(60)).await.unwrap();
    let other = scene.database.second_node().await;
    let yumi = viewer(&scene.yumi);
    let marks = async |store: &Store| store.reader_by_session(&[1; 32], later(5)).await.unwrap().unwrap().1;
    let first = marks(&scene.store).await;
    assert!(first.read.is_empty());
    let again = marks(&scene.store).await;
    assert!(std::sync::Arc::ptr_eq(&first, &again), "nothing changed, and nothing was read");

    other.mark_read(&yumi, later(1), &[(notice_key("SC-2026-0001"), seen(1))]).await.unwrap();
    assert_eq!(marks(&scene.store).await.read[&notice_key("SC-2026-0001")], read(1, 1));
    other
        .note_reader_fact(&yumi, later(2), ReaderFact::Pinned, &[(notice_key("SC-2026-0002"), seen(1))])
        .await
        .unwrap();
    assert_eq!(marks(&scene.store).await.shelf[&notice_key("SC-2026-0002")].pinned_at, Some(later(2)));
    other.set_shortcuts(&yumi, later(3), false).await.unwrap();
    assert_eq!(marks(&scene.store).await.shortcuts_off_at, Some(later(3)));
    let digest: Digest = published[0].revisions[0].digest;
    let acknowledged = other.acknowledge(&scene.yumi, &notice_key("SC-2026-0001"), &digest, later(4)).await.unwrap();
    assert!(matches!(acknowledged, Some(AckOutcome::Accepted(_))), "{acknowledged:?}");
    assert_eq!(marks(&scene.store).await.acknowledged[&notice_key("SC-2026-0001")], (1, later(4)));
    assert_eq!(*marks(&scene.store).await, scene.store.marks(&yumi).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn a_session_that_is_over_has_no_marks(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.store.start_session(&[1; 32], scene.yumi.user, later(0), later(60)).await.unwrap();
    assert!(scene.store.reader_by_session(&[1; 32], later(59)).await.unwrap().is_some());
    assert!(scene.store.reader_by_session(&[1; 32], later(60)).await.unwrap().is_none());
    assert!(scene.store.reader_by_session(&[2; 32], later(1)).await.unwrap().is_none());
    scene.store.disable_user(scene.yumi.user, later(2)).await.unwrap();
    assert!(scene.store.reader_by_session(&[1; 32], later(3)).await.unwrap().is_none(), "what is kept opens nothing");
}

#[rstest]
#[tokio::test]
async fn texts_are_those_of_the_revision_in_hand(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (key, other) = (notice_key("SC-2026-0001"), notice_key("SC-2026-0002"));
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])]).await;
    let before = scene.store.load_catalogue().await.unwrap();
    let first = before.find(&Viewer::Anonymous, later(1), &key).unwrap();
    assert_eq!(scene.store.body(&first, Locale::Ja).await.unwrap().text, "SC-2026-0001 1");
    scene.publish_at(later(1), &[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let second = catalogue.find(&Viewer::Anonymous, later(2), &key).unwrap();
    let other = catalogue.find(&Viewer::Anonymous, later(2), &other).unwrap();
    let wanted = [(&*second, Locale::En), (&*other, Locale::Ja), (&*first, Locale::Ja)];
    let texts: Vec<_> = scene.store.bodies(&wanted).await.unwrap().iter().map(|body| body.text.clone()).collect();
    assert_eq!(texts, ["SC-2026-0001 2", "SC-2026-0002 1", "SC-2026-0001 1"], "in the order they were asked for");
    let whole = scene.store.revision(&Viewer::Anonymous, later(2), &key, 1).await.unwrap().unwrap();
    assert_eq!(whole.bodies.ja.html, "<p>SC-2026-0001 1</p>");
}

#[rstest]
#[tokio::test]
async fn the_last_folder_replaces_the_one_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let store = &scene.store;
    assert_eq!(store.published_folder().await.unwrap(), None);
    let folder =
        |listing: &str| PublishedFolder { listing: listing.to_owned(), files: "b".into(), unchanged: 3, drafts: 1 };
    for listing in ["a", "c"] {
        store.put_published_folder(Some(&folder(listing))).await.unwrap();
        assert_eq!(store.published_folder().await.unwrap(), Some(folder(listing)));
    }
    store.put_published_folder(None).await.unwrap();
    assert_eq!(store.published_folder().await.unwrap(), None);
}
