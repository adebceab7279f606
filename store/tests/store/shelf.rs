//! A reader's own view: pinned, archived, to be read again.

use crate::scene::{Scene, later, viewer};
use domain::event::Recorder;
use domain::plan::Draft;
use domain::revision::RevisionClass::{Initial, Material};
use domain::shelf::{ReaderFact, Shelf};
use domain::timeline::{Transition, Verb};
use domain::viewer::Viewer;
use rstest::rstest;
use store::{Marks, NewEvent, Recording};
use store::testing::{Engine, notice_draft, notice_key, only};

#[rstest]
#[tokio::test]
async fn facts_are_appended_and_the_latest_counts(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Material])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let note = async |minute, fact| {
        scene.store.note_reader_fact(&yumi, later(minute), fact, &[notice_key("SC-2026-0001")]).await.unwrap();
        scene.store.marks(&yumi).await.unwrap().shelf[&key]
    };
    assert_eq!(note(1, ReaderFact::Pinned).await, Shelf { pinned_at: Some(later(1)), ..Shelf::default() });
    assert_eq!(note(2, ReaderFact::Pinned).await.pinned_at, Some(later(1)), "pinning again changes nothing");
    assert_eq!(note(3, ReaderFact::Archived).await, Shelf { archived: Some((2, later(3))), ..Shelf::default() });
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
    let read = [(key.clone(), 1)];
    scene.store.mark_read(&yumi, later(1), &read).await.unwrap();
    scene.store.note_reader_fact(&yumi, later(2), ReaderFact::MarkedUnread, std::slice::from_ref(&key)).await.unwrap();
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!((marks.read[&key], marks.shelf[&key].unread_since), ((1, later(1)), Some(later(2))));
    for minute in [3, 4] {
        scene.store.mark_read(&yumi, later(minute), &read).await.unwrap();
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
        scene.store.mark_read(&yumi, later(minute), &[(key.clone(), revision)]).await.unwrap();
    }
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!((marks.read[&key], marks.shelf[&key].read_before), ((2, later(2)), Some((1, later(1)))));
    assert_eq!(scene.database.count("reader_fact").await, 1);
}

#[rstest]
#[tokio::test]
async fn what_there_was_news_of_is_read_anew(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])]).await;
    let (key, yumi) = (notice_key("SC-2026-0001"), viewer(&scene.yumi));
    let read = [(key.clone(), 1), (notice_key("SC-2026-0002"), 1)];
    scene.store.mark_read(&yumi, later(1), &read).await.unwrap();
    let event = NewEvent {
        transition: Transition::to(Verb::Start),
        by: Recorder::CommandLine,
        message: None,
        lead_time_exception: None,
    };
    assert!(matches!(scene.store.record_event(&key, &event, later(2)).await, Ok(Some(Recording::Recorded(_)))));
    scene.store.mark_read(&yumi, later(3), &read).await.unwrap();
    assert_eq!(scene.store.marks(&yumi).await.unwrap().read[&key], (1, later(1)), "it began as planned");
    let event = NewEvent { transition: Transition::to(Verb::Cancel), ..event };
    assert!(matches!(scene.store.record_event(&key, &event, later(4)).await, Ok(Some(Recording::Recorded(_)))));
    for minute in [5, 6] {
        scene.store.mark_read(&yumi, later(minute), &read).await.unwrap();
    }
    let marks = scene.store.marks(&yumi).await.unwrap();
    assert_eq!((marks.read[&key], marks.shelf[&key].read_before), ((1, later(5)), Some((1, later(1)))));
    assert_eq!(marks.read[&read[1].0], (1, later(1)), "of the other there was no news");
    assert_eq!(scene.database.count("reader_fact").await, 1);
}

#[rstest]
#[tokio::test]
async fn nothing_is_noted_of_what_the_reader_cannot_see(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["aozora"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    let to_come = Draft { publish_at: later(60), ..notice_draft("SC-2026-0002", &[Initial]) };
    scene.publish(&[hidden, to_come, notice_draft("SC-2026-0003", &[Initial])]).await;
    let keys = ["SC-2026-0001", "SC-2026-0002", "SC-2026-9999"].map(notice_key);
    for fact in [ReaderFact::Pinned, ReaderFact::Archived, ReaderFact::MarkedUnread] {
        scene.store.note_reader_fact(&viewer(&scene.yumi), later(1), fact, &keys).await.unwrap();
        let seen = [notice_key("SC-2026-0003")];
        scene.store.note_reader_fact(&Viewer::Anonymous, later(1), fact, &seen).await.unwrap();
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
    let keys: Vec<_> = names.iter().map(|name| notice_key(name)).collect();
    let mika = Viewer::Staff(scene.mika.clone());
    scene.store.note_reader_fact(&mika, later(1), ReaderFact::Archived, &keys).await.unwrap();
    let shelf = scene.store.marks(&mika).await.unwrap().shelf;
    assert!(shelf.len() == 30 && shelf.values().all(|shelf| shelf.archived == Some((1, later(1)))));
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
