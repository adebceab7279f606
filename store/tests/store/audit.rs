//! The audit trail.

use crate::scene::{Scene, later, viewer};
use domain::audit::{Act, Actor, AuditAction, AuditFilter, AuditRecord};
use domain::viewer::{StaffRole, Viewer};
use rstest::rstest;
use std::net::IpAddr;
use store::testing::{Engine, new_staff};

fn act(of: &Viewer, minute: i64) -> Act {
    Act { actor: Actor::of(of), network: Some(IpAddr::from([192, 0, 2, 1])), at: later(minute) }
}

async fn filled(engine: Engine) -> Scene {
    let scene = Scene::on(engine).await;
    let (yumi, sora, mika) = (viewer(&scene.yumi), viewer(&scene.sora), Viewer::Staff(scene.mika.clone()));
    let (hinode, aozora) = (&scene.yumi.tenant.id, &scene.sora.tenant.id);
    for record in [
        act(&yumi, 1).record(AuditAction::SignedIn, Some(hinode), "yumi@hinode.example"),
        act(&sora, 2).record(AuditAction::SignedIn, Some(aozora), "sora@aozora.example"),
        act(&yumi, 3)
            .record(AuditAction::PersonInvited, Some(hinode), "100%_rin@hinode.example")
            .with("role", "member"),
        act(&mika, 4).record(AuditAction::TenantChanged, Some(hinode), "hinode"),
        act(&mika, 5).record(AuditAction::TenantsImported, None, "tenants.csv"),
        Act { network: None, ..act(&Viewer::Anonymous, 6) }.record(AuditAction::SignInFailed, None, "x@y.example"),
    ] {
        scene.store.audit(&record).await.unwrap();
    }
    scene
}

async fn subjects(scene: &Scene, who: &Viewer, filter: &AuditFilter) -> Option<Vec<String>> {
    let page = scene.store.audit_page(who, filter, 50).await.unwrap()?;
    Some(page.records.into_iter().map(|(_, record)| record.subject).collect())
}

#[rstest]
#[tokio::test]
async fn a_tenant_reads_its_own_part_and_staff_who_may_the_whole(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = filled(engine).await;
    let all = AuditFilter::default();
    let yumi = viewer(&scene.yumi);
    let hinode = ["hinode", "100%_rin@hinode.example", "yumi@hinode.example"];
    assert_eq!(subjects(&scene, &yumi, &all).await.unwrap(), hinode);
    let elsewhere = AuditFilter { tenant: Some(scene.sora.tenant.id.clone()), ..all.clone() };
    assert_eq!(subjects(&scene, &yumi, &elsewhere).await.unwrap(), Vec::<String>::new(), "a filter widens nothing");
    assert_eq!(subjects(&scene, &viewer(&scene.sora), &all).await.unwrap(), ["sora@aozora.example"]);
    assert_eq!(subjects(&scene, &Viewer::Staff(scene.mika.clone()), &all).await.unwrap().len(), 6);
    assert_eq!(subjects(&scene, &viewer(&scene.ken), &all).await, None, "a member reads none");
    assert_eq!(subjects(&scene, &Viewer::Anonymous, &all).await, None);
    let author = crate::scene::add(&scene.store, &new_staff("chika", &[StaffRole::Author])).await;
    assert_eq!(subjects(&scene, &author, &all).await, None, "an author reads none");
}

#[rstest]
#[tokio::test]
async fn records_come_back_as_they_were_written(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = filled(engine).await;
    let mika = Viewer::Staff(scene.mika.clone());
    let page = scene.store.audit_page(&mika, &AuditFilter::default(), 50).await.unwrap().unwrap();
    let invited: &AuditRecord = &page.records[3].1;
    let yumi = viewer(&scene.yumi);
    let written =
        act(&yumi, 3).record(AuditAction::PersonInvited, Some(&scene.yumi.tenant.id), "100%_rin@hinode.example");
    assert_eq!(*invited, written.with("role", "member"));
    let seen_by_tenant = scene.store.audit_page(&yumi, &AuditFilter::default(), 1).await.unwrap().unwrap();
    let (_, by_staff) = &seen_by_tenant.records[0];
    assert_eq!((by_staff.actor.name(), by_staff.actor.address(), by_staff.network), (Some("mika"), None, None));
}

#[rstest]
#[tokio::test]
async fn filters_narrow_and_cursors_go_on(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = filled(engine).await;
    let mika = Viewer::Staff(scene.mika.clone());
    let with = |filter: AuditFilter| {
        let (scene, mika) = (&scene, &mika);
        async move { subjects(scene, mika, &filter).await.unwrap().len() }
    };
    assert_eq!(with(AuditFilter { action: Some(AuditAction::SignedIn), ..Default::default() }).await, 2);
    assert_eq!(with(AuditFilter { who: Some(" YUMI ".into()), ..Default::default() }).await, 2);
    assert_eq!(with(AuditFilter { who: Some("100%_".into()), ..Default::default() }).await, 1, "no wildcard");
    assert_eq!(with(AuditFilter { who: Some("%".into()), ..Default::default() }).await, 1);
    let period = AuditFilter { from: Some(later(2)), until: Some(later(4)), ..Default::default() };
    assert_eq!(with(period).await, 2, "from the first instant on, before the last");
    let first = scene.store.audit_page(&mika, &AuditFilter::default(), 4).await.unwrap().unwrap();
    assert_eq!(first.records.len(), 4);
    let rest = AuditFilter { before: first.next, ..Default::default() };
    let second = scene.store.audit_page(&mika, &rest, 4).await.unwrap().unwrap();
    assert_eq!((second.records.len(), second.next), (2, None));
    assert!(first.records.iter().all(|(id, _)| second.records.iter().all(|(other, _)| id > other)));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
#[should_panic(expected = "never changed")]
async fn no_statement_changes_a_record(#[case] engine: Engine) {
    filled(engine).await.database.tamper("UPDATE audit_record SET subject = 'nothing'").await;
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
#[should_panic(expected = "never changed")]
async fn no_statement_deletes_a_record(#[case] engine: Engine) {
    filled(engine).await.database.tamper("DELETE FROM audit_record").await;
}
