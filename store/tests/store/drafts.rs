//! Drafts: there for their reviewers, and nowhere else.

use crate::scene::{Scene, later};
use domain::clock::FixedClock;
use domain::plan::Draft;
use domain::revision::RevisionClass::Initial;
use domain::viewer::Viewer;
use rstest::rstest;
use store::Validity;
use store::testing::{Engine, notice_draft, notice_key, sample_attachment, sample_digest};

fn with_file(id: &str, bytes: &[u8]) -> Draft {
    let mut draft = notice_draft(id, &[Initial]);
    draft.revisions[0].attachments = vec![sample_attachment("table.csv", 9, bytes)];
    draft
}

#[rstest]
#[tokio::test]
async fn a_draft_is_kept_apart_from_all_that_readers_are_shown(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let draft = with_file("SC-2026-0001", b"a,b\n");
    scene.store.put_drafts(&[&draft], &[], later(0)).await.unwrap();
    let kept = scene.store.draft(&draft.key).await.unwrap().unwrap();
    assert_eq!((kept.key.clone(), &kept.revisions[0].editions), (draft.key.clone(), &draft.revisions[0].editions));
    let bytes = scene.store.draft_file(&draft.key, "table.csv").await.unwrap().unwrap();
    assert_eq!(bytes, b"a,b\n");
    assert!(scene.store.draft_file(&draft.key, "other.csv").await.unwrap().is_none());
    assert!(scene.store.attachment_file(sample_digest(9)).await.unwrap().is_none(), "nor among what is published");

    assert!(scene.store.load_catalogue().await.unwrap().is_empty());
    assert!(scene.store.standings().await.unwrap().is_empty());
    let staff = Viewer::Staff(scene.mika.clone());
    assert!(scene.store.attachment(&staff, later(0), &draft.key, 1, "table.csv").await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn another_text_takes_its_place_and_what_is_over_goes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (first, other) = (with_file("SC-2026-0001", b"1"), notice_draft("SC-2026-0002", &[Initial]));
    scene.store.put_drafts(&[&first, &other], &[], later(0)).await.unwrap();
    let mut second = with_file("SC-2026-0001", b"2");
    second.revisions[0].editions.ja.title = "別の題".to_owned();
    for minute in [1, 2] {
        scene.store.put_drafts(&[&second], std::slice::from_ref(&other.key), later(minute)).await.unwrap();
        let kept = scene.store.drafts().await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].revisions[0].editions.ja.title, "別の題");
        assert_eq!(scene.store.draft_file(&first.key, "table.csv").await.unwrap().unwrap(), b"2");
    }
    scene.store.put_drafts(&[], std::slice::from_ref(&first.key), later(3)).await.unwrap();
    assert_eq!(scene.store.draft_keys().await.unwrap(), []);
    assert_eq!((scene.database.count("draft").await, scene.database.count("draft_file").await), (0, 0));
}

#[rstest]
#[tokio::test]
async fn a_file_of_what_is_scheduled_is_found_by_what_it_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let mut draft = with_file("SC-2026-0001", b"a,b\n");
    draft.publish_at = later(60);
    scene.publish(&[draft]).await;
    assert_eq!(scene.store.attachment_file(sample_digest(9)).await.unwrap().unwrap(), b"a,b\n");
    assert!(scene.store.attachment_file(sample_digest(8)).await.unwrap().is_none());
    let version = scene.store.catalogue_version().await.unwrap();
    let plan = Validity { version, from: later(0), until: later(1) };
    scene.store.recall(&[notice_key("SC-2026-0001")], plan, &FixedClock::at(later(0))).await.unwrap();
    assert!(scene.store.attachment_file(sample_digest(9)).await.unwrap().is_none(), "it went with what was taken back");
}
