//! What an audience of several conditions hides, how it is said, and what becomes of it when tenants
//! change. The routes as such are the isolation matrix's matter.

use crate::content::Notice;
use crate::portal::{TestPortal, TestReader, comparable, now};
use domain::audience::Tenant;
use domain::id::{NoticeId, PlanKey};
use domain::publication::PublicationKey;
use http::StatusCode;
use rstest::rstest;
use store::testing::{Engine, sample_tenant};

const SECRET: &str = "条件つき";
const FOREIGN: &str = "SC-2026-0002";
const MISSING: &str = "SC-2026-0999";

/// Hinode by its name, or who has the enterprise plan and is not called so: nobody but hinode, at first.
const NESTED: &str = "audience:\n  any:\n    - { tenants: [hinode] }\n    - all: [{ plans: [enterprise] }]\n      \
                      not: { tenants: [minato] }\n";

async fn portal(engine: Engine, audience: &'static str) -> TestPortal {
    let public = Notice::new(1, "全員向け");
    let file: Option<&[u8]> = Some(b"a,b\n");
    let some = Notice { audience, attachment: file, ..Notice::new(2, SECRET) };
    TestPortal::with(engine, &[public, some]).await
}

/// Every address that could give a publication away.
fn addresses(id: &str) -> Vec<String> {
    ["", "/revisions/1", "/compare/1/1", "/files/1/table.csv"]
        .iter()
        .map(|rest| format!("/notices/{id}{rest}"))
        .chain([format!("/en/notices/{id}"), format!("/staff/notices/{id}")])
        .collect()
}

