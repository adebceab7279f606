//! A reader's own view: pinned, archived, to be read again.

use crate::scene::{Scene, later, read, seen, viewer};
use domain::event::Recorder;
use domain::plan::Draft;
use domain::publication::PublicationKey;
use domain::reading::{Reading, Sight};
use domain::revision::RevisionClass::{Initial, Material};
use domain::shelf::{ReaderFact, Shelf};
use domain::timeline::{Transition, Verb};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, notice_draft, notice_key, only};
use store::{Marks, NewEvent, Recording};

#[rstest]
#[tokio::test]
async fn facts_are_appended_and_the_latest_counts(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let note = async |minute, fact| {
        scene
            .store
            .note_reader_fact(&yumi, later(minute), fact, &[(notice_key("SC-2026-0001"), seen(2))])
            .await
            .unwrap();
        scene.store.marks(&yumi).await.unwrap().shelf[&key]
    };
    assert_eq!(note(1, ReaderFact::Pinned).await, Shelf { pinned_at: Some(later(1)), ..Shelf::default() });
    assert_eq!(note(2, ReaderFact::Pinned).await.pinned_at, Some(later(1)), "pinning again changes nothing");
    assert_eq!(note(3, ReaderFact::Archived).await, Shelf { archived: Some(read(2, 3)), ..Shelf::default() });
    assert_eq!(note(4, ReaderFact::Unarchived).await, Shelf::default());
    assert_eq!(note(5, ReaderFact::Unarchived).await, Shelf::default());
    assert_eq!(scene.database.count("reader_fact").await, 3, "what changes nothing is not written");
    assert_eq!(scene.store.marks(&viewer(&scene.ken)).await.unwrap(), Marks::default(), "others see nothing of it");
}

#[rstest]
#[tokio::test]
async fn what_was_marked_unread_is_read_when_it_is_opened_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let opened = [(key.clone(), seen(1))];
    scene.store.mark_read(&yumi, later(1), &opened).await.unwrap();
    scene.store.note_reader_fact(&yumi, later(2), ReaderFact::MarkedUnread, &opened).await.unwrap();
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!((marks.read[&key], marks.shelf[&key].unread_since), (read(1, 1), Some(later(2))));
    for minute in [3, 4] {
        scene.store.mark_read(&yumi, later(minute), &opened).await.unwrap();
    }
    assert_eq!(scene.store.marks(&yumi).await.unwrap().shelf[&key], Shelf::default());
    assert_eq!(scene.database.count("reader_fact").await, 2);
}

#[rstest]
#[tokio::test]
async fn an_earlier_reading_is_kept_when_a_later_revision_is_read(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    for (minute, revision) in [(1, 1), (2, 2), (3, 2), (4, 1)] {
        scene.store.mark_read(&yumi, later(minute), &[(key.clone(), seen(revision))]).await.unwrap();
    }
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!((marks.read[&key], marks.shelf[&key].read_before), (read(2, 2), Some(read(1, 1))));
    assert_eq!(scene.database.count("reader_fact").await, 1);
}

#[rstest]
#[tokio::test]
async fn what_there_was_news_of_is_read_anew(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])]).await;
    let (key, other, yumi) = (notice_key("SC-2026-0001"), notice_key("SC-2026-0002"), viewer(&scene.yumi));
    scene.store.mark_read(&yumi, later(1), &[(key.clone(), seen(1)), (other.clone(), seen(1))]).await.unwrap();
    let started = record(&scene, &key, Verb::Start, 2).await;
    assert_eq!(started, seen(1), "that it began as planned is no news");
    let cancelled = record(&scene, &key, Verb::Cancel, 3).await;
    assert!(cancelled.news > 0);
    // From a page that was open before.
    scene.store.mark_read(&yumi, later(4), &[(key.clone(), seen(1))]).await.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().read[&key], read(1, 1));
    for minute in [5, 6] {
        scene
            .store
            .mark_read(&yumi, later(minute), &[(key.clone(), cancelled), (other.clone(), seen(1))])
            .await
            .unwrap();
    }
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!(marks.read[&key], Reading { seen: cancelled, at: later(5) });
    assert_eq!((marks.shelf[&key].read_before, marks.read[&other]), (Some(read(1, 1)), read(1, 1)));
    assert_eq!(scene.database.count("reader_fact").await, 1);
}

