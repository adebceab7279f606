//! Tenants that come, change and stay: what each of them sees then, what it keeps, what it is told and
//! asked. The rule is docs/decisions/0012-an-audience-over-time.md.

use crate::scene::{Scene, add, later, seen, viewer};
use chrono::NaiveDate;
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Condition, Tenant};
use domain::audit::{Act, Actor, AuditAction, AuditFilter};
use domain::id::PlanKey;
use domain::plan::Draft;
use domain::publication::PublicationKey;
use domain::revision::Facts;
use domain::revision::RevisionClass::{Clarifying, Initial, Material};
use domain::subscription::MailSubscription;
use domain::viewer::{Member, TenantRole, Viewer};
use rstest::rstest;
use store::AckOutcome;
use store::testing::{Engine, instant, new_member, notice_draft, notice_key, sample_tenant};

fn plan(key: &str) -> PlanKey {
    PlanKey::parse(key).unwrap()
}

fn with_plan(id: &str, key: &str) -> Tenant {
    Tenant { plan: plan(key), ..sample_tenant(id) }
}

/// For those with the standard plan, which every sample tenant has.
fn for_standard(id: &str) -> Draft {
    let audience = Audience::Tenants(Condition::Plans([plan("standard")].into()));
    Draft { audience, ..notice_draft(id, &[Initial]) }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The command, on that day.
fn on(day: &str) -> Act {
    Act::of_command_line(instant(&format!("{day}T03:00:00Z")))
}

async fn again(scene: &Scene, member: &Member) -> Member {
    scene.store.viewer_of(member.user).await.unwrap().unwrap().member().unwrap().clone()
}

/// What a member sees: in the catalogue, and in the store.
async fn sees(scene: &Scene, member: &Member, key: &PublicationKey) -> bool {
    let reader = viewer(&again(scene, member).await);
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let in_catalogue = catalogue.find(&reader, later(60), key).is_some();
    let in_store = scene.store.revision(&reader, later(60), key, 1).await.unwrap().is_some();
    assert_eq!(in_catalogue, in_store, "catalogue and store agree");
    let listed = catalogue.visible(&reader, later(60)).any(|publication| publication.key == *key);
    assert_eq!(in_catalogue, listed, "found is listed");
    in_catalogue
}

#[rstest]
#[tokio::test]
async fn an_import_says_what_is_new_changed_and_the_same_and_a_plan_changes_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let given = [with_plan("hinode", "enterprise"), sample_tenant("minato")];
    let today = day("2026-11-24");
    let planned = scene.store.plan_tenant_import(&given, today).await.unwrap();
    assert_eq!(scene.database.count("tenant").await, 2, "a plan changes nothing");
    let import = scene.store.import_tenants(&given, &on("2026-11-24")).await.unwrap();
    assert_eq!(planned, import);
    assert_eq!(import.new, [Tenant { joined_on: Some(today), ..sample_tenant("minato") }]);
    assert_eq!(import.changed, [(sample_tenant("hinode"), with_plan("hinode", "enterprise"))]);
    assert_eq!(import.not_given.iter().map(ToString::to_string).collect::<Vec<_>>(), ["aozora"]);
    let again = scene.store.import_tenants(&given, &on("2027-01-01")).await.unwrap();
    assert_eq!((again.new.len(), again.changed.len(), again.unchanged.len()), (0, 0, 2), "the day of joining stays");
    let all = scene.store.every_tenant().await.unwrap();
    assert_eq!(all[2].joined_on, Some(today));
    assert_eq!(scene.store.catalogue_version().await.unwrap(), 0, "nothing a page is made of changed");
}

#[rstest]
#[tokio::test]
async fn an_import_by_the_command_is_in_the_trail_and_a_plan_is_not(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let given = [with_plan("hinode", "enterprise"), sample_tenant("minato")];
    scene.store.plan_tenant_import(&given, day("2026-11-24")).await.unwrap();
    assert_eq!(scene.database.count("audit_record").await, 0);
    scene.store.import_tenants(&given, &on("2026-11-24")).await.unwrap();
    let trail = |viewer: Viewer| {
        let store = scene.store.clone();
        async move {
            let page = store.audit_page(&viewer, &AuditFilter::default(), 10).await.unwrap().unwrap();
            page.records.into_iter().map(|(_, record)| record).collect::<Vec<_>>()
        }
    };
    let records = trail(Viewer::Staff(scene.mika.clone())).await;
    let told: Vec<_> = records.iter().map(|record| (record.action, record.subject.as_str())).collect();
    let expected = [
        (AuditAction::TenantsImported, ""),
        (AuditAction::TenantChanged, "hinode"),
        (AuditAction::TenantAdded, "minato"),
    ];
    assert_eq!(told, expected);
    assert!(records.iter().all(|record| record.actor == Actor::CommandLine && record.network.is_none()));
    assert_eq!(records[1].details["plan"], "standard -> enterprise");
    let of_hinode = trail(viewer(&scene.yumi)).await;
    assert_eq!(of_hinode, [records[1].clone()], "a tenant reads what concerns it");
}

