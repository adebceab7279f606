//! Who may see a publication. Outside its audience a publication does not exist.

use crate::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use crate::locale::Localized;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the audience rules ask of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenant {
    /// The provider's key for it.
    pub id: TenantId,
    /// Its name as shown.
    pub name: Localized<String>,
    /// The plan it has.
    pub plan: PlanKey,
    /// The regions its data is kept in.
    pub regions: BTreeSet<RegionKey>,
    /// The components it uses.
    pub components: BTreeSet<ComponentKey>,
}

/// Who may see a publication: everyone, or the tenants that match every condition given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Also people without an account.
    #[default]
    Everyone,
    /// Only tenants that match.
    Tenants(TenantFilter),
}

/// Conditions on a tenant. An empty set is no condition; of a set that is not empty the tenant must
/// have at least one value; all conditions must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TenantFilter {
    /// Has one of these plans.
    #[serde(default)]
    pub plans: BTreeSet<PlanKey>,
    /// Has data in one of these regions.
    #[serde(default)]
    pub regions: BTreeSet<RegionKey>,
    /// Uses one of these components.
    #[serde(default)]
    pub components: BTreeSet<ComponentKey>,
    /// Is one of these.
    #[serde(default)]
    pub tenants: BTreeSet<TenantId>,
}

impl Audience {
    /// Whether people without an account may see it.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::Everyone)
    }

    /// Whether only tenants named one by one can be in it, as an incident asks.
    pub fn is_of_named_tenants(&self) -> bool {
        match self {
            Self::Everyone => false,
            Self::Tenants(filter) => !filter.tenants.is_empty(),
        }
    }

    /// Whether this tenant is in the audience.
    pub fn includes(&self, tenant: &Tenant) -> bool {
        match self {
            Self::Everyone => true,
            Self::Tenants(filter) => filter.matches(tenant),
        }
    }
}

impl TenantFilter {
    fn matches(&self, tenant: &Tenant) -> bool {
        (self.plans.is_empty() || self.plans.contains(&tenant.plan))
            && (self.regions.is_empty() || !self.regions.is_disjoint(&tenant.regions))
            && (self.components.is_empty() || !self.components.is_disjoint(&tenant.components))
            && (self.tenants.is_empty() || self.tenants.contains(&tenant.id))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn tenant(id: &str, plan: &str, components: &[&str]) -> Tenant {
        Tenant {
            id: TenantId::parse(id).unwrap(),
            name: Localized::ja_only(id.to_owned()),
            plan: PlanKey::parse(plan).unwrap(),
            regions: BTreeSet::from([RegionKey::parse("tokyo").unwrap()]),
            components: components.iter().map(|c| ComponentKey::parse(c).unwrap()).collect(),
        }
    }

    #[test]
    fn every_condition_given_must_hold() {
        let audience = Audience::Tenants(TenantFilter {
            plans: BTreeSet::from([PlanKey::parse("standard").unwrap(), PlanKey::parse("enterprise").unwrap()]),
            components: BTreeSet::from([ComponentKey::parse("recording-api").unwrap()]),
            ..TenantFilter::default()
        });
        assert!(audience.includes(&tenant("hinode", "enterprise", &["recording-api", "ivr"])));
        assert!(!audience.includes(&tenant("aozora", "standard", &["ivr"])), "does not use the component");
        assert!(!audience.includes(&tenant("minato", "light", &["recording-api"])), "has another plan");
        assert!(!audience.is_public());
    }

    #[test]
    fn only_an_audience_that_names_tenants_is_of_named_tenants() {
        let plans = TenantFilter { plans: [PlanKey::parse("light").unwrap()].into(), ..TenantFilter::default() };
        let tenants = [TenantId::parse("hinode").unwrap()].into();
        assert!(Audience::Tenants(TenantFilter { tenants, ..plans.clone() }).is_of_named_tenants());
        assert!(!Audience::Tenants(plans).is_of_named_tenants() && !Audience::Everyone.is_of_named_tenants());
    }

    #[test]
    fn everyone_includes_every_tenant() {
        assert!(Audience::Everyone.includes(&tenant("minato", "light", &[])));
        assert!(Audience::Everyone.is_public());
    }
}
