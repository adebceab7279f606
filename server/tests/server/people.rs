//! Administrators and the people of their organisation.

use crate::accounts::{letter_link, send_mail};
use crate::portal::TestPortal;
use chrono::TimeDelta;
use domain::audit::AuditFilter;
use domain::viewer::StaffRole;
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

const INVITE: &str = "name=%E4%BD%90%E8%97%A4&address=Rin%40hinode.example&role=member&language=en&back=%2Fpeople";

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_invited_person_comes_in_and_is_let_go(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    let yumi = portal.signed_in_as("yumi").await;
    let invited = yumi.post("/actions/invite-person", INVITE).await;
    assert_eq!(invited.header("location"), "/people?done=invited");
    assert!(yumi.get("/people").await.text().contains("rin@hinode.example"));
    send_mail(&portal).await;
    let link = letter_link(&portal, 1);
    assert!(link.starts_with("/en/invitations/"), "in the invited one's language: {link}");
    let token = link.rsplit('/').next().unwrap();
    let nobody = portal.anonymous();
    for _ in 0..2 {
        assert_eq!(nobody.get(&link).await.status, StatusCode::OK, "looking uses nothing up");
    }
    let weak = nobody.post("/actions/accept-invitation", &format!("token={token}&password=password1234")).await;
    assert_eq!(weak.header("location"), format!("/invitations/{token}?problem=common"));
    let form = format!("token={token}&password=a+mountain+and+a+river");
    assert_eq!(nobody.post("/actions/accept-invitation", &form).await.header("location"), "/sign-in?done=accepted");
    assert_eq!(nobody.get(&link).await.status, StatusCode::NOT_FOUND, "it works once");
    let again = nobody.post("/actions/accept-invitation", &form).await;
    assert_eq!(again.header("location"), format!("/invitations/{token}"));
    let rin = crate::accounts::sign_in(&portal, "rin@hinode.example", "a+mountain+and+a+river").await.unwrap();
    assert_eq!(rin.get("/account").await.status, StatusCode::OK);
    assert_eq!(rin.get("/people").await.status, StatusCode::NOT_FOUND, "a member manages nobody");
    let people = yumi.get("/people").await.text();
    let user = people.split("name=\"user\" value=\"").last().unwrap().split('"').next().unwrap();
    let form = format!("user={user}&change=remove&back=%2Fpeople");
    assert_eq!(yumi.post("/actions/change-person", &form).await.header("location"), "/people?done=changed");
    assert_eq!(rin.get("/account").await.status, StatusCode::SEE_OTHER, "out at once");
    assert!(crate::accounts::sign_in(&portal, "rin@hinode.example", "a+mountain+and+a+river").await.is_none());
    portal.later(TimeDelta::minutes(6));
    assert_eq!(yumi.post("/actions/invite-person", INVITE).await.header("location"), "/people?done=invited");
}

#[tokio::test]
async fn a_form_that_cannot_be_taken_says_which_field() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let yumi = portal.signed_in_as("yumi").await;
    for (form, problem) in [
        (INVITE.replace("Rin%40hinode.example", "nonsense"), "address"),
        (INVITE.replace("%E4%BD%90%E8%97%A4", "+"), "name"),
        (INVITE.replace("Rin%40", "ken%40"), "is_there"),
    ] {
        let answer = yumi.post("/actions/invite-person", &form).await;
        assert_eq!(answer.header("location"), format!("/people?problem={problem}"));
        let page = yumi.get(answer.header("location")).await.text();
        assert!(page.contains("banner-problem"), "{problem} is said");
    }
    yumi.post("/actions/invite-person", INVITE).await;
    let twice = yumi.post("/actions/invite-person", INVITE).await;
    assert_eq!(twice.header("location"), "/people?problem=is_invited");
    let elsewhere = yumi.post("/actions/invite-person", &INVITE.replace("Rin%40hinode", "sora%40aozora")).await;
    assert_eq!(elsewhere.header("location"), "/people?done=invited", "who is elsewhere is not told");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let yumi = portal.signed_in_as("yumi").await;
    for change in ["member", "disable", "remove"] {
        let form = format!("user={}&change={change}&back=%2Fpeople", portal.user("yumi").0);
        let answer = yumi.post("/actions/change-person", &form).await;
        assert_eq!(answer.header("location"), "/people?problem=last_administrator", "{change}");
    }
    assert_eq!(yumi.get("/people").await.status, StatusCode::OK);
}

#[tokio::test]
async fn people_are_exported_without_formulas_and_the_trail_says_so() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let yumi = portal.signed_in_as("yumi").await.from("192.0.2.9");
    yumi.post("/actions/invite-person", &INVITE.replace("%E4%BD%90%E8%97%A4", "%3D1%2B1")).await;
    yumi.post("/actions/review-roles", "back=%2Fpeople").await;
    let file = yumi.get("/people.csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.body.starts_with(&[0xef, 0xbb, 0xbf]) && file.text().contains("'=1+1,rin@hinode.example"));
    let trail = yumi.get("/audit?who=yumi").await.text();
    for word in ["招待", "権限の見直し", "利用者の書き出し", "192.0.2.9"] {
        assert!(trail.contains(word), "{word} is in the trail");
    }
    let lines = yumi.get("/audit.jsonl?action=roles_reviewed").await;
    let line: serde_json::Value = serde_json::from_str(lines.text().trim()).unwrap();
    assert_eq!((line["action"].as_str(), line["network"].as_str()), (Some("roles_reviewed"), Some("192.0.2.9")));
    assert!(!portal.signed_in_as("sora").await.get("/audit.csv").await.text().contains("hinode"));
}