#[rstest]
#[tokio::test]
async fn a_new_tenant_sees_what_matches_it_and_a_changed_one_what_matches_it_now(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene.publish(&[for_standard("SC-2026-0001")]).await;
    let key = notice_key("SC-2026-0001");
    scene.store.import_tenants(&[sample_tenant("minato")], &on("2026-12-01")).await.unwrap();
    let rin = add(&scene.store, &new_member("rin", "minato", TenantRole::Member)).await.member().unwrap().clone();
    assert!(sees(&scene, &rin, &key).await, "it describes the service the new customer uses");
    scene.store.import_tenants(&[with_plan("minato", "enterprise")], &on("2026-12-02")).await.unwrap();
    assert!(!sees(&scene, &rin, &key).await, "nobody there had learnt of it");
    scene.store.import_tenants(&[sample_tenant("minato")], &on("2026-12-03")).await.unwrap();
    assert!(sees(&scene, &rin, &key).await, "it matches again");
}

#[derive(Debug, Clone, Copy)]
enum Told {
    Acknowledged,
    Opened,
    Mailed,
}

#[rstest]
#[tokio::test]
async fn a_tenant_that_leaves_an_audience_keeps_what_it_was_told_of_and_no_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(Told::Acknowledged, Told::Opened, Told::Mailed)] told: Told,
) {
    let scene = Scene::on(engine).await;
    let (key, other) = (notice_key("SC-2026-0001"), notice_key("SC-2026-0002"));
    if matches!(told, Told::Mailed) {
        let everything = MailSubscription::everything();
        scene.store.set_mail_subscription(&viewer(&scene.ken), &everything, later(0)).await.unwrap();
    }
    scene.publish(&[for_standard("SC-2026-0001")]).await;
    let digest = scene.store.load_catalogue().await.unwrap();
    let digest = digest.find(&viewer(&scene.yumi), later(1), &key).unwrap().current.head.digest;
    match told {
        Told::Acknowledged => {
            let outcome = scene.store.acknowledge(&scene.yumi, &key, &digest, later(1)).await.unwrap();
            assert!(matches!(outcome, Some(AckOutcome::Accepted(_))));
        }
        Told::Opened => {
            scene.store.mark_read(&viewer(&scene.yumi), later(1), &[(key.clone(), seen(1))]).await.unwrap();
        }
        Told::Mailed => {
            scene.store.expand_dispatches(later(1), 10).await.unwrap();
            let claimed = scene.store.claim_deliveries("a", later(1), 10).await.unwrap();
            let sent: Vec<_> = claimed.iter().map(|it| (it.id, domain::delivery::Outcome::Sent)).collect();
            assert_eq!(sent.len(), 1);
            scene.store.settle_deliveries("a", &sent, later(1)).await.unwrap();
        }
    }
    scene.publish_at(later(2), &[for_standard("SC-2026-0002")]).await;
    let version = scene.store.catalogue_version().await.unwrap();
    let left = [with_plan("hinode", "enterprise"), with_plan("aozora", "enterprise")];
    scene.store.import_tenants(&left, &on("2026-12-01")).await.unwrap();
    assert_eq!(scene.store.catalogue_version().await.unwrap(), version + 1, "every node learns of it");
    for member in [&scene.yumi, &scene.ken] {
        assert!(sees(&scene, member, &key).await, "{told:?}: the record stays with the tenant");
        assert!(!sees(&scene, member, &other).await, "of this one nobody had been told");
    }
    assert!(!sees(&scene, &scene.sora, &key).await, "aozora never learnt of it");
    let yumi = again(&scene, &scene.yumi).await;
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let kept = catalogue.find(&viewer(&yumi), later(60), &key).unwrap();
    assert!(!kept.asks(&yumi), "it is asked for nothing further");
    assert_eq!(scene.store.coverage_of(&scene.mika, &key).await.unwrap().unwrap(), [], "nor waited for");
    if matches!(told, Told::Mailed) {
        let amended = Draft {
            audience: for_standard("SC-2026-0001").audience,
            ..notice_draft("SC-2026-0001", &[Initial, Material])
        };
        scene.publish_at(later(3), &[amended]).await;
        assert_eq!(scene.store.expand_dispatches(later(4), 10).await.unwrap(), 0, "nor told of amendments");
        assert!(sees(&scene, &scene.ken, &key).await);
    }
}

