//! Stamps and coverage: what is counted are the rows.

use crate::scene::{Scene, later, member};
use domain::acknowledgement::{Coverage, Standing};
use domain::plan::Draft;
use domain::publication::{Publication, PublicationKey};
use domain::revision::RevisionClass::{Initial, Material};
use domain::viewer::{TenantRole, Viewer};
use rstest::rstest;
use std::collections::HashMap;
use std::sync::Arc;
use store::testing::{Engine, disclosure_draft, new_member, notice_draft, notice_key, only};

fn names(people: &[Standing]) -> Vec<(&str, Option<u32>)> {
    people.iter().map(|person| (person.name.as_str(), person.acknowledged.map(|(revision, _)| revision))).collect()
}

/// What stands of that name, as staff find it once everything is published.
async fn standing(scene: &Scene, key: &PublicationKey) -> Arc<Publication> {
    let catalogue = scene.store.load_catalogue().await.unwrap();
    catalogue.find(&Viewer::Staff(scene.mika.clone()), later(1_000), key).unwrap()
}

#[rstest]
#[tokio::test]
async fn stamps_show_the_own_tenant_and_nobody_else(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let digest = &draft.revisions[0].digest;
    scene.store.acknowledge(&scene.ken, &draft.key, digest, later(1)).await.unwrap();
    scene.store.acknowledge(&scene.sora, &draft.key, digest, later(2)).await.unwrap();
    let notice = standing(&scene, &draft.key).await;
    let stamps = scene.store.stamps(&scene.yumi, later(3), &notice).await.unwrap().unwrap();
    assert_eq!(names(&stamps), [("yumi", None), ("ken", Some(1))]);
    assert_eq!(stamps[1].acknowledged, Some((1, later(1))));
    let stamps = scene.store.stamps(&scene.sora, later(3), &notice).await.unwrap().unwrap();
    assert_eq!(names(&stamps), [("sora", Some(1))]);
}

#[rstest]
#[tokio::test]
async fn a_material_change_takes_the_stamps_away(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial, Material]);
    scene.publish(&[Draft { revisions: draft.revisions[..1].to_vec(), ..draft.clone() }]).await;
    scene.store.acknowledge(&scene.ken, &draft.key, &draft.revisions[0].digest, later(1)).await.unwrap();
    scene.publish_at(later(2), std::slice::from_ref(&draft)).await;
    let notice = standing(&scene, &draft.key).await;
    let stamps = scene.store.stamps(&scene.ken, later(3), &notice).await.unwrap().unwrap();
    assert_eq!(names(&stamps), [("yumi", None), ("ken", None)]);
    scene.store.acknowledge(&scene.ken, &draft.key, &draft.revisions[1].digest, later(4)).await.unwrap();
    let stamps = scene.store.stamps(&scene.ken, later(5), &notice).await.unwrap().unwrap();
    assert_eq!(names(&stamps), [("yumi", None), ("ken", Some(2))]);
    assert_eq!(scene.database.count("acknowledgement").await, 2, "the earlier one stays on record");
}

#[rstest]
#[tokio::test]
async fn stamps_of_what_does_not_exist_for_the_member_are_none(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    let to_come = Draft { publish_at: later(60), ..notice_draft("SC-2026-0002", &[Initial]) };
    scene.publish(&[hidden.clone(), to_come.clone()]).await;
    for draft in [&hidden, &to_come] {
        let notice = standing(&scene, &draft.key).await;
        assert_eq!(scene.store.stamps(&scene.sora, later(1), &notice).await.unwrap(), None);
    }
    for key in [&hidden.key, &to_come.key, &notice_key("SC-2026-9999")] {
        let seen = scene.store.standings_in_tenant(&scene.sora, later(1), std::slice::from_ref(key)).await.unwrap();
        assert_eq!(seen, HashMap::new());
    }
    let notice = standing(&scene, &hidden.key).await;
    assert!(scene.store.stamps(&scene.yumi, later(1), &notice).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn only_an_administrator_sees_the_coverage_of_a_tenant(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let drafts = [notice_draft("SC-2026-0001", &[Initial]), notice_draft("SC-2026-0002", &[Initial])];
    scene.publish(&drafts).await;
    scene.store.acknowledge(&scene.ken, &drafts[1].key, &drafts[1].revisions[0].digest, later(1)).await.unwrap();
    let keys = drafts.clone().map(|draft| draft.key);
    let seen = scene.store.standings_in_tenant(&scene.yumi, later(2), &keys).await.unwrap();
    assert_eq!(names(&seen[&keys[0]]), [("yumi", None), ("ken", None)]);
    assert_eq!(names(&seen[&keys[1]]), [("yumi", None), ("ken", Some(1))]);
    assert!(scene.store.standings_in_tenant(&scene.ken, later(2), &keys).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn counts_equal_rows(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    let mut gave = 0;
    for number in 0..20 {
        let tenant = if number % 3 == 0 { "hinode" } else { "aozora" };
        let person = member(&scene.store, &new_member(&format!("p{number}"), tenant, TenantRole::Member)).await;
        if number % 2 == 0 {
            scene.store.acknowledge(&person, &draft.key, &draft.revisions[0].digest, later(1)).await.unwrap();
            gave += 1;
        }
    }
    let coverage = scene.store.coverage_of(&scene.mika, &draft.key).await.unwrap().unwrap();
    let by_tenant: Vec<_> = coverage.iter().map(|it| (it.tenant.id.as_str(), it.coverage)).collect();
    assert_eq!(
        by_tenant,
        [
            ("aozora", Coverage { asked: 14, acknowledged: 6, is_met: false }),
            ("hinode", Coverage { asked: 9, acknowledged: 4, is_met: false }),
        ]
    );
    let counted: usize = coverage.iter().map(|it| it.coverage.acknowledged).sum();
    assert_eq!((counted, scene.database.count("acknowledgement").await), (gave, i64::try_from(gave).unwrap()));
    assert!(coverage.iter().all(|it| it.people.len() == it.coverage.asked));
}

#[rstest]
#[tokio::test]
async fn coverage_lists_the_tenants_of_the_audience(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let hidden = Draft { audience: only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial]) };
    scene.publish(&[hidden.clone(), disclosure_draft("safeguards", &[Initial])]).await;
    let coverage = scene.store.coverage_of(&scene.mika, &hidden.key).await.unwrap().unwrap();
    assert_eq!(coverage.iter().map(|it| it.tenant.id.as_str()).collect::<Vec<_>>(), ["hinode"]);
    assert_eq!(coverage[0].tenant, *scene.yumi.tenant);
    let asks_nothing = disclosure_draft("safeguards", &[Initial]).key;
    assert_eq!(scene.store.coverage_of(&scene.mika, &asks_nothing).await.unwrap(), None);
    assert_eq!(scene.store.coverage_of(&scene.mika, &notice_key("SC-2026-9999")).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn whoever_lost_access_is_no_longer_asked(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let draft = notice_draft("SC-2026-0001", &[Initial]);
    scene.publish(std::slice::from_ref(&draft)).await;
    scene.store.acknowledge(&scene.yumi, &draft.key, &draft.revisions[0].digest, later(1)).await.unwrap();
    scene.store.disable_user(scene.ken.user, later(2)).await.unwrap();
    let coverage = scene.store.coverage_of(&scene.mika, &draft.key).await.unwrap().unwrap();
    assert_eq!(coverage[1].coverage, Coverage { asked: 1, acknowledged: 1, is_met: true });
}
