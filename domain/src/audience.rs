//! Who may see a publication. Outside its audience a publication does not exist.
//!
//! An audience is asked anew on every read, about the tenant as it is then: whoever comes to match it
//! sees the publication, older ones too, and whoever no longer matches does not. Only what a tenant was
//! told of while it matched stays with it (see [`Audience::Kept`] and
//! docs/decisions/0012-an-audience-over-time.md).

mod condition;
mod possible;

pub use condition::{Condition, Fact};

use crate::id::{ComponentKey, PlanKey, RegionKey, TenantId};
use crate::locale::Localized;
use crate::zone::end_of_day;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
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
    /// The day it became a customer, in Japan; `None` for one that has always been there.
    #[serde(default)]
    pub joined_on: Option<NaiveDate>,
}

impl Tenant {
    /// Whether it was a customer already at that instant: news from before is not told to it.
    pub fn had_joined(&self, at: DateTime<Utc>) -> bool {
        self.joined_on.is_none_or(|day| end_of_day(day) - TimeDelta::days(1) <= at)
    }
}

/// Who may see a publication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Also people without an account.
    #[default]
    Everyone,
    /// Only tenants of which this holds.
    Tenants(Condition),
    /// Tenants of which this holds, and those that were told of the publication while it held of them:
    /// they keep the page as a record, but are told nothing further and asked for nothing.
    Kept {
        /// Of whom it has to hold.
        condition: Condition,
        /// Who keeps it although it does not.
        by: BTreeSet<TenantId>,
    },
}

impl Audience {
    /// The tenants of these names.
    pub fn named(tenants: impl IntoIterator<Item = TenantId>) -> Self {
        Self::Tenants(Condition::Tenants(tenants.into_iter().collect()))
    }

    /// Whether people without an account may see it.
    pub const fn is_public(&self) -> bool {
        matches!(self, Self::Everyone)
    }

    /// Whether only tenants named one by one can be in it, as an incident asks.
    pub fn is_of_named_tenants(&self) -> bool {
        let unnamed = |fact: Fact<'_>| matches!(fact, Fact::Tenant(_)).then_some(false);
        self.condition().is_some_and(|condition| condition.judge(&unnamed) == Some(false))
    }

    /// What has to hold of a tenant; `None` for everyone.
    pub const fn condition(&self) -> Option<&Condition> {
        match self {
            Self::Everyone => None,
            Self::Tenants(condition) | Self::Kept { condition, .. } => Some(condition),
        }
    }

    /// Whether this tenant may see it.
    pub fn includes(&self, tenant: &Tenant) -> bool {
        self.concerns(tenant) || matches!(self, Self::Kept { by, .. } if by.contains(&tenant.id))
    }

    /// Whether it is for this tenant now: whom news is told, and who is asked to acknowledge. A tenant
    /// that only keeps it may see it without being concerned.
    pub fn concerns(&self, tenant: &Tenant) -> bool {
        self.condition().is_none_or(|condition| condition.holds(tenant))
    }

    /// The same audience, kept by these tenants as well.
    #[must_use]
    pub fn kept_by(self, tenants: BTreeSet<TenantId>) -> Self {
        match self {
            Self::Everyone => Self::Everyone,
            Self::Tenants(condition) if tenants.is_empty() => Self::Tenants(condition),
            Self::Tenants(condition) => Self::Kept { condition, by: tenants },
            Self::Kept { condition, mut by } => {
                by.extend(tenants);
                Self::Kept { condition, by }
            }
        }
    }

