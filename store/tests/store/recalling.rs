//! Taking back what was to appear: nothing of it stays, and its number is free again.

use crate::scene::{Scene, later};
use domain::catalogue::Catalogue;
use domain::clock::FixedClock;
use domain::locale::Locale;
use domain::plan::Draft;
use domain::publication::PublicationKey;
use domain::revision::RevisionClass::Initial;
use domain::search::Search;
use domain::viewer::Viewer;
use rstest::rstest;
use store::testing::{Engine, notice_draft, sample_attachment};
use store::{StoreError, Validity};

/// To appear in an hour.
fn to_come(id: &str, text: &str) -> Draft {
    let mut draft = Draft { publish_at: later(60), ..notice_draft(id, &[Initial]) };
    draft.revisions[0].attachments = vec![sample_attachment("table.csv", 9, text.as_bytes())];
    text.clone_into(&mut draft.revisions[0].editions.ja.title);
    draft.revisions[0].digest = domain::digest::Digest::from_bytes([u8::try_from(text.len()).unwrap(); 32]);
    draft
}

/// A plan made some minutes after the samples appear, on what stands.
async fn valid(scene: &Scene, minutes: i64) -> Validity {
    let version = scene.store.catalogue_version().await.unwrap();
    Validity { version, from: later(minutes), until: later(1_000) }
}

async fn found(scene: &Scene, catalogue: &Catalogue, text: &str) -> Vec<PublicationKey> {
    let search = Search { text: text.to_owned(), ..Search::default() };
    let page = scene.store.search(&Viewer::Anonymous, later(61), catalogue, &search).await.unwrap();
    page.hits.iter().map(|hit| hit.publication.key.clone()).collect()
}

#[rstest]
#[tokio::test]
async fn what_nobody_has_seen_is_taken_back_and_its_number_is_free_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let first = to_come("SC-2026-0001", "取り消される題");
    scene.publish(&[first.clone(), to_come("SC-2026-0002", "残る題")]).await;
    let before = scene.store.load_catalogue().await.unwrap();
    let plan = valid(&scene, 1).await;
    let rest = scene.store.recall(std::slice::from_ref(&first.key), plan, &FixedClock::at(later(1))).await.unwrap();
    assert_eq!(rest, Validity { version: plan.version + 1, ..plan }, "the rest of the plan is as good as before");

    let catalogue = scene.store.load_catalogue().await.unwrap();
    assert!(catalogue.version > before.version, "every node looks again");
    let staff = Viewer::Staff(scene.mika.clone());
    assert!(catalogue.find(&staff, later(61), &first.key).is_none());
    assert_eq!(found(&scene, &catalogue, "取り消される").await, []);
    assert_eq!(found(&scene, &catalogue, "残る題").await.len(), 1);
    for table in ["publication", "revision", "event", "dispatch", "attachment", "attachment_file"] {
        assert_eq!(scene.database.count(table).await, 1, "{table}");
    }

    let again = to_come("SC-2026-0001", "改めて公開する別の題");
    scene.publish_at(later(2), std::slice::from_ref(&again)).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let notice = catalogue.find(&staff, later(61), &first.key).unwrap();
    assert_eq!(notice.current.editions.ja.title, "改めて公開する別の題");
    assert!(scene.store.body(&notice, Locale::Ja).await.is_ok());
    assert_eq!(found(&scene, &catalogue, "取り消される").await, []);
    assert_eq!(found(&scene, &catalogue, "改めて").await, [first.key]);
}

#[rstest]
#[tokio::test]
async fn what_readers_can_see_is_never_taken_away(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = to_come("SC-2026-0001", "見える題");
    scene.publish(std::slice::from_ref(&draft)).await;
    let version = scene.store.catalogue_version().await.unwrap();
    // It was planned before the hour, whether or not the plan knew of that hour, and waited for until then.
    let plan = valid(&scene, 59).await;
    for plan in [plan, Validity { until: later(60), ..plan }] {
        let outcome = scene.store.recall(std::slice::from_ref(&draft.key), plan, &FixedClock::at(later(60))).await;
        assert!(matches!(outcome, Err(StoreError::Conflict { .. })), "{outcome:?}");
        assert_eq!(
            (scene.database.count("publication").await, scene.store.catalogue_version().await.unwrap()),
            (1, version)
        );
    }
}
