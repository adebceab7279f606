//! Who may see a publication, and the acknowledgement it asks for.

use super::revision::Context;
use crate::front_matter::{At, Fields, did_you_mean};
use crate::rule::Rule;
use chrono::NaiveDate;
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, TenantFilter};
use domain::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use domain::portal::Named;
use std::collections::BTreeSet;

/// Reads `audience`; without it, everyone. A list given but empty is refused: it would mean no
/// condition at all.
pub(super) fn read_audience(fields: &mut Fields<'_>, context: &Context<'_>) -> Option<Audience> {
    let Some(node) = fields.node("audience") else {
        return fields.key("audience").is_none().then_some(Audience::Everyone);
    };
    let mut conditions = fields.below(node)?;
    let plans = condition(&mut conditions, "plans", PlanKey::parse);
    let regions = condition(&mut conditions, "regions", RegionKey::parse);
    let components = condition(&mut conditions, "components", ComponentKey::parse);
    let tenants = condition(&mut conditions, "tenants", TenantId::parse);
    let is_empty = [plans.is_given(), regions.is_given(), components.is_given(), tenants.is_given()] == [false; 4];
    if is_empty {
        let help = "name plans, regions, components or tenants, or leave `audience` out for everyone";
        conditions.report(Rule::WrongValue, node.at.clone(), "this names nobody", help);
    }
    if let Some(portal) = context.portal.filter(|_| !context.is_past) {
        known(&mut conditions, &plans.names, &portal.plans, Rule::UnknownPlan);
        known(&mut conditions, &regions.names, &portal.regions, Rule::UnknownRegion);
        known(&mut conditions, &components.names, &portal.components, Rule::UnknownComponent);
    }
    conditions.finish();
    let is_whole = !is_empty && plans.is_whole && regions.is_whole && components.is_whole && tenants.is_whole;
    is_whole.then(|| {
        Audience::Tenants(TenantFilter {
            plans: plans.set(),
            regions: regions.set(),
            components: components.set(),
            tenants: tenants.set(),
        })
    })
}

/// One condition, as far as it could be read.
struct Condition<K> {
    names: Vec<At<K>>,
    is_whole: bool,
}

impl<K: Ord> Condition<K> {
    fn is_given(&self) -> bool {
        !self.names.is_empty() || !self.is_whole
    }

    fn set(self) -> BTreeSet<K> {
        self.names.into_iter().map(|name| name.value).collect()
    }
}

fn condition<K: PartialEq, E: ToString>(
    fields: &mut Fields<'_>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<K, E>,
) -> Condition<K> {
    let Some(node) = fields.node(name) else {
        return Condition { names: vec![], is_whole: fields.key(name).is_none() };
    };
    let names = fields.names(node, parse);
    let is_empty = names.as_ref().is_some_and(Vec::is_empty);
    if is_empty {
        let help = format!("name someone, or leave `{name}` out");
        fields.report(Rule::WrongValue, node.at.clone(), "an empty list names nobody", help);
    }
    Condition { is_whole: names.is_some() && !is_empty, names: names.unwrap_or_default() }
}

/// Reports every name `portal.toml` does not list.
pub(super) fn known<K: PartialEq + AsRef<str>>(
    fields: &mut Fields<'_>,
    names: &[At<K>],
    list: &[Named<K>],
    rule: Rule,
) {
    for name in names {
        if !list.iter().any(|named| named.key == name.value) {
            let message = format!("portal.toml does not list `{}`", name.value.as_ref());
            let help = did_you_mean(name.value.as_ref(), list.iter().map(|named| named.key.as_ref()));
            fields.report(rule, name.at.clone(), message, help);
        }
    }
}

/// Reads `acknowledgement`; `due` must not be before the day of publication. What cannot be read is
/// reported and left out.
pub(super) fn read_requirement(fields: &mut Fields<'_>, published: Option<NaiveDate>) -> Option<Requirement> {
    let node = fields.node("acknowledgement")?;
    let mut requirement = fields.below(node)?;
    let by = requirement.required("by").and_then(|node| requirement.word(node, RequiredOf::ALL, RequiredOf::word));
    let due = requirement.node("due").and_then(|node| requirement.date(node));
    if let (Some(due), Some(published)) = (&due, published)
        && due.value < published
    {
        let message = format!("due {} is before the day of publication, {published}", due.value);
        requirement.report(Rule::DateOrder, due.at.clone(), message, "give people time to read it");
    }
    requirement.finish();
    Some(Requirement { by: by?.value, due: due.map(|due| due.value) })
}