#[rstest]
#[tokio::test]
async fn what_is_archived_from_an_old_page_is_archived_as_it_stood_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let cancelled = record(&scene, &key, Verb::Cancel, 1).await;
    let archive = async |minute, sight| {
        scene
            .store
            .note_reader_fact(&yumi, later(minute), ReaderFact::Archived, &[(key.clone(), sight)])
            .await
            .unwrap();
        let shelf = scene.store.marks(&yumi).await.unwrap().shelf.get(&key).copied().unwrap_or_default();
        let catalogue = scene.store.load_catalogue().await.unwrap();
        shelf.is_archived(&catalogue.find(&yumi, later(minute), &key).unwrap(), false)
    };
    assert!(!archive(2, seen(1)).await, "it means something else since");
    assert!(!archive(3, seen(2)).await, "it was cancelled since");
    assert!(archive(4, cancelled).await);
    assert!(archive(5, Sight { revision: 3, ..cancelled }).await, "what is not there is not noted");
    assert_eq!(scene.database.count("reader_fact").await, 3);
}

/// Records what became of a notice, and answers with what its page shows then.
async fn record(scene: &Scene, key: &PublicationKey, verb: Verb, minute: i64) -> Sight {
    let (transition, by) = (Transition::to(verb), Recorder::CommandLine);
    let event = NewEvent { transition, by, message: None, lead_time_exception: None };
    let recorded = scene.store.record_event(key, &event, later(minute)).await.unwrap();
    assert!(matches!(recorded, Some(Recording::Recorded(_))), "{recorded:?}");
    let catalogue = scene.store.load_catalogue().await.unwrap();
    catalogue.find(&viewer(&scene.yumi), later(minute), key).unwrap().sight()
}

#[rstest]
#[tokio::test]
async fn nothing_is_noted_of_what_the_reader_cannot_see(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["aozora"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    let to_come = Draft { publish_at: later(60), ..notice_draft("SC-2026-0002", &[Initial]) };
    scene.publish(&[hidden, to_come, notice_draft("SC-2026-0003", &[Initial])]).await;
    let keys = ["SC-2026-0001", "SC-2026-0002", "SC-2026-9999"].map(|id| (notice_key(id), seen(1)));
    for fact in [ReaderFact::Pinned, ReaderFact::Archived, ReaderFact::MarkedUnread] {
        scene.store.note_reader_fact(&viewer(&scene.yumi), later(1), fact, &keys).await.unwrap();
        let visible = [(notice_key("SC-2026-0003"), seen(1))];
        scene.store.note_reader_fact(&Viewer::Anonymous, later(1), fact, &visible).await.unwrap();
    }
    assert_eq!(scene.database.count("reader_fact").await, 0);
}

#[rstest]
#[tokio::test]
async fn many_are_archived_at_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let names: Vec<_> = (1..=30).map(|number| format!("SC-2026-{number:04}")).collect();
    let drafts: Vec<_> = names.iter().map(|name| notice_draft(name, &[Initial])).collect();
    scene.publish(&drafts).await;
    let keys: Vec<_> = names.iter().map(|name| (notice_key(name), seen(1))).collect();
    let mika = Viewer::Staff(scene.mika.clone());
    scene.store.note_reader_fact(&mika, later(1), ReaderFact::Archived, &keys).await.unwrap();
    let shelf = scene.store.marks(&mika).await.unwrap().shelf;
    assert!(shelf.len() == 30 && shelf.values().all(|shelf| shelf.archived == Some(read(1, 1))));
}

#[rstest]
#[tokio::test]
async fn shortcuts_are_on_until_they_are_switched_off(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let yumi = viewer(&scene.yumi);
    let off = async || scene.store.marks(&yumi).await.unwrap().shortcuts_off_at;
    scene.store.set_shortcuts(&yumi, later(1), true).await.unwrap();
    assert_eq!(scene.database.count("reader_fact").await, 0);
    for minute in [2, 3] {
        scene.store.set_shortcuts(&yumi, later(minute), false).await.unwrap();
    }
    assert_eq!(off().await, Some(later(2)));
    scene.store.set_shortcuts(&yumi, later(4), true).await.unwrap();
    assert_eq!(off().await, None);
    scene.store.set_shortcuts(&Viewer::Anonymous, later(5), false).await.unwrap();
    assert_eq!(scene.database.count("reader_fact").await, 2);
}
