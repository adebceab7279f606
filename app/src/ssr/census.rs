//! How much there is to read, counted once for all of a tenant: the bell is on every page, and a provider
//! of long standing has thousands of notices.

use chrono::{DateTime, Utc};
use domain::audience::Tenant;
use domain::catalogue::Catalogue;
use domain::id::TenantId;
use domain::publication::PublicationKind;
use domain::viewer::Viewer;
use moka::sync::Cache;
use std::sync::Arc;

/// The most tenants whose count is kept.
const MOST_TENANTS: u64 = 10_000;

/// Counts that were made.
#[derive(Clone)]
pub struct Census(Cache<Option<TenantId>, Arc<Count>>);

/// A count and when it holds.
struct Count {
    notices: usize,
    catalogue_version: i64,
    /// As the tenant was when it was counted; `None` of the provider's people.
    tenant: Option<Arc<Tenant>>,
    from: DateTime<Utc>,
    /// The instant at which something appears by itself.
    until: Option<DateTime<Utc>>,
}

impl Default for Census {
    fn default() -> Self {
        Self(Cache::new(MOST_TENANTS))
    }
}

impl Census {
    /// How many notices there are for the viewer to read at `now`, read or not.
    pub fn notices_to_read(&self, catalogue: &Catalogue, viewer: &Viewer, now: DateTime<Utc>) -> usize {
        let tenant = viewer.member().map(|member| &member.tenant);
        let name = tenant.map(|tenant| tenant.id.clone());
        if let Some(count) = self.0.get(&name).filter(|count| count.holds(catalogue, tenant, now)) {
            return count.notices;
        }
        let notices = catalogue.of_kind(viewer, now, PublicationKind::Notice);
        let count = Count {
            notices: notices.filter(|notice| viewer.is_to_read(notice)).count(),
            catalogue_version: catalogue.version,
            tenant: tenant.cloned(),
            from: now,
            until: catalogue.next_appearance(now),
        };
        let notices = count.notices;
        self.0.insert(name, Arc::new(count));
        notices
    }
}

impl Count {
    fn holds(&self, catalogue: &Catalogue, tenant: Option<&Arc<Tenant>>, now: DateTime<Utc>) -> bool {
        self.catalogue_version == catalogue.version
            && self.tenant.as_ref() == tenant
            && self.from <= now
            && self.until.is_none_or(|until| now < until)
    }
}