async fn assert_hidden(portal: &TestPortal, reader: &TestReader<'_>, who: &str) {
    // What is kept of a reader in memory is read with their first request, whatever that asks for.
    reader.get("/").await;
    for (path, nowhere) in addresses(FOREIGN).iter().zip(addresses(MISSING)) {
        let before = portal.statements();
        let hidden = reader.get(path).await;
        let of_hidden = portal.statements() - before;
        let missing = reader.get(&nowhere).await;
        let of_missing = portal.statements() - before - of_hidden;
        assert_eq!(hidden.status, missing.status, "{who} at {path}");
        if hidden.status == StatusCode::NOT_FOUND {
            assert_eq!(comparable(&hidden, FOREIGN), comparable(&missing, MISSING), "{who} at {path}");
        } else {
            assert_eq!(hidden.status, StatusCode::SEE_OTHER, "{who} at {path}: nobody is led to sign in");
        }
        assert_eq!(of_hidden, of_missing, "{who} at {path}: the same work");
    }
    for path in ["/", "/notices", "/notices?category=specification", "/feeds/notices.rss", "/feeds/notices.json"] {
        let page = reader.get(path).await;
        assert!(!page.text().contains(SECRET) && !page.text().contains(FOREIGN), "{who} at {path}");
    }
    let neighbour = reader.get("/notices/SC-2026-0001").await;
    assert!(!neighbour.text().contains(FOREIGN), "{who}: next and previous");
    assert!(reader.get("/notices").await.text().contains("1件のお知らせ"), "{who}: the count");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_audience_of_several_conditions_hides_as_well_as_a_name(#[case] engine: Engine) {
    let portal = portal(engine, NESTED).await;
    assert_hidden(&portal, &portal.anonymous(), "nobody").await;
    let sora = portal.signed_in_as("sora").await;
    assert_hidden(&portal, &sora, "sora").await;
    let enterprise = Tenant { plan: PlanKey::parse("enterprise").unwrap(), ..sample_tenant("aozora") };
    portal.portal.store.put_tenant(&enterprise).await.unwrap();
    assert_eq!(sora.get("/notices/SC-2026-0002").await.status, 200, "with the next request it matches");
    portal.portal.store.put_tenant(&sample_tenant("aozora")).await.unwrap();
    portal.portal.refresh().await.unwrap();
    assert_hidden(&portal, &sora, "sora again, who never opened it").await;
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_someone_opened_their_tenant_keeps_when_it_leaves(#[case] engine: Engine) {
    let portal = portal(engine, "audience: { plans: [standard] }\nacknowledgement: { by: every_member }\n").await;
    let sora = portal.signed_in_as("sora").await;
    assert!(sora.get("/").await.text().contains(SECRET), "it is asked of her");
    let read = sora.post("/actions/mark-read", "kind=notice&name=SC-2026-0002&revision=1&back=%2F").await;
    assert!(read.status.is_success() || read.status.is_redirection(), "{}", read.status);
    let enterprise = Tenant { plan: PlanKey::parse("enterprise").unwrap(), ..sample_tenant("aozora") };
    portal.portal.store.put_tenant(&enterprise).await.unwrap();
    assert!(portal.portal.refresh().await.unwrap(), "every node learns of it");
    let page = sora.get("/notices/SC-2026-0002").await;
    assert_eq!(page.status, 200);
    assert!(page.text().contains("控えとしてご覧いただけます"), "the page says why it is still there");
    assert!(!page.text().contains("/actions/acknowledge-revision"), "nothing is asked any more");
    assert_eq!(sora.get("/notices/SC-2026-0002/files/1/table.csv").await.status, 200);
    assert!(!sora.get("/acknowledgements").await.text().contains(SECRET));
    let staff = portal.portal.store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let key = PublicationKey::Notice(NoticeId::parse(FOREIGN).unwrap());
    let notice = portal.portal.catalogue().find(&staff, now(), &key).unwrap();
    let digest = notice.current.head.digest.to_string();
    let form = format!("kind=notice&name={FOREIGN}&digest={digest}&back=%2F");
    let refused = sora.post("/actions/acknowledge-revision", &form).await;
    assert!(!refused.header("location").contains("done="), "{}", refused.header("location"));
    let staff = portal.signed_in_as("mika").await.get("/staff/notices/SC-2026-0002").await.text();
    assert!(staff.contains("引き続き閲覧できる") && staff.contains("aozora株式会社"), "staff see who keeps it");
}

#[tokio::test]
async fn other_tenants_names_are_told_to_staff_only() {
    let portal = portal(Engine::Sqlite, "audience: { tenants: [hinode, minato] }\n").await;
    let page = portal.signed_in_as("ken").await.get("/notices/SC-2026-0002").await.text();
    assert!(page.contains("貴社を含む特定のお客様") && !page.contains("minato"), "a customer reads of itself only");
    let staff = portal.signed_in_as("mika").await.get("/staff/notices/SC-2026-0002").await.text();
    assert!(staff.contains("お客様(hinode、minato)") && staff.contains("2社中1社が対象です"), "staff read all");
    assert!(staff.contains("hinode株式会社") && !staff.contains("aozora株式会社"));
}

#[rstest]
#[case(
    NESTED,
    "・エンタープライズをご契約のお客様(一部のお客様を除く)",
    "– customers on the Enterprise plan (except some customers)"
)]
#[case(
    "audience: { plans: [standard], components: [recording-api] }\n",
    "スタンダードをご契約のお客様、かつ通話録音APIをご利用のお客様",
    "Customers on the Standard plan, and customers who use Call recording API"
)]
#[case(
    "audience: { not: { plans: [enterprise] } }\n",
    "ご契約中のすべてのお客様(エンタープライズをご契約のお客様を除く)",
    "All customers with a contract (except customers on the Enterprise plan)"
)]
#[case(
    "audience: { any: [{ tenants: [minato] }, { regions: [tokyo] }] }\n",
    "特定のお客様、または東京リージョンをご利用のお客様",
    "Certain customers, or customers with data in Tokyo"
)]
#[tokio::test]
async fn an_audience_is_said_in_words(#[case] audience: &'static str, #[case] ja: &str, #[case] en: &str) {
    let portal = portal(Engine::Sqlite, audience).await;
    let ken = portal.signed_in_as("ken").await;
    let page = ken.get("/notices/SC-2026-0002").await.text();
    assert!(page.contains(ja), "{ja}: {page}");
    let page = ken.get("/en/notices/SC-2026-0002").await.text();
    assert!(page.contains(en), "{en}: {page}");
}
