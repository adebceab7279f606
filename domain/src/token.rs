//! Bearer tokens of the API: what one may do, who may make one, and how long it lasts. A tenant's token
//! reads as a service of that tenant, a provider's within what its maker may do. What a token may do is
//! asked anew on every use, so it never outlives what its maker lost.

use crate::id::{TenantId, UserId};
use crate::notice::words;
use crate::permission::{Permission, may};
use crate::viewer::Viewer;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeSet;

words! {
    /// What a token may do.
    Scope {
        /// Read notices, what is unread, and how far the organisation is with its acknowledgements.
        NoticesRead = "notices:read",
        /// Mark notices as read and unread, for this token alone.
        NoticesWrite = "notices:write",
        /// Read policies and disclosures with their revisions and digests.
        PublicationsRead = "publications:read",
        /// Read the people of the token's tenant.
        PeopleRead = "people:read",
        /// Record what became of a notice.
        TimelineWrite = "timeline:write",
        /// Read the tenants there are.
        TenantsRead = "tenants:read",
        /// Add and change tenants.
        TenantsWrite = "tenants:write",
    }
}

impl Scope {
    /// Whether someone may give it to a token: administrators what is their tenant's, staff what is the
    /// provider's and their roles allow, all others nothing.
    pub fn is_open_to(self, maker: &Viewer) -> bool {
        match self {
            Self::NoticesRead | Self::NoticesWrite | Self::PublicationsRead => may(maker, Permission::MakeTokens),
            Self::PeopleRead => maker.administrator().is_some(),
            Self::TimelineWrite => may(maker, Permission::RecordEvents),
            Self::TenantsRead => may(maker, Permission::SeeTenants),
            Self::TenantsWrite => may(maker, Permission::ManageTenants),
        }
    }

    /// The scopes someone may give to a token, in the order they are offered.
    pub fn open_to(maker: &Viewer) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|scope| scope.is_open_to(maker)).collect()
    }
}

/// How many days a token can be made to last.
pub const LIFETIMES: [i64; 4] = [30, 90, 180, 365];

/// When a token made now for that many days expires; `None` for a number that is not offered.
pub fn expiry(now: DateTime<Utc>, days: i64) -> Option<DateTime<Utc>> {
    LIFETIMES.contains(&days).then(|| now + TimeDelta::days(days))
}

/// The most characters the name of a token may have.
pub const LONGEST_NAME: usize = 80;

/// A token, by the database's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub i64);

/// A token as its makers see it. The secret itself is nowhere kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Which one.
    pub id: TokenId,
    /// What its maker called it.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Of which tenant; `None` for the provider's.
    pub tenant: Option<TenantId>,
    /// Who made it.
    pub maker: UserId,
    /// As they are called now.
    pub made_by: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute; `None` for one never used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    /// Whether someone who sees it may revoke it: administrators all of their tenant's, staff their own,
    /// owners all of the provider's.
    pub fn may_be_revoked_by(&self, viewer: &Viewer) -> bool {
        match viewer.staff() {
            Some(staff) => staff.user == self.maker || may(viewer, Permission::RevokeEveryToken),
            None => may(viewer, Permission::MakeTokens),
        }
    }

    /// Whether it is neither expired nor revoked.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// A request's token, known and alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// Which token.
    pub token: TokenId,
    /// As whom it reads: its maker, as they are now.
    pub viewer: Viewer,
    /// What it may do: what it was given, as far as its maker may still do it.
    pub scopes: BTreeSet<Scope>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewer::tests::{member, staff};
    use crate::viewer::{StaffRole, TenantRole};

    #[test]
    fn a_token_can_do_no_more_than_its_maker() {
        assert!(Scope::open_to(&Viewer::Anonymous).is_empty());
        assert!(Scope::open_to(&member(TenantRole::Member)).is_empty());
        let of_tenant = Scope::open_to(&member(TenantRole::Administrator));
        assert!(of_tenant.contains(&Scope::PeopleRead) && !of_tenant.contains(&Scope::TenantsRead));
        assert!(!of_tenant.contains(&Scope::TimelineWrite));
        let of_auditor = Scope::open_to(&staff(&[StaffRole::Auditor]));
        assert!(!of_auditor.contains(&Scope::TimelineWrite) && !of_auditor.contains(&Scope::TenantsWrite));
        assert!(Scope::open_to(&staff(&[StaffRole::Owner])).contains(&Scope::TenantsWrite));
        let of_author = Scope::open_to(&staff(&[StaffRole::Author]));
        assert!(!of_author.contains(&Scope::TenantsRead), "authors see no tenants");
        assert!(!Scope::open_to(&staff(&[StaffRole::Owner])).contains(&Scope::PeopleRead), "staff are of no tenant");
    }

    #[test]
    fn a_token_lasts_for_one_of_the_spans_offered() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(expiry(now, 30), Some(now + TimeDelta::days(30)));
        assert_eq!(expiry(now, 0), None);
        assert_eq!(expiry(now, 100_000), None);
    }
}