#[rstest]
#[tokio::test]
async fn when_the_author_changes_the_audience_nobody_keeps_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let key = notice_key("SC-2026-0001");
    scene.publish(&[for_standard("SC-2026-0001")]).await;
    for member in [&scene.yumi, &scene.sora] {
        scene.store.mark_read(&viewer(member), later(1), &[(key.clone(), seen(1))]).await.unwrap();
    }
    scene.store.put_tenant(&with_plan("hinode", "enterprise")).await.unwrap();
    assert!(sees(&scene, &scene.yumi, &key).await && sees(&scene, &scene.sora, &key).await);
    let audience = Audience::Tenants(Condition::Plans([plan("light")].into()));
    let amended = Draft { audience, ..notice_draft("SC-2026-0001", &[Initial, Clarifying]) };
    scene.publish_at(later(2), &[amended]).await;
    assert!(!sees(&scene, &scene.yumi, &key).await && !sees(&scene, &scene.sora, &key).await);
}

#[rstest]
#[tokio::test]
async fn who_joined_afterwards_is_not_mailed_about_the_past_nor_asked_for_what_was_due(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let mut draft = for_standard("SC-2026-0001");
    if let Facts::Notice(facts) = &mut draft.revisions[0].facts {
        facts.acknowledgement = Some(Requirement { by: RequiredOf::EveryMember, due: Some(day("2026-12-18")) });
    }
    scene.publish(&[draft]).await;
    let joins = |id, on| Tenant { joined_on: Some(day(on)), ..sample_tenant(id) };
    // The samples appear on 20 November, ten o'clock in Japan.
    let given = [joins("same-day", "2026-11-20"), joins("next-day", "2026-11-21"), joins("next-year", "2027-01-01")];
    scene.store.import_tenants(&given, &on("2026-11-24")).await.unwrap();
    let mut people = vec![];
    for tenant in &given {
        let user = new_member("rin", tenant.id.as_str(), TenantRole::Member);
        let Viewer::Member(member) = add(&scene.store, &user).await else { panic!() };
        scene.store.set_mail_subscription(&viewer(&member), &MailSubscription::everything(), later(0)).await.unwrap();
        people.push(member);
    }
    assert_eq!(scene.store.expand_dispatches(later(1), 10).await.unwrap(), 1, "only who was there already");
    let catalogue = scene.store.load_catalogue().await.unwrap();
    let asked = people.iter().map(|member| {
        let notice = catalogue.find(&viewer(member), later(1), &notice_key("SC-2026-0001")).expect("all may read it");
        notice.asks(member)
    });
    assert_eq!(asked.collect::<Vec<_>>(), [true, true, false]);
    let coverage = scene.store.coverage_of(&scene.mika, &notice_key("SC-2026-0001")).await.unwrap().unwrap();
    assert!(coverage.iter().all(|tenant| tenant.tenant.id.as_str() != "next-year"));
    assert_eq!(coverage.len(), 4);
}

#[rstest]
#[tokio::test]
async fn what_is_hidden_costs_the_store_as_much_as_what_never_was(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    scene
        .publish(&[Draft { audience: store::testing::only(&["hinode"]), ..notice_draft("SC-2026-0001", &[Initial]) }])
        .await;
    let mut counts = vec![];
    for id in ["SC-2026-0001", "SC-2026-0999"] {
        let (key, sora, before) = (notice_key(id), viewer(&scene.sora), scene.database.statements());
        assert_eq!(scene.store.revision(&sora, later(1), &key, 1).await.unwrap(), None);
        assert_eq!(scene.store.attachment(&sora, later(1), &key, 1, "table.txt").await.unwrap(), None);
        scene.store.mark_read(&sora, later(1), &[(key.clone(), seen(1))]).await.unwrap();
        counts.push(scene.database.statements() - before);
    }
    assert!(counts[0] > 0 && counts[0] == counts[1], "{counts:?}");
}
