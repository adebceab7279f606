//! `kairan tenant`, and what a plan says of the tenants there are.

use crate::binary::{Ended, Installation};
use crate::content::Notice;
use rstest::rstest;
use serde_json::Value;
use std::fs;
use std::path::Path;
use store::testing::{Engine, TestDatabase};

const HEADER: &str = "id,name,name_en,plan,regions,components,joined_on\n";
const TWO: &str = "hinode,日の出通販,Hinode Mail Order,enterprise,tokyo,recording-api,2024-04-01\n\
                   aozora,\"あおぞら保険, 東京\",,standard,tokyo,,\n";

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

fn import(place: &Installation, rows: &str, more: &[&str]) -> Ended {
    fs::write(place.path("tenants.csv"), format!("{HEADER}{rows}")).unwrap();
    place.run(&[&["tenant", "import", "tenants.csv"], more].concat())
}

#[test]
fn tenants_are_imported_listed_and_changed() {
    let place = Installation::with(&[]);
    let first = import(&place, TWO, &[]);
    assert_eq!((first.code, first.last_line()), (Some(0), "2 new, 0 changed, 0 unchanged"), "{first:?}");
    let listed = json(&place.run(&["tenant", "list", "--format", "json"]));
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!((&listed[1]["id"], &listed[1]["joined_on"]), (&"hinode".into(), &"2024-04-01".into()));
    assert!(listed[0]["joined_on"].is_string(), "without a day it joins today");
    let changed = TWO.replace("enterprise,tokyo,recording-api", "standard,,").replace("aozora", "minato");
    let second = import(&place, &changed, &[]);
    assert_eq!(second.last_line(), "1 new, 1 changed, 0 unchanged; 1 not in the file, left as they are");
    assert!(
        second.out.contains("hinode 日の出通販: plan enterprise -> standard; regions tokyo -> none; components"),
        "{}",
        second.out
    );
    let list = place.run(&["tenant", "list"]);
    assert!(list.last_line() == "3 tenants" && list.out.contains("since 2024-04-01"), "{list:?}");
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let place = Installation::with(&[]);
    let tried = import(&place, TWO, &["--dry-run"]);
    assert_eq!(tried.last_line(), "2 new, 0 changed, 0 unchanged; nothing was changed", "{tried:?}");
    assert!(!place.path("var").exists(), "not even a database is made");
    import(&place, TWO, &[]);
    let report = json(&import(&place, &TWO.replace("enterprise", "standard"), &["--dry-run", "--format", "json"]));
    assert_eq!((&report["is_done"], &report["changed"][0]["after"]["plan"]), (&false.into(), &"standard".into()));
    assert_eq!(place.run(&["tenant", "list"]).out.matches("enterprise").count(), 1);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_import_is_in_the_audit_trail_and_a_dry_run_is_not(#[case] engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let place = Installation::with(&[]).set("KAIRAN__DATABASE__URL", &database.url());
    assert_eq!(import(&place, TWO, &["--dry-run"]).code, Some(0));
    assert_eq!(database.count("audit_record").await, 0);
    let imported = import(&place, TWO, &[]);
    assert_eq!(imported.code, Some(0), "{imported:?}");
    let by_command = "audit_record WHERE actor = 'command_line' AND action IN ('tenant_added', 'tenants_imported')";
    assert_eq!((database.count("audit_record").await, database.count(by_command).await), (3, 3));
}

#[test]
fn a_file_with_a_mistake_changes_nothing_and_names_each_one() {
    let place = Installation::with(&[]);
    let rows = format!("{TWO}minato,みなと観光,,enterprize,tokyo,fax,\n");
    let refused = import(&place, &rows, &[]);
    assert_eq!((refused.code, refused.last_line()), (Some(1), "nothing was changed"), "{refused:?}");
    for said in ["tenants.csv:4:15", "did you mean `enterprise`?", "tenants.csv:4:32", "unknown-component"] {
        assert!(refused.err.contains(said), "{said}: {}", refused.err);
    }
    assert_eq!(place.run(&["tenant", "list"]).last_line(), "0 tenants");
    let report = json(&import(&place, &rows, &["--format", "json"]));
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
    assert_eq!(place.run(&["tenant", "import", "nowhere.csv"]).code, Some(2));
}

#[test]
fn the_example_fits_the_demonstration() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let place = Installation::with(&[]);
    fs::copy(root.join("content/portal.toml"), place.content().join("portal.toml")).unwrap();
    assert_eq!(place.run(&["demo"]).code, Some(0));
    let example = root.join("examples/tenants.csv");
    let imported = place.run(&["tenant", "import", example.to_str().unwrap()]);
    assert_eq!(imported.last_line(), "1 new, 0 changed, 3 unchanged", "{imported:?}");
}

#[test]
fn a_plan_says_which_tenants_each_step_reaches() {
    let place = Installation::with(&[]);
    import(&place, TWO, &[]);
    let not_standard = "audience: { not: { plans: [standard] } }\n";
    Notice { audience: not_standard, ..Notice::new(1, "一部") }.write(&place.content());
    Notice::new(2, "全員").write(&place.content());
    let planned = place.run(&["plan"]);
    assert!(planned.out.contains("SC-2026-0001 一部: 1 tenant (日の出通販), 0 mails"), "{}", planned.out);
    assert!(planned.out.contains("SC-2026-0002 全員: 2 tenants (everyone), 0 mails"), "{}", planned.out);
    let plan = json(&place.run(&["plan", "--format", "json"]));
    let of = |nth: usize| &plan["publications"][nth]["audience"];
    assert_eq!(*of(0), serde_json::json!({ "tenants": [{ "id": "hinode", "name": "日の出通販" }] }));
    assert_eq!(*of(1), "everyone");
}

#[test]
fn a_tenant_nobody_knows_is_said_once_there_are_any() {
    let place = Installation::with(&[]);
    Notice { audience: "audience: { tenants: [hinodee] }\n", ..Notice::new(1, "題") }.write(&place.content());
    assert_eq!(place.run(&["check"]).last_line(), "0 errors, 0 warnings");
    import(&place, TWO, &[]);
    let checked = place.run(&["check"]);
    assert_eq!((checked.code, checked.last_line()), (Some(0), "0 errors, 1 warning"));
    assert!(
        checked.out.contains("unknown-tenant") && checked.out.contains("did you mean `hinode`?"),
        "{}",
        checked.out
    );
}
