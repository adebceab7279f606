//! Conditions on a tenant, combined with all, any and not.

use super::Tenant;
use crate::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What has to hold of a tenant. Of a set the tenant must have at least one value, so an empty set
/// holds of nobody, as does `Any` of nothing; `All` of nothing holds of every tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub enum Condition {
    /// Has one of these plans.
    Plans(BTreeSet<PlanKey>),
    /// Has data in one of these regions.
    Regions(BTreeSet<RegionKey>),
    /// Uses one of these components.
    Components(BTreeSet<ComponentKey>),
    /// Is one of these.
    Tenants(BTreeSet<TenantId>),
    /// All of these hold.
    All(Vec<Self>),
    /// At least one of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
}

/// The smallest thing a condition asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact<'a> {
    /// Whether the tenant has this plan.
    Plan(&'a PlanKey),
    /// Whether it has data in this region.
    Region(&'a RegionKey),
    /// Whether it uses this component.
    Component(&'a ComponentKey),
    /// Whether it is this tenant.
    Tenant(&'a TenantId),
}

impl Condition {
    /// Whether it holds of a tenant.
    pub fn holds(&self, tenant: &Tenant) -> bool {
        match self {
            Self::Plans(plans) => plans.contains(&tenant.plan),
            Self::Regions(regions) => !regions.is_disjoint(&tenant.regions),
            Self::Components(components) => !components.is_disjoint(&tenant.components),
            Self::Tenants(tenants) => tenants.contains(&tenant.id),
            Self::All(parts) => parts.iter().all(|part| part.holds(tenant)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(tenant)),
            Self::Not(part) => !part.holds(tenant),
        }
    }

    /// Whether it holds of a tenant of which only some facts are known; `None` where that depends on
    /// those that are not (Kleene's three values).
    pub fn judge(&self, know: &impl Fn(Fact<'_>) -> Option<bool>) -> Option<bool> {
        match self {
            Self::Plans(plans) => one_of(plans.iter().map(|key| know(Fact::Plan(key)))),
            Self::Regions(regions) => one_of(regions.iter().map(|key| know(Fact::Region(key)))),
            Self::Components(components) => one_of(components.iter().map(|key| know(Fact::Component(key)))),
            Self::Tenants(tenants) => one_of(tenants.iter().map(|id| know(Fact::Tenant(id)))),
            Self::All(parts) => one_of(parts.iter().map(|part| part.judge(know).map(|holds| !holds))).map(|none| !none),
            Self::Any(parts) => one_of(parts.iter().map(|part| part.judge(know))),
            Self::Not(part) => part.judge(know).map(|holds| !holds),
        }
    }

    /// Everything it asks about, in the order written; a fact asked about twice comes twice.
    pub fn facts(&self) -> Vec<Fact<'_>> {
        match self {
            Self::Plans(plans) => plans.iter().map(Fact::Plan).collect(),
            Self::Regions(regions) => regions.iter().map(Fact::Region).collect(),
            Self::Components(components) => components.iter().map(Fact::Component).collect(),
            Self::Tenants(tenants) => tenants.iter().map(Fact::Tenant).collect(),
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::facts).collect(),
            Self::Not(part) => part.facts(),
        }
    }
}

/// Whether one of them is true; `None` where none is known to be, but one may.
fn one_of(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_open = false;
    for part in parts {
        match part {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_open = true,
        }
    }
    (!is_open).then_some(false)
}

/// A condition as JSON, the same as authors write it: all keys given must hold. An empty list of names
/// is no condition, as the versions before `all`, `any` and `not` wrote it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    plans: BTreeSet<PlanKey>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    regions: BTreeSet<RegionKey>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    components: BTreeSet<ComponentKey>,
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    tenants: BTreeSet<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any: Option<Vec<Condition>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not: Option<Box<Condition>>,
}

impl From<Condition> for Written {
    fn from(condition: Condition) -> Self {
        let mut written = Self::default();
        match condition {
            Condition::Plans(plans) if !plans.is_empty() => written.plans = plans,
            Condition::Regions(regions) if !regions.is_empty() => written.regions = regions,
            Condition::Components(components) if !components.is_empty() => written.components = components,
            Condition::Tenants(tenants) if !tenants.is_empty() => written.tenants = tenants,
            Condition::Plans(_) | Condition::Regions(_) | Condition::Components(_) | Condition::Tenants(_) => {
                written.any = Some(vec![]);
            }
            Condition::All(parts) => written.all = Some(parts),
            Condition::Any(parts) => written.any = Some(parts),
            Condition::Not(part) => written.not = Some(part),
        }
        written
    }
}

impl From<Written> for Condition {
    fn from(written: Written) -> Self {
        let mut parts = vec![];
        if !written.plans.is_empty() {
            parts.push(Self::Plans(written.plans));
        }
        if !written.regions.is_empty() {
            parts.push(Self::Regions(written.regions));
        }
        if !written.components.is_empty() {
            parts.push(Self::Components(written.components));
        }
        if !written.tenants.is_empty() {
            parts.push(Self::Tenants(written.tenants));
        }
        parts.extend(written.all.map(Self::All));
        parts.extend(written.any.map(Self::Any));
        parts.extend(written.not.map(Self::Not));
        if parts.len() == 1 { parts.remove(0) } else { Self::All(parts) }
    }
}

#[cfg(test)]
pub(super) mod tests;
