//! Who may see a publication, and the acknowledgement it asks for. The short form of an audience,
//! `{ plans: […], components: […] }`, is a group of conditions that must all hold; `all`, `any` and `not`
//! combine groups.

use super::revision::Context;
use crate::front_matter::{At, Fields, Node, did_you_mean};
use crate::rule::Rule;
use chrono::NaiveDate;
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Condition, Fact};
use domain::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use domain::portal::Named;
use std::collections::BTreeSet;

/// How many groups may lie within one another: what is deeper nobody reads without a mistake.
pub(crate) const DEEPEST_AUDIENCE: usize = 4;

/// Reads `audience`; without it, everyone. What is refused: lists that name nobody, names `portal.toml`
/// does not list, and conditions of which no tenant could be.
pub(super) fn read_audience(fields: &mut Fields<'_>, context: &Context<'_>) -> Option<Audience> {
    let Some(node) = fields.node("audience") else {
        return fields.key("audience").is_none().then_some(Audience::Everyone);
    };
    let condition = read_condition(fields, node, context, 1)?;
    let plans = context.portal.map(|portal| portal.plans.iter().map(|plan| plan.key.clone()).collect::<Vec<_>>());
    let plans = plans.unwrap_or_default();
    // One that is not listed is a mistake of its own, and was reported as that.
    let is_unlisted = |fact: &Fact<'_>| matches!(fact, Fact::Plan(plan) if !plans.contains(plan));
    if !context.is_past && !condition.facts().iter().any(is_unlisted) && !condition.can_hold(&plans) {
        let help = "its conditions contradict one another; `any: [ … ]` is for tenants of which one of them holds";
        fields.report(Rule::AudienceOfNobody, node.at.clone(), "no tenant can be in this audience", help);
    }
    Some(Audience::Tenants(condition))
}

/// Reads one group of conditions: all keys given must hold.
fn read_condition(fields: &mut Fields<'_>, node: &Node, context: &Context<'_>, depth: usize) -> Option<Condition> {
    if depth > DEEPEST_AUDIENCE {
        let help = format!("say it in {DEEPEST_AUDIENCE} groups within one another, or name the tenants");
        fields.report(Rule::AudienceTooDeep, node.at.clone(), "the conditions lie too deep in one another", help);
        return None;
    }
    let mut group = fields.below(node)?;
    let plans = read_names(&mut group, "plans", PlanKey::parse);
    let regions = read_names(&mut group, "regions", RegionKey::parse);
    let components = read_names(&mut group, "components", ComponentKey::parse);
    let tenants = read_names(&mut group, "tenants", TenantId::parse);
    let all = read_parts(&mut group, "all", context, depth);
    let any = read_parts(&mut group, "any", context, depth);
    let not = match group.node("not") {
        Some(node) => Part::of(read_condition(&mut group, node, context, depth + 1)),
        None => Part::of_key(&group, "not"),
    };
    if let Some(portal) = context.portal.filter(|_| !context.is_past) {
        known(&mut group, plans.read(), &portal.plans, Rule::UnknownPlan);
        known(&mut group, regions.read(), &portal.regions, Rule::UnknownRegion);
        known(&mut group, components.read(), &portal.components, Rule::UnknownComponent);
    }
    let parts = [
        plans.map(|names| Condition::Plans(set(names))),
        regions.map(|names| Condition::Regions(set(names))),
        components.map(|names| Condition::Components(set(names))),
        tenants.map(|names| Condition::Tenants(set(names))),
        all.map(Condition::All),
        any.map(Condition::Any),
        not.map(|part| Condition::Not(Box::new(part))),
    ];
    if parts.iter().all(|part| matches!(part, Part::NotGiven)) {
        let help = "name plans, regions, components or tenants, or leave `audience` out for everyone";
        group.report(Rule::WrongValue, node.at.clone(), "this names nobody", help);
        group.finish();
        return None;
    }
    group.finish();
    let mut given = vec![];
    for part in parts {
        match part {
            Part::NotGiven => {}
            Part::Wrong => return None,
            Part::Given(part) => given.push(part),
        }
    }
    Some(if given.len() == 1 { given.remove(0) } else { Condition::All(given) })
}

/// What became of one key of a group.
enum Part<T> {
    NotGiven,
    /// It is there, but could not be read; that was reported.
    Wrong,
    Given(T),
}

impl<T> Part<T> {
    fn of(read: Option<T>) -> Self {
        read.map_or(Self::Wrong, Self::Given)
    }

    /// Of a key without a value that could be read.
    fn of_key(group: &Fields<'_>, name: &str) -> Self {
        if group.key(name).is_some() { Self::Wrong } else { Self::NotGiven }
    }

    fn map<U>(self, made: impl FnOnce(T) -> U) -> Part<U> {
        match self {
            Self::NotGiven => Part::NotGiven,
            Self::Wrong => Part::Wrong,
            Self::Given(value) => Part::Given(made(value)),
        }
    }
}

impl<K> Part<Vec<At<K>>> {
    fn read(&self) -> &[At<K>] {
        if let Self::Given(names) = self { names } else { &[] }
    }
}

fn set<K: Ord>(names: Vec<At<K>>) -> BTreeSet<K> {
    names.into_iter().map(|name| name.value).collect()
}

/// Reads a list of names. A list given but empty is refused: it would mean no condition at all.
fn read_names<K: PartialEq, E: ToString>(
    group: &mut Fields<'_>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<K, E>,
) -> Part<Vec<At<K>>> {
    let Some(node) = group.node(name) else { return Part::of_key(group, name) };
    let names = group.names(node, parse);
    if names.as_ref().is_some_and(Vec::is_empty) {
        let help = format!("name someone, or leave `{name}` out");
        group.report(Rule::WrongValue, node.at.clone(), "an empty list names nobody", help);
        return Part::Wrong;
    }
    Part::of(names)
}

/// Reads the groups below `all` or `any`.
fn read_parts(group: &mut Fields<'_>, name: &'static str, context: &Context<'_>, depth: usize) -> Part<Vec<Condition>> {
    let Some(node) = group.node(name) else { return Part::of_key(group, name) };
    let Some(items) = group.list(node) else { return Part::Wrong };
    if items.is_empty() {
        let help = format!("write one group or more, or leave `{name}` out");
        group.report(Rule::WrongValue, node.at.clone(), "an empty list names nobody", help);
        return Part::Wrong;
    }
    let parts: Vec<_> = items.iter().map(|item| read_condition(group, item, context, depth + 1)).collect();
    Part::of(parts.into_iter().collect())
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