#[tokio::test]
async fn only_the_auditor_and_the_owner_read_everyones_trail() {
    let mut portal = TestPortal::new(Engine::Sqlite).await;
    for (name, role) in [("chika", StaffRole::Author), ("shun", StaffRole::Support), ("rachel", StaffRole::Auditor)] {
        portal.hire(name, role).await;
    }
    for (name, status) in [("mika", 200), ("rachel", 200), ("chika", 404), ("shun", 404), ("yumi", 404)] {
        let reader = portal.signed_in_as(name).await;
        for path in ["/staff/audit", "/staff/audit.csv", "/staff/audit.jsonl"] {
            assert_eq!(reader.get(path).await.status.as_u16(), status, "{name} at {path}");
        }
    }
    let mika = portal.portal.store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let page = portal.portal.store.audit_page(&mika, &AuditFilter::default(), 50).await.unwrap().unwrap();
    assert_eq!(page.records.len(), 4, "two files each by two people");
}

const TABLE: &str = "id,name,name_en,plan,regions,components\nhinode,日の出,,enterprise,tokyo,recording-api\nminato,みなと,Minato,standard,tokyo,\n";

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_table_of_tenants_is_shown_before_it_is_taken_over(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[crate::content::Notice::new(1, "題")]).await;
    let mika = portal.signed_in_as("mika").await;
    let posted = |csv: &str| {
        let csv: String = form_urlencoded::byte_serialize(csv.as_bytes()).collect();
        format!("csv={csv}&back=%2Fstaff%2Fimport-tenants")
    };
    mika.post("/actions/check-tenants", &posted(&TABLE.replace("enterprise", "enterprize"))).await;
    let page = mika.get("/staff/import-tenants").await.text();
    assert!(page.contains("2:13") && !page.contains("/actions/import-tenants"), "a mistake has its place: {page}");
    mika.post("/actions/check-tenants", &posted(&TABLE.replace("みなと", "</textarea><b>みなと"))).await;
    let page = mika.get("/staff/import-tenants").await.text();
    assert!(page.contains("&lt;/textarea&gt;&lt;b&gt;みなと,") && !page.contains("</textarea><b>"), "{page}");
    mika.post("/actions/check-tenants", &posted(TABLE)).await;
    let page = mika.get("/staff/import-tenants").await.text();
    assert!(page.contains("plan: standard → enterprise"), "{page}");
    assert_eq!(mika.get("/staff/tenants/minato").await.status, StatusCode::NOT_FOUND, "nothing has changed yet");
    let draft = page.split("name=\"draft\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let form = |draft: &str| format!("draft={draft}&back=%2Fstaff%2Fimport-tenants");
    let stale = mika.post("/actions/import-tenants", &form("1")).await;
    assert!(stale.header("location").ends_with("?problem=stale"));
    let done = mika.post("/actions/import-tenants", &form(&draft)).await;
    assert!(done.header("location").ends_with("?done=imported"), "{}", done.header("location"));
    assert_eq!(mika.get("/staff/tenants/minato").await.status, StatusCode::OK);
    assert!(mika.get("/staff/tenants?q=MINATO").await.text().contains("みなと"));
    let edit = "tenant=minato&name=%E6%B9%8A&plan=enterprise&regions[0]=tokyo&back=%2Fstaff%2Ftenants%2Fminato";
    let edited = mika.post("/actions/edit-tenant", edit).await;
    assert_eq!(edited.header("location"), "/staff/tenants/minato?done=saved");
    let invite = "name=Rin&address=rin%40minato.example&role=administrator&language=ja&tenant=minato&back=%2Fstaff";
    assert_eq!(mika.post("/actions/invite-person", invite).await.header("location"), "/staff?done=invited");
    assert!(mika.get("/staff/tenants/minato").await.text().contains("rin@minato.example"));
    let trail = mika.get("/staff/audit.jsonl?tenant=minato").await.text();
    for action in ["tenant_added", "tenant_changed", "person_invited"] {
        assert!(trail.contains(action), "{action}: {trail}");
    }
    assert!(
        portal.signed_in_as("yumi").await.get("/audit.jsonl").await.text().contains("tenant_changed"),
        "hinode's own"
    );
}

#[tokio::test]
async fn only_support_and_the_owner_change_tenants() {
    let mut portal = TestPortal::with(Engine::Sqlite, &[crate::content::Notice::new(1, "題")]).await;
    for (name, role) in [("chika", StaffRole::Author), ("shun", StaffRole::Support), ("rachel", StaffRole::Auditor)] {
        portal.hire(name, role).await;
    }
    let edit = "tenant=hinode&name=x&plan=standard&regions[0]=tokyo&back=%2Fstaff";
    for (name, sees, changes) in
        [("shun", true, true), ("rachel", true, false), ("chika", false, false), ("yumi", false, false)]
    {
        let reader = portal.signed_in_as(name).await;
        assert_eq!(reader.get("/staff/tenants/hinode").await.status.is_success(), sees, "{name} sees");
        assert_eq!(reader.get("/staff/import-tenants").await.status.is_success(), changes, "{name} imports");
        let answer = reader.post("/actions/edit-tenant", edit).await;
        assert_eq!(answer.header("location") == "/staff?done=saved", changes, "{name} edits");
        let form = format!("user={}&change=remove&tenant=hinode&back=%2Fstaff", portal.user("ken").0);
        let removed = reader.post("/actions/change-person", &form).await;
        assert_eq!(removed.header("location") == "/staff?done=changed", name == "yumi", "{name} removes");
    }
}
