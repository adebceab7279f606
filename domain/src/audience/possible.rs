//! Whether anybody can be in an audience: an author who combines conditions can contradict themself
//! without seeing it, and nobody would ever miss the notice.

use super::{Condition, Fact};
use crate::id::{PlanKey, TenantId};
use std::collections::BTreeSet;

/// How many partial tenants are looked at before the answer is "perhaps". Conditions that people write
/// need some dozens.
const MOST_STEPS: usize = 20_000;

impl Condition {
    /// Whether a tenant is thinkable of which it holds: with one of these plans, any regions and any
    /// components. Where that would take too long to find out, it is taken to be.
    pub fn can_hold(&self, plans: &[PlanKey]) -> bool {
        let facts: BTreeSet<_> = self.facts().into_iter().collect();
        let mut plans: Vec<_> = plans.iter().map(Some).collect();
        if plans.is_empty() {
            // Which plans there are is not known: those it asks about, and another.
            plans.extend(
                facts.iter().filter_map(|fact| if let Fact::Plan(plan) = fact { Some(Some(*plan)) } else { None }),
            );
            plans.push(None);
        }
        let tenants = facts.iter().filter_map(|fact| if let Fact::Tenant(id) = fact { Some(Some(*id)) } else { None });
        let search = Search {
            condition: self,
            plans,
            tenants: tenants.chain([None]).collect(),
            switches: facts
                .iter()
                .copied()
                .filter(|fact| matches!(fact, Fact::Region(_) | Fact::Component(_)))
                .collect(),
        };
        search.finds(&Sketch::default(), &mut 0)
    }
}

/// A tenant of which some is decided.
#[derive(Default, Clone)]
#[expect(clippy::option_option, reason = "open, decided to be another, decided to be this one")]
struct Sketch<'a> {
    /// The plan, once decided; `Some(None)` is one the condition does not name.
    plan: Option<Option<&'a PlanKey>>,
    tenant: Option<Option<&'a TenantId>>,
    /// Whether it has the first of the regions and components.
    switched: Vec<bool>,
}

struct Search<'a> {
    condition: &'a Condition,
    plans: Vec<Option<&'a PlanKey>>,
    tenants: Vec<Option<&'a TenantId>>,
    switches: Vec<Fact<'a>>,
}

impl<'a> Search<'a> {
    /// Decides one thing after the other, as long as it is open whether the condition holds.
    fn finds(&self, sketch: &Sketch<'a>, steps: &mut usize) -> bool {
        *steps += 1;
        let know = |fact: Fact<'_>| match fact {
            Fact::Plan(plan) => sketch.plan.map(|decided| decided == Some(plan)),
            Fact::Tenant(id) => sketch.tenant.map(|decided| decided == Some(id)),
            Fact::Region(_) | Fact::Component(_) => {
                let nth = self.switches.iter().position(|switch| *switch == fact)?;
                sketch.switched.get(nth).copied()
            }
        };
        if let Some(holds) = self.condition.judge(&know) {
            return holds;
        }
        if *steps > MOST_STEPS {
            return true;
        }
        if sketch.plan.is_none() {
            let mut plans = self.plans.iter();
            return plans.any(|plan| self.finds(&Sketch { plan: Some(*plan), ..sketch.clone() }, steps));
        }
        if sketch.tenant.is_none() {
            let mut tenants = self.tenants.iter();
            return tenants.any(|tenant| self.finds(&Sketch { tenant: Some(*tenant), ..sketch.clone() }, steps));
        }
        [true, false].into_iter().any(|has| {
            let mut next = sketch.clone();
            next.switched.push(has);
            self.finds(&next, steps)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::condition::tests::{PLANS, condition, everyone};
    use proptest::prelude::*;
    use rstest::rstest;

    fn can_hold(json: &str) -> bool {
        let condition: Condition = serde_json::from_str(json).unwrap();
        condition.can_hold(&PLANS.map(|plan| PlanKey::parse(plan).unwrap()))
    }

    #[rstest]
    #[case(r#"{"plans":["light"]}"#, true)]
    #[case(r#"{"all":[{"plans":["light"]},{"plans":["standard"]}]}"#, false)]
    #[case(r#"{"all":[{"regions":["tokyo"]},{"regions":["osaka"]}]}"#, true)]
    #[case(r#"{"regions":["tokyo"],"not":{"regions":["tokyo","osaka"]}}"#, false)]
    #[case(r#"{"not":{"plans":["light","standard","enterprise"]}}"#, false)]
    #[case(r#"{"not":{"tenants":["hinode"]}}"#, true)]
    #[case(r#"{"tenants":["hinode"],"all":[{"tenants":["aozora","minato"]}]}"#, false)]
    #[case(r#"{"any":[]}"#, false)]
    fn a_contradiction_is_seen(#[case] json: &str, #[case] expected: bool) {
        assert_eq!(can_hold(json), expected, "{json}");
    }

    #[test]
    fn without_a_list_of_plans_there_may_be_others() {
        let condition: Condition = serde_json::from_str(r#"{"not":{"plans":["light"]}}"#).unwrap();
        assert!(condition.can_hold(&[]));
    }

    #[test]
    fn forty_components_do_not_take_forever() {
        let some = |from: u32| (from..from + 20).map(|n| format!("\"c{n}\"")).collect::<Vec<_>>().join(",");
        let parts: Vec<_> = (0..20)
            .map(|n| format!(r#"{{"any":[{{"components":["c{n}"]}},{{"not":{{"components":["c{}"]}}}}]}}"#, n + 20))
            .collect();
        assert!(can_hold(&format!(r#"{{"components":[{}],"all":[{}]}}"#, some(0), parts.join(","))));
    }

    proptest! {
        #[test]
        fn it_can_hold_exactly_where_it_holds_of_some_tenant(condition in condition()) {
            let plans = PLANS.map(|plan| PlanKey::parse(plan).unwrap());
            prop_assert_eq!(condition.can_hold(&plans), everyone().iter().any(|tenant| condition.holds(tenant)));
        }
    }
}