    /// Whether a tenant of this name and plan may be in the audience, whatever else is true of it. What
    /// is not known is left open.
    pub fn may_include(&self, tenant: Option<&TenantId>, plan: Option<&PlanKey>) -> bool {
        let know = |fact: Fact<'_>| match fact {
            Fact::Tenant(id) => tenant.map(|tenant| tenant == id),
            Fact::Plan(key) => plan.map(|plan| plan == key),
            Fact::Region(_) | Fact::Component(_) => None,
        };
        self.condition().is_none_or(|condition| condition.judge(&know) != Some(false))
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
            joined_on: None,
        }
    }

    fn standard() -> Audience {
        Audience::Tenants(Condition::Plans([PlanKey::parse("standard").unwrap()].into()))
    }

    fn ids(names: &[&str]) -> BTreeSet<TenantId> {
        names.iter().map(|name| TenantId::parse(name).unwrap()).collect()
    }

    #[test]
    fn only_an_audience_that_names_tenants_is_of_named_tenants() {
        let light = Condition::Plans([PlanKey::parse("light").unwrap()].into());
        let named = Condition::Tenants(ids(&["hinode"]));
        let of_named = |condition: Condition| Audience::Tenants(condition).is_of_named_tenants();
        assert!(of_named(named.clone()) && of_named(Condition::All(vec![light.clone(), named.clone()])));
        assert!(!of_named(light.clone()) && !of_named(Condition::Any(vec![light, named.clone()])));
        assert!(!of_named(Condition::Not(Box::new(named))) && !Audience::Everyone.is_of_named_tenants());
    }

    #[test]
    fn everyone_includes_every_tenant() {
        assert!(Audience::Everyone.includes(&tenant("minato", "light", &[])));
        assert!(Audience::Everyone.is_public() && !standard().is_public());
    }

    #[test]
    fn who_keeps_a_publication_sees_it_but_is_not_concerned() {
        let kept = standard().kept_by(ids(&["minato"])).kept_by(ids(&["aozora"]));
        for (id, plan, may_see, concerned) in [
            ("hinode", "standard", true, true),
            ("minato", "light", true, false),
            ("aozora", "light", true, false),
            ("kaze", "light", false, false),
        ] {
            let tenant = tenant(id, plan, &[]);
            assert_eq!((kept.includes(&tenant), kept.concerns(&tenant)), (may_see, concerned), "{id}");
        }
        assert_eq!(standard().kept_by(BTreeSet::new()), standard());
        assert_eq!(Audience::Everyone.kept_by(ids(&["minato"])), Audience::Everyone);
    }

    #[test]
    fn what_is_not_known_of_a_tenant_is_left_open() {
        let (hinode, light) = (TenantId::parse("hinode").unwrap(), PlanKey::parse("light").unwrap());
        assert!(standard().may_include(Some(&hinode), None), "its plan may be the one");
        assert!(!standard().may_include(Some(&hinode), Some(&light)));
        assert!(!Audience::named(ids(&["aozora"])).may_include(Some(&hinode), None));
        assert!(Audience::Everyone.may_include(Some(&hinode), Some(&light)));
    }

    #[test]
    fn a_tenant_joins_with_the_first_instant_of_its_day_in_japan() {
        let joined = Tenant { joined_on: NaiveDate::from_ymd_opt(2026, 12, 1), ..tenant("minato", "light", &[]) };
        let had = |at: &str| joined.had_joined(at.parse().unwrap());
        assert!(!had("2026-11-30T14:59:59Z") && had("2026-11-30T15:00:00Z"));
        assert!(tenant("hinode", "light", &[]).had_joined(DateTime::UNIX_EPOCH));
    }

    #[test]
    fn the_json_of_an_audience_is_fixed_and_that_of_earlier_versions_is_read() {
        let both = Condition::All(vec![
            Condition::Plans([PlanKey::parse("standard").unwrap()].into()),
            Condition::Components([ComponentKey::parse("ivr").unwrap()].into()),
        ]);
        let earlier = r#"{"tenants":{"plans":["standard"],"regions":[],"components":["ivr"],"tenants":[]}}"#;
        assert_eq!(serde_json::from_str::<Audience>(earlier).unwrap(), Audience::Tenants(both.clone()));
        let json = serde_json::to_string(&Audience::Tenants(both)).unwrap();
        assert_eq!(json, r#"{"tenants":{"all":[{"plans":["standard"]},{"components":["ivr"]}]}}"#);
        assert_eq!(serde_json::to_string(&Audience::Everyone).unwrap(), r#""everyone""#);
        let anyone = r#"{"tenants":{"plans":[],"regions":[],"components":[],"tenants":[]}}"#;
        let anyone = serde_json::from_str::<Audience>(anyone).unwrap();
        assert!(anyone.includes(&tenant("minato", "light", &[])) && !anyone.is_public());
        assert!(serde_json::from_str::<Audience>(r#"{"tenants":{"plan":["x"]}}"#).is_err());
    }
}
