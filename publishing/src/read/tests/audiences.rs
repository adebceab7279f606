//! Audiences as authors write them, and what is wrong with some.

use super::trees::*;
use crate::unknown_tenants;
use domain::audience::{Audience, Tenant};
use domain::id::{PlanKey, TenantId};
use domain::locale::Localized;
use rstest::rstest;
use std::collections::BTreeSet;

const SHORT: &str = "audience: { plans: [standard], regions: [tokyo] }";

fn audience(written: &str) -> Audience {
    let reading = read_quietly(&with(NOTICE, SHORT, written));
    assert!(reading.findings.iter().all(|finding| !finding.is_error()), "{:?}", reading.findings);
    let draft = reading.drafts.into_iter().find(|draft| draft.key.name() == "SC-2026-0042");
    draft.unwrap().audience
}

#[rstest]
#[case(SHORT, r#"{"tenants":{"all":[{"plans":["standard"]},{"regions":["tokyo"]}]}}"#)]
#[case("audience: { components: [recording-api] }", r#"{"tenants":{"components":["recording-api"]}}"#)]
#[case(
    "audience: { any: [{ plans: [standard] }, { tenants: [hinode] }] }",
    r#"{"tenants":{"any":[{"plans":["standard"]},{"tenants":["hinode"]}]}}"#
)]
#[case(
    "audience:\n  plans: [standard]\n  not: { components: [recording-api] }",
    r#"{"tenants":{"all":[{"plans":["standard"]},{"not":{"components":["recording-api"]}}]}}"#
)]
#[case(
    "audience:\n  all:\n    - any: [{ plans: [standard] }, { regions: [tokyo] }]\n    - not: { tenants: [hinode] }",
    r#"{"tenants":{"all":[{"any":[{"plans":["standard"]},{"regions":["tokyo"]}]},{"not":{"tenants":["hinode"]}}]}}"#
)]
fn an_audience_is_read_as_it_is_written(#[case] written: &str, #[case] json: &str) {
    assert_eq!(audience(written), serde_json::from_str(json).unwrap());
}

#[rstest]
#[case("audience: { any: [] }", "15:18 wrong-value")]
#[case("audience: { all: { plans: [standard] } }", "15:18 wrong-value")]
#[case("audience: { not: [{ plans: [standard] }] }", "15:18 wrong-value")]
#[case("audience: { not: {} }", "15:18 wrong-value")]
#[case("audience: { any: [{ plans: [light] }, { regions: [tokio] }] }", "15:29 unknown-plan;15:51 unknown-region")]
#[case("audience: { any: [{ plan: [standard] }] }", "15:19 wrong-value;15:21 unknown-key")]
#[case("audience: { tenants: [Hinode] }", "15:23 wrong-value")]
#[case("audience: { not: { plans: [standard] } }", "15:11 audience-of-nobody")]
#[case("audience: { regions: [tokyo], not: { regions: [tokyo] } }", "15:11 audience-of-nobody")]
#[case("audience: { all: [{ tenants: [hinode] }, { tenants: [aozora] }] }", "15:11 audience-of-nobody")]
#[case("audience: { any: [{ any: [{ any: [{ any: [{ plans: [standard] }] }] }] }] }", "15:43 audience-too-deep")]
fn a_mistake_in_an_audience_is_found_at_its_place(#[case] written: &str, #[case] expected: &str) {
    let expected: Vec<_> = expected.split(';').map(|finding| format!("{NOTICE}:{finding}")).collect();
    assert_eq!(found(&with(NOTICE, SHORT, written)), expected);
}

#[test]
fn four_groups_within_one_another_are_read() {
    audience("audience: { any: [{ any: [{ any: [{ plans: [standard] }] }] }] }");
}

fn tenant(id: &str) -> Tenant {
    Tenant {
        id: TenantId::parse(id).unwrap(),
        name: Localized::ja_only(id.to_owned()),
        plan: PlanKey::parse("standard").unwrap(),
        regions: BTreeSet::new(),
        components: BTreeSet::new(),
        joined_on: None,
    }
}

#[test]
fn a_tenant_that_nobody_knows_is_named_at_its_place() {
    let tree =
        with(NOTICE, SHORT, "audience: { any: [{ tenants: [hinode, aozorra] }, { not: { tenants: [minato] } }] }");
    let reading = read_quietly(&tree);
    let draft = reading.drafts.iter().find(|draft| draft.key.name() == "SC-2026-0042").unwrap();
    let found = unknown_tenants(&tree, draft, &[tenant("hinode"), tenant("aozora")]);
    let places: Vec<_> = found.iter().map(|it| (it.line, it.column, it.rule, it.help.as_str())).collect();
    let import = "correct it, or import the tenant first with `kairan tenant import`";
    assert_eq!(places, [(15, 39, "unknown-tenant", "did you mean `aozora`?"), (15, 70, "unknown-tenant", import)]);
}
