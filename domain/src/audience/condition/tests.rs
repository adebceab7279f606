//! The algebra, held to its laws and to an oracle that tries every way a tenant can be.

use super::*;
use crate::audience::Audience;
use crate::audience::tests::tenant;
use proptest::prelude::*;
use proptest::sample::subsequence;

pub(in crate::audience) const PLANS: [&str; 3] = ["light", "standard", "enterprise"];
const REGIONS: [&str; 2] = ["tokyo", "osaka"];
const COMPONENTS: [&str; 3] = ["ivr", "sms", "recording"];
const TENANTS: [&str; 3] = ["hinode", "aozora", "minato"];

fn keys<K: Ord + std::fmt::Debug, E>(names: Vec<&str>, parse: impl Fn(&str) -> Result<K, E>) -> BTreeSet<K> {
    names.into_iter().filter_map(|name| parse(name).ok()).collect()
}

fn leaf() -> impl Strategy<Value = Condition> {
    prop_oneof![
        subsequence(PLANS.to_vec(), 1..=3).prop_map(|names| Condition::Plans(keys(names, PlanKey::parse))),
        subsequence(REGIONS.to_vec(), 1..=2).prop_map(|names| Condition::Regions(keys(names, RegionKey::parse))),
        subsequence(COMPONENTS.to_vec(), 1..=3)
            .prop_map(|names| Condition::Components(keys(names, ComponentKey::parse))),
        subsequence(TENANTS.to_vec(), 1..=3).prop_map(|names| Condition::Tenants(keys(names, TenantId::parse))),
    ]
}

pub(in crate::audience) fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

fn any_tenant() -> impl Strategy<Value = Tenant> {
    prop::sample::select(everyone())
}

