//! Bringing the schema up to date.

use crate::scene::{Scene, later};
use domain::audience::Audience;
use domain::event::Recorder;
use domain::locale::Locale;
use domain::plan::Draft;
use domain::revision::RevisionClass::{Initial, Material};
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, TestDatabase, notice_draft, notice_key};
use store::{SchemaState, Store};

#[rstest]
#[tokio::test]
async fn nodes_that_start_together_migrate_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create_empty(engine).await;
    let (first, second, third) =
        (database.second_node().await, database.second_node().await, database.second_node().await);
    let (a, b, c) = tokio::join!(
        tokio::spawn(async move { first.migrate().await }),
        tokio::spawn(async move { second.migrate().await }),
        tokio::spawn(async move { third.migrate().await }),
    );
    for migrated in [a, b, c] {
        migrated.unwrap().unwrap();
    }
    assert_eq!(database.count("seaql_migrations").await, 22);
    assert_eq!(database.store.catalogue_version().await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn a_schema_is_empty_then_current_and_behind_when_a_migration_has_not_run(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let database = TestDatabase::create_empty(engine).await;
    let store = &database.store;
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Empty);
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Empty, "to ask makes nothing");
    store.migrate().await.unwrap();
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Current);
    database.tamper("DELETE FROM seaql_migrations WHERE version = 'm0009_drafts'").await;
    assert_eq!(store.schema_state().await.unwrap(), SchemaState::Behind);
}

#[rstest]
#[tokio::test]
async fn migrating_again_changes_nothing(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    database.store.migrate().await.unwrap();
    database.store.ping().await.unwrap();
    assert_eq!(database.count("catalogue_version").await, 1);
}

#[rstest]
#[tokio::test]
async fn events_from_before_timelines_came_with_their_publish(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.database.tamper("DROP INDEX event_once_unique").await;
    for column in ["recorded_by", "recorded_at", "moved"] {
        scene.database.tamper(&format!("ALTER TABLE event DROP COLUMN {column}")).await;
    }
    scene.database.tamper("DELETE FROM seaql_migrations WHERE version = 'm0005_timeline'").await;
    let upgraded = scene.database.second_node().await;
    upgraded.migrate().await.unwrap();
    let catalogue = upgraded.load_catalogue().await.unwrap();
    let notice = catalogue.find(&Viewer::Anonymous, later(1), &notice_key("SC-2026-0001")).unwrap();
    let event = &notice.events[0];
    assert_eq!((&event.by, event.recorded_at, event.moved()), (&Recorder::Publish, event.at, None));
}

#[rstest]
#[tokio::test]
async fn revisions_from_before_were_for_whom_their_publication_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let hinode = Audience::named([scene.ken.tenant.id.clone()]);
    let secret = Draft { audience: hinode.clone(), ..notice_draft("SC-2026-0002", &[Initial, Material]) };
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial]), secret]).await;
    scene.database.tamper("ALTER TABLE event DROP COLUMN lead_time_exception").await;
    scene.database.tamper("ALTER TABLE revision DROP COLUMN audience").await;
    scene.database.tamper("DELETE FROM seaql_migrations WHERE version = 'm0013_kept_with_it'").await;
    let upgraded = scene.database.second_node().await;
    upgraded.migrate().await.unwrap();
    for (id, number, audience) in
        [("SC-2026-0001", 1, &Audience::Everyone), ("SC-2026-0002", 1, &hinode), ("SC-2026-0002", 2, &hinode)]
    {
        let found = upgraded.audience_of_revision(&scene.mika, &notice_key(id), number).await.unwrap();
        assert_eq!(found.as_ref(), Some(audience), "{id} {number}");
    }
}

#[rstest]
#[tokio::test]
async fn texts_from_before_they_had_a_table_are_moved_there(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial, Initial]), notice_draft("SC-2026-0002", &[Initial])]).await;
    let edition = |language: &str| {
        format!(
            "{{\"title\":\"T {language}\",\"summary\":\"S\",\"html\":\"<p>{language}</p>\",\"text\":\"{language}\",\
             \"actions\":[\"Do it\"],\"alternatives\":[],\"affects\":null,\"systems\":null,\"translates\":1,\
             \"outline\":[{{\"level\":2,\"anchor\":\"h\",\"text\":\"H {language}\"}}]}}"
        )
    };
    let before = format!("{{\"ja\":{},\"en\":{}}}", edition("ja"), edition("en"));
    scene.database.tamper(&format!("UPDATE revision SET editions = '{before}'")).await;
    scene.database.tamper("DROP TABLE revision_body").await;
    for migration in ["m0014_revision_bodies", "m0019_headings", "m0021_guidance"] {
        scene.database.tamper(&format!("DELETE FROM seaql_migrations WHERE version = '{migration}'")).await;
    }
    let upgraded = scene.database.second_node().await;
    upgraded.migrate().await.unwrap();
    assert_eq!(scene.database.count("revision_body").await, 6, "three revisions in two languages");
    let catalogue = upgraded.load_catalogue().await.unwrap();
    let notice = catalogue.find(&Viewer::Anonymous, later(1), &notice_key("SC-2026-0002")).unwrap();
    assert_eq!(notice.current.editions.get(Locale::En).title, "T en");
    let body = upgraded.body(&notice, Locale::En).await.unwrap();
    assert_eq!((body.text.as_str(), body.html.as_str()), ("en", "<p>en</p>"));
    // The headings went with the text.
    assert_eq!(body.headings.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>(), ["H en"]);
    assert!(notice.current.editions.get(Locale::En).outline.is_empty());
    // So did what its reader has to do.
    assert_eq!((body.guidance.actions.len(), body.guidance.actions[0].as_str()), (1, "Do it"));
}

#[tokio::test]
async fn a_database_in_memory_serves_reads_and_writes() {
    let store = Store::open("sqlite::memory:").await.unwrap();
    store.migrate().await.unwrap();
    assert!(store.is_empty_of_people().await.unwrap());
    assert!(store.load_catalogue().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_of_another_database_is_refused() {
    let error = Store::open("mysql://localhost/kairan").await.err().unwrap();
    assert!(matches!(error, store::StoreError::UnknownEngine), "{error:?}");
}
