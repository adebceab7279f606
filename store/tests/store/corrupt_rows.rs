//! A row that holds what no version of the program writes is an error that says where.

use crate::scene::{Scene, later, viewer};
use domain::revision::RevisionClass::Initial;
use rstest::rstest;
use store::StoreError;
use store::testing::{Engine, notice_draft};

#[rstest]
#[case::json("UPDATE revision SET editions = '{'", "revision", "editions")]
#[case::json_of_another_shape("UPDATE publication SET audience = '{\"plans\": []}'", "publication", "audience")]
#[case::word("UPDATE revision SET class = 'grave'", "revision", "class")]
#[case::digest("UPDATE revision SET digest = 'ABC'", "revision", "digest")]
#[case::date("UPDATE revision SET dated_on = 'today'", "revision", "dated_on")]
#[case::instant("UPDATE event SET happened_at = 9223372036854775807", "event", "happened_at")]
#[case::recorder("UPDATE event SET recorded_by = '{\"who\": \"nobody\"}'", "event", "recorded_by")]
#[case::moved("UPDATE event SET moved = '[]'", "event", "moved")]
#[case::pointer("UPDATE publication SET current_revision = 7", "publication", "current_revision")]
#[case::name("UPDATE publication SET name = 'x'", "publication", "name")]
#[case::portal("INSERT INTO portal VALUES (1, 'null', 0)", "portal", "content")]
#[tokio::test]
async fn a_corrupt_row_names_its_table_and_column(
    #[case] tampering: &str,
    #[case] expected_table: &str,
    #[case] expected_column: &str,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.database.tamper(tampering).await;
    let error = scene.store.load_catalogue().await.unwrap_err();
    let StoreError::CorruptRow { table, column, row } = &error else { panic!("{error:?}") };
    assert_eq!((*table, *column), (expected_table, expected_column));
    assert!(error.to_string().contains(row.as_str()) && !row.is_empty(), "{error}");
}

#[rstest]
#[tokio::test]
async fn a_corrupt_tenant_names_its_row(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    scene.database.tamper("UPDATE tenant SET components = 'none' WHERE id = 'aozora'").await;
    let error = scene.store.tenants(&scene.mika).await.unwrap_err();
    assert_eq!(error.to_string(), "the database holds an invalid value: table tenant, column components, row aozora");
    assert!(scene.store.viewer_of(scene.yumi.user).await.unwrap().is_some(), "others are not touched by it");
    assert!(scene.store.marks(&viewer(&scene.yumi)).await.is_ok());
    assert!(scene.store.sweep_sessions(later(0)).await.is_ok());
}