/// Every tenant there can be, as far as these names tell tenants apart.
pub(in crate::audience) fn everyone() -> Vec<Tenant> {
    let subsets = |names: &[&'static str]| -> Vec<Vec<&'static str>> {
        let chosen = |bits: usize| names.iter().enumerate().filter(move |(nth, _)| bits >> nth & 1 == 1);
        (0..1 << names.len()).map(|bits| chosen(bits).map(|(_, name)| *name).collect()).collect()
    };
    let mut everyone = vec![];
    for id in TENANTS.iter().chain(&["kaze"]) {
        for plan in PLANS {
            for regions in subsets(&REGIONS) {
                for components in subsets(&COMPONENTS) {
                    let regions = keys(regions.clone(), RegionKey::parse);
                    everyone.push(Tenant { regions, ..tenant(id, plan, &components) });
                }
            }
        }
    }
    everyone
}

fn not(condition: &Condition) -> Condition {
    Condition::Not(Box::new(condition.clone()))
}

fn know_all(tenant: &Tenant) -> impl Fn(Fact<'_>) -> Option<bool> {
    |fact| {
        Some(match fact {
            Fact::Plan(plan) => tenant.plan == *plan,
            Fact::Region(region) => tenant.regions.contains(region),
            Fact::Component(component) => tenant.components.contains(component),
            Fact::Tenant(id) => tenant.id == *id,
        })
    }
}

/// The names a tenant has, and what a condition says, spelled out as text: as slow and as plain as can be.
fn oracle(condition: &Condition, tenant: &Tenant) -> bool {
    let has = |set: &[String], own: &[String]| set.iter().filter(|name| own.contains(name)).count() > 0;
    let texts = |names: &mut dyn Iterator<Item = String>| names.collect::<Vec<_>>();
    match condition {
        Condition::Plans(set) => has(&texts(&mut set.iter().map(ToString::to_string)), &[tenant.plan.to_string()]),
        Condition::Regions(set) => has(
            &texts(&mut set.iter().map(ToString::to_string)),
            &texts(&mut tenant.regions.iter().map(ToString::to_string)),
        ),
        Condition::Components(set) => has(
            &texts(&mut set.iter().map(ToString::to_string)),
            &texts(&mut tenant.components.iter().map(ToString::to_string)),
        ),
        Condition::Tenants(set) => has(&texts(&mut set.iter().map(ToString::to_string)), &[tenant.id.to_string()]),
        Condition::All(parts) => parts.iter().filter(|part| oracle(part, tenant)).count() == parts.len(),
        Condition::Any(parts) => parts.iter().filter(|part| oracle(part, tenant)).count() > 0,
        Condition::Not(part) => usize::from(oracle(part, tenant)) == 0,
    }
}

/// Adds a name to the first set outside of every `not`; `None` where there is none.
fn widened(condition: &Condition) -> Option<Condition> {
    match condition {
        Condition::Plans(plans) => {
            Some(Condition::Plans(plans.iter().cloned().chain(PlanKey::parse("light")).collect()))
        }
        Condition::All(parts) => {
            let (nth, wider) = parts.iter().enumerate().find_map(|(nth, part)| Some((nth, widened(part)?)))?;
            let mut parts = parts.clone();
            parts[nth] = wider;
            Some(Condition::All(parts))
        }
        Condition::Any(parts) => Some(Condition::Any(parts.iter().cloned().chain([Condition::All(vec![])]).collect())),
        _ => None,
    }
}

proptest! {
    #[test]
    fn it_holds_exactly_where_the_oracle_says(condition in condition(), tenant in any_tenant()) {
        prop_assert_eq!(condition.holds(&tenant), oracle(&condition, &tenant));
        prop_assert_eq!(condition.judge(&know_all(&tenant)), Some(condition.holds(&tenant)));
    }

    #[test]
    fn de_morgan_holds_both_ways(a in condition(), b in condition(), tenant in any_tenant()) {
        let not_all = not(&Condition::All(vec![a.clone(), b.clone()]));
        let any_not = Condition::Any(vec![not(&a), not(&b)]);
        prop_assert_eq!(not_all.holds(&tenant), any_not.holds(&tenant));
        let not_any = not(&Condition::Any(vec![a.clone(), b.clone()]));
        let all_not = Condition::All(vec![not(&a), not(&b)]);
        prop_assert_eq!(not_any.holds(&tenant), all_not.holds(&tenant));
    }

    #[test]
    fn denying_twice_is_not_denying(a in condition(), tenant in any_tenant()) {
        prop_assert_eq!(not(&not(&a)).holds(&tenant), a.holds(&tenant));
        prop_assert!(a.holds(&tenant) != not(&a).holds(&tenant));
    }

    #[test]
    fn another_part_only_narrows_all_and_only_widens_any(
        parts in prop::collection::vec(condition(), 0..4), more in condition(), tenant in any_tenant()
    ) {
        let mut longer = parts.clone();
        longer.push(more);
        let (all, any) = (Condition::All(parts.clone()), Condition::Any(parts));
        prop_assert!(!Condition::All(longer.clone()).holds(&tenant) || all.holds(&tenant));
        prop_assert!(!any.holds(&tenant) || Condition::Any(longer).holds(&tenant));
    }

    #[test]
    fn a_longer_list_of_names_only_widens(condition in condition(), tenant in any_tenant()) {
        if let Some(wider) = widened(&condition) {
            prop_assert!(!condition.holds(&tenant) || wider.holds(&tenant));
        }
    }

    #[test]
    fn what_is_judged_from_a_part_of_the_facts_is_never_wrong(
        condition in condition(), tenant in any_tenant(), known in any::<u16>()
    ) {
        let all = know_all(&tenant);
        let facts = condition.facts();
        let some = |fact: Fact<'_>| {
            let nth = facts.iter().position(|known| *known == fact).unwrap_or(0);
            (known >> (nth % 16) & 1 == 1).then(|| all(fact)).flatten()
        };
        prop_assert!(condition.judge(&some).is_none_or(|holds| holds == condition.holds(&tenant)));
        prop_assert!(facts.is_empty() || condition.judge(&|_| None).is_none_or(|holds| holds == condition.holds(&tenant)));
    }

    #[test]
    fn json_comes_back_as_it_was(condition in condition()) {
        let json = serde_json::to_string(&Audience::Tenants(condition.clone())).unwrap();
        prop_assert_eq!(serde_json::from_str::<Audience>(&json).unwrap(), Audience::Tenants(condition));
    }
}

#[test]
fn an_empty_set_holds_of_nobody_also_when_it_comes_back_from_json() {
    let nobody = Condition::Plans(BTreeSet::new());
    let read: Condition = serde_json::from_str(&serde_json::to_string(&nobody).unwrap()).unwrap();
    assert!(everyone().iter().all(|tenant| !nobody.holds(tenant) && !read.holds(tenant)));
}

#[test]
fn the_keys_of_one_group_must_all_hold() {
    let short = r#"{"plans":["standard","enterprise"],"components":["recording"],"not":{"regions":["osaka"]}}"#;
    let condition: Condition = serde_json::from_str(short).unwrap();
    assert!(condition.holds(&tenant("hinode", "enterprise", &["recording", "ivr"])));
    assert!(!condition.holds(&tenant("aozora", "standard", &["ivr"])), "does not use the component");
    assert!(!condition.holds(&tenant("minato", "light", &["recording"])), "has another plan");
    let in_osaka =
        Tenant { regions: keys(vec!["osaka"], RegionKey::parse), ..tenant("kaze", "standard", &["recording"]) };
    assert!(!condition.holds(&in_osaka));
}
