//! What `content/portal.toml` says of the service: its names, contact, components, plans, regions.

use crate::id::{ComponentKey, PlanKey, RegionKey};
use crate::lead_time::LeadTimes;
use crate::locale::Localized;
use crate::mail_address::MailAddress;
use serde::{Deserialize, Serialize};

/// Something with a key and a name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named<K> {
    /// The key used in notices.
    pub key: K,
    /// The name shown.
    pub name: Localized<String>,
}

/// The service and its operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portal {
    /// The service's name.
    pub service: Localized<String>,
    /// The operator's name.
    pub operator: Localized<String>,
    /// The accent colour as `#rrggbb`.
    pub accent: String,
    /// Where questions go.
    pub contact: MailAddress,
    /// The components, in the order shown.
    pub components: Vec<Named<ComponentKey>>,
    /// The plans, in the order shown.
    pub plans: Vec<Named<PlanKey>>,
    /// The regions, in the order shown.
    pub regions: Vec<Named<RegionKey>>,
    /// How long before a change its readers must be told.
    #[serde(default)]
    pub lead_times: LeadTimes,
}

/// The name for a key, or the key itself where the list does not have it.
pub fn name_of<'a, K: PartialEq + AsRef<str>>(
    list: &'a [Named<K>],
    key: &'a K,
    locale: crate::locale::Locale,
) -> &'a str {
    list.iter().find(|named| named.key == *key).map_or_else(|| key.as_ref(), |named| named.name.get(locale))
}

impl Portal {
    /// A component's name.
    pub fn component_name<'a>(&'a self, key: &'a ComponentKey, locale: crate::locale::Locale) -> &'a str {
        name_of(&self.components, key, locale)
    }

    /// A plan's name.
    pub fn plan_name<'a>(&'a self, key: &'a PlanKey, locale: crate::locale::Locale) -> &'a str {
        name_of(&self.plans, key, locale)
    }

    /// A region's name.
    pub fn region_name<'a>(&'a self, key: &'a RegionKey, locale: crate::locale::Locale) -> &'a str {
        name_of(&self.regions, key, locale)
    }
}
