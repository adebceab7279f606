//! Whoever is asking. Every read starts from a viewer.

use crate::audience::{Audience, Tenant};
use crate::id::{TenantId, UserId};
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::notice::words;
use crate::publication::Publication;
use std::collections::BTreeSet;
use std::sync::Arc;

words! {
    /// What someone may do within their tenant.
    TenantRole {
        /// Reads and acknowledges.
        Member = "member",
        /// Also sees the organisation's coverage.
        Administrator = "administrator",
    }
}

words! {
    /// What someone of the provider may do.
    StaffRole {
        /// Writes and publishes.
        Author = "author",
        /// Helps customers: coverage, deliveries.
        Support = "support",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
        /// Everything.
        Owner = "owner",
    }
}

/// A signed-in person of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// As shown.
    pub name: String,
    /// Where mail goes.
    pub address: MailAddress,
    /// The language they chose.
    pub locale: Locale,
    /// Of which tenant.
    pub tenant: Arc<Tenant>,
    /// What they may do there.
    pub role: TenantRole,
}

/// A signed-in person of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub user: UserId,
    /// As shown.
    pub name: String,
    /// Where mail goes.
    pub address: MailAddress,
    /// The language they chose.
    pub locale: Locale,
    /// What they may do.
    pub roles: BTreeSet<StaffRole>,
}

/// Whoever is asking.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Viewer {
    /// Nobody is signed in.
    #[default]
    Anonymous,
    /// Someone of a tenant.
    Member(Member),
    /// Someone of the provider.
    Staff(Staff),
}

impl Viewer {
    /// Whether a publication with this audience exists for the viewer. Staff see all of them.
    pub fn can_see(&self, audience: &Audience) -> bool {
        match self {
            Self::Anonymous => audience.is_public(),
            Self::Member(member) => audience.includes(&member.tenant),
            Self::Staff(_) => true,
        }
    }

    /// Whether there is anything to be read in a publication that exists for the viewer: not where it was
    /// withdrawn, nor where their tenant only keeps it.
    pub fn is_to_read(&self, publication: &Publication) -> bool {
        !publication.is_withdrawn() && self.member().is_none_or(|member| publication.audience.concerns(&member.tenant))
    }

    /// The signed-in user.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(member.user),
            Self::Staff(staff) => Some(staff.user),
        }
    }

    /// The signed-in user's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Member(member) => Some(&member.name),
            Self::Staff(staff) => Some(&staff.name),
        }
    }

    /// The member, when the viewer is one.
    pub const fn member(&self) -> Option<&Member> {
        match self {
            Self::Member(member) => Some(member),
            _ => None,
        }
    }

    /// The tenant administrator, when the viewer is one.
    pub fn administrator(&self) -> Option<&Member> {
        self.member().filter(|member| member.role == TenantRole::Administrator)
    }

    /// The person of the provider, when the viewer is one.
    pub const fn staff(&self) -> Option<&Staff> {
        match self {
            Self::Staff(staff) => Some(staff),
            _ => None,
        }
    }

    /// The tenant the viewer belongs to.
    pub fn tenant(&self) -> Option<&TenantId> {
        self.member().map(|member| &member.tenant.id)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::audience::tests::tenant;

    /// Someone of hinode in that role.
    pub(crate) fn member(role: TenantRole) -> Viewer {
        member_of("hinode", role)
    }

    /// Someone of the provider with those roles.
    pub(crate) fn staff(roles: &[StaffRole]) -> Viewer {
        Viewer::Staff(Staff {
            user: UserId(2),
            name: "清水".into(),
            address: MailAddress::parse("shimizu@service.example").unwrap(),
            locale: Locale::Ja,
            roles: roles.iter().copied().collect(),
        })
    }

    fn member_of(id: &str, role: TenantRole) -> Viewer {
        Viewer::Member(Member {
            user: UserId(1),
            name: "佐藤".into(),
            address: MailAddress::parse("sato@hinode.example").unwrap(),
            locale: Locale::Ja,
            tenant: Arc::new(tenant(id, "standard", &[])),
            role,
        })
    }

    #[test]
    fn what_is_for_one_tenant_does_not_exist_for_others() {
        let only_hinode = Audience::named([TenantId::parse("hinode").unwrap()]);
        assert!(member_of("hinode", TenantRole::Member).can_see(&only_hinode));
        assert!(!member_of("aozora", TenantRole::Member).can_see(&only_hinode));
        assert!(!Viewer::Anonymous.can_see(&only_hinode));
        assert!(Viewer::Anonymous.can_see(&Audience::Everyone));
    }
}
