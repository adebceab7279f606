//! Who may do what, in one place. Pages, actions and the store ask [`may`] and decide nothing of the kind
//! themselves; `docs/security.md` has the same as a table.

use crate::notice::words;
use crate::viewer::{StaffRole, TenantRole, Viewer};

words! {
    /// Something not everyone may do.
    Permission {
        /// Give an acknowledgement for one's tenant.
        Acknowledge = "acknowledge",
        /// See how far one's own organisation has acknowledged.
        SeeOwnCoverage = "see_own_coverage",
        /// Invite, change and remove the people of one's own tenant (policy II.6, II.7).
        ManageOwnPeople = "manage_own_people",
        /// Read the audit trail of one's own tenant.
        ReadOwnAudit = "read_own_audit",
        /// Enter the provider's pages: whom a notice reaches, who has acknowledged, what became of mails.
        EnterStaffPages = "enter_staff_pages",
        /// Record what became of a notice.
        RecordEvents = "record_events",
        /// See the tenants with their facts and people.
        SeeTenants = "see_tenants",
        /// Change, add and import tenants, and invite their first administrator.
        ManageTenants = "manage_tenants",
        /// Read the audit trail of everyone.
        ReadEveryAudit = "read_every_audit",
        /// Make tokens of the API, and revoke those of one's own tenant, or one's own.
        MakeTokens = "make_tokens",
        /// Revoke the tokens of everyone of the provider.
        RevokeEveryToken = "revoke_every_token",
        /// Read the letters by which others sign in, where they are written to files.
        ReadLetters = "read_letters",
    }
}

/// Whether the viewer may do that.
pub fn may(viewer: &Viewer, permission: Permission) -> bool {
    use StaffRole::{Auditor, Author, Owner, Support};
    let is_administrator = viewer.member().is_some_and(|member| member.role == TenantRole::Administrator);
    let has_one_of =
        |roles: &[StaffRole]| viewer.staff().is_some_and(|staff| staff.roles.iter().any(|role| roles.contains(role)));
    match permission {
        Permission::Acknowledge => viewer.member().is_some(),
        Permission::SeeOwnCoverage | Permission::ManageOwnPeople | Permission::ReadOwnAudit => is_administrator,
        Permission::EnterStaffPages => viewer.staff().is_some(),
        Permission::RecordEvents => has_one_of(&[Author, Support, Owner]),
        Permission::SeeTenants => has_one_of(&[Support, Auditor, Owner]),
        Permission::ManageTenants => has_one_of(&[Support, Owner]),
        Permission::ReadEveryAudit => has_one_of(&[Auditor, Owner]),
        Permission::MakeTokens => is_administrator || viewer.staff().is_some(),
        Permission::RevokeEveryToken | Permission::ReadLetters => has_one_of(&[Owner]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::viewer::tests::{member, staff};

    /// The table of `docs/security.md`: nobody, member, administrator, author, support, auditor, owner.
    const TABLE: [(Permission, [bool; 7]); 12] = {
        const NO: bool = false;
        const YES: bool = true;
        [
            (Permission::Acknowledge, [NO, YES, YES, NO, NO, NO, NO]),
            (Permission::SeeOwnCoverage, [NO, NO, YES, NO, NO, NO, NO]),
            (Permission::ManageOwnPeople, [NO, NO, YES, NO, NO, NO, NO]),
            (Permission::ReadOwnAudit, [NO, NO, YES, NO, NO, NO, NO]),
            (Permission::EnterStaffPages, [NO, NO, NO, YES, YES, YES, YES]),
            (Permission::RecordEvents, [NO, NO, NO, YES, YES, NO, YES]),
            (Permission::SeeTenants, [NO, NO, NO, NO, YES, YES, YES]),
            (Permission::ManageTenants, [NO, NO, NO, NO, YES, NO, YES]),
            (Permission::ReadEveryAudit, [NO, NO, NO, NO, NO, YES, YES]),
            (Permission::MakeTokens, [NO, NO, YES, YES, YES, YES, YES]),
            (Permission::RevokeEveryToken, [NO, NO, NO, NO, NO, NO, YES]),
            (Permission::ReadLetters, [NO, NO, NO, NO, NO, NO, YES]),
        ]
    };

    #[test]
    fn everyone_may_do_what_the_table_says() {
        let viewers = [
            Viewer::Anonymous,
            member(TenantRole::Member),
            member(TenantRole::Administrator),
            staff(&[StaffRole::Author]),
            staff(&[StaffRole::Support]),
            staff(&[StaffRole::Auditor]),
            staff(&[StaffRole::Owner]),
        ];
        assert_eq!(TABLE.map(|(permission, _)| permission), Permission::ALL);
        for (permission, expected) in TABLE {
            let allowed: Vec<_> = viewers.iter().map(|viewer| may(viewer, permission)).collect();
            assert_eq!(allowed, expected, "{}", permission.word());
        }
    }

    #[test]
    fn whoever_has_two_roles_may_do_what_either_may() {
        let both = staff(&[StaffRole::Author, StaffRole::Auditor]);
        assert!(may(&both, Permission::RecordEvents) && may(&both, Permission::ReadEveryAudit));
        assert!(!may(&both, Permission::ManageTenants));
        assert!(!may(&staff(&[]), Permission::RecordEvents));
    }
}
