//! People whom somebody else vouches for: a console that launches the portal, or an `OpenID` provider.
//! Who someone is there is the pair of issuer and subject, never the mail address: addresses change
//! hands. An address only finds an account of the same tenant that nobody of that issuer has yet.

use crate::id::{TenantId, UserId};
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::viewer::{StaffRole, TenantRole};
use std::collections::BTreeSet;

/// The most bytes an issuer's own name for someone has (`OpenID` Connect Core 1.0 §2).
pub const LONGEST_SUBJECT: usize = 255;

/// The most characters of a name that are kept.
const LONGEST_NAME: usize = 100;

/// Someone, as an issuer describes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who vouches.
    pub issuer: String,
    /// The issuer's name for the person; it never means another.
    pub subject: String,
    /// Where mail goes.
    pub address: MailAddress,
    /// As shown.
    pub name: String,
    /// The language of an account that is made now.
    pub locale: Locale,
    /// Where they belong.
    pub place: VouchedPlace,
}

/// Where someone belongs, as far as the issuer may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VouchedPlace {
    /// To a tenant.
    Member {
        /// Which one.
        tenant: TenantId,
        /// What they may do there; `None` where the issuer does not say.
        role: Option<TenantRole>,
    },
    /// To the provider.
    Staff {
        /// What they may do.
        roles: BTreeSet<StaffRole>,
    },
}

/// An account there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Whose.
    pub user: UserId,
    /// Their tenant; `None` for staff.
    pub tenant: Option<TenantId>,
    /// Whether their access was taken away.
    pub is_disabled: bool,
    /// Whether the issuer who vouches now has vouched for someone under this account before.
    pub is_known_to_issuer: bool,
}

/// Why nobody is let in, though the issuer vouches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityRefusal {
    /// Their access was taken away.
    #[error("disabled")]
    Disabled,
    /// The account belongs elsewhere: to another tenant, or to the provider.
    #[error("other_tenant")]
    OtherTenant,
    /// The address is of an account that the issuer knows under another subject.
    #[error("address_taken")]
    AddressTaken,
    /// There is no such tenant.
    #[error("unknown_tenant")]
    UnknownTenant,
}

/// What becomes of someone who is vouched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// They are who they were the last time.
    Known(UserId),
    /// They are known by their address, and from now on by issuer and subject.
    Link(UserId),
    /// They are new.
    New,
    /// They are not let in.
    Refused(IdentityRefusal),
}

/// Decides who somebody is. `linked` is the account of their issuer and subject, `at_address` the one
/// with their mail address.
pub fn recognise(vouched: &Vouched, linked: Option<&Account>, at_address: Option<&Account>) -> Recognition {
    match (linked, at_address) {
        (Some(account), _) => match refusal(vouched, account) {
            Some(refusal) => Recognition::Refused(refusal),
            None => Recognition::Known(account.user),
        },
        (None, Some(account)) => match refusal(vouched, account) {
            Some(refusal) => Recognition::Refused(refusal),
            None if account.is_known_to_issuer => Recognition::Refused(IdentityRefusal::AddressTaken),
            None => Recognition::Link(account.user),
        },
        (None, None) => Recognition::New,
    }
}

/// Another's tenant comes first: nobody learns whether an account elsewhere is disabled.
fn refusal(vouched: &Vouched, account: &Account) -> Option<IdentityRefusal> {
    let tenant = match &vouched.place {
        VouchedPlace::Member { tenant, .. } => Some(tenant),
        VouchedPlace::Staff { .. } => None,
    };
    if account.tenant.as_ref() != tenant {
        Some(IdentityRefusal::OtherTenant)
    } else if account.is_disabled {
        Some(IdentityRefusal::Disabled)
    } else {
        None
    }
}

/// A name as it is shown: one line, not endless; the local part of the address where none was given.
pub fn shown_name(given: &str, address: &MailAddress) -> String {
    let name: String = given.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let local = || address.as_str().split('@').next().unwrap_or_default().to_owned();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(local)
}

/// Whether a text can be an issuer's name for someone.
pub fn is_subject(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_SUBJECT && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vouched(tenant: Option<&str>) -> Vouched {
        Vouched {
            issuer: "https://id.example".into(),
            subject: "7f3a".into(),
            address: MailAddress::parse("yumi@hinode.example").unwrap(),
            name: "由美".into(),
            locale: Locale::Ja,
            place: match tenant {
                Some(id) => VouchedPlace::Member { tenant: TenantId::parse(id).unwrap(), role: None },
                None => VouchedPlace::Staff { roles: BTreeSet::from([StaffRole::Support]) },
            },
        }
    }

    fn account(tenant: Option<&str>) -> Account {
        Account {
            user: UserId(7),
            tenant: tenant.map(|id| TenantId::parse(id).unwrap()),
            is_disabled: false,
            is_known_to_issuer: false,
        }
    }

    #[test]
    fn issuer_and_subject_say_who_it_is_whatever_the_address() {
        let linked = Account { is_known_to_issuer: true, ..account(Some("hinode")) };
        let other = Account { user: UserId(8), ..account(Some("aozora")) };
        assert_eq!(recognise(&vouched(Some("hinode")), Some(&linked), Some(&other)), Recognition::Known(UserId(7)));
    }

    #[test]
    fn an_address_finds_an_account_of_the_same_tenant_only() {
        let hinode = account(Some("hinode"));
        assert_eq!(recognise(&vouched(Some("hinode")), None, Some(&hinode)), Recognition::Link(UserId(7)));
        for (place, standing) in [(Some("aozora"), Some("hinode")), (None, Some("hinode")), (Some("hinode"), None)] {
            let recognised = recognise(&vouched(place), None, Some(&account(standing)));
            assert_eq!(recognised, Recognition::Refused(IdentityRefusal::OtherTenant), "{place:?} at {standing:?}");
        }
        assert_eq!(recognise(&vouched(Some("hinode")), None, None), Recognition::New);
    }

    #[test]
    fn an_account_does_not_go_with_an_address_that_changed_hands() {
        let known = Account { is_known_to_issuer: true, ..account(Some("hinode")) };
        let recognised = recognise(&vouched(Some("hinode")), None, Some(&known));
        assert_eq!(recognised, Recognition::Refused(IdentityRefusal::AddressTaken));
    }

    #[test]
    fn whoever_lost_access_stays_out_and_so_does_who_changed_tenants() {
        let disabled = Account { is_disabled: true, ..account(Some("hinode")) };
        for (linked, at_address) in [(Some(&disabled), None), (None, Some(&disabled))] {
            let recognised = recognise(&vouched(Some("hinode")), linked, at_address);
            assert_eq!(recognised, Recognition::Refused(IdentityRefusal::Disabled));
            let recognised = recognise(&vouched(Some("aozora")), linked, at_address);
            assert_eq!(recognised, Recognition::Refused(IdentityRefusal::OtherTenant));
        }
    }

    #[test]
    fn a_name_is_one_line() {
        let address = MailAddress::parse("yumi@hinode.example").unwrap();
        assert_eq!(shown_name(" 佐藤\r\n由美 ", &address), "佐藤由美");
        assert_eq!(shown_name("\t", &address), "yumi");
        assert_eq!(shown_name(&"あ".repeat(300), &address).chars().count(), 100);
    }
}
