//! Acknowledgements: this user, for this tenant, of this revision digest, at this server time.
//! Append-only, never by GET. Here is decided which digest can be acknowledged, which
//! acknowledgements count, and whether a tenant has done what was asked of it.

use crate::digest::Digest;
use crate::id::{TenantId, UserId};
use crate::notice::words;
use crate::publication::{Publication, PublicationKey};
use crate::revision::RevisionHead;
use crate::viewer::TenantRole;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// Of whom an acknowledgement is asked.
    RequiredOf {
        /// Everyone of the tenant.
        EveryMember = "every_member",
        /// At least one administrator of the tenant.
        OneAdministrator = "one_administrator",
    }
}

/// The acknowledgement a publication asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Of whom.
    pub by: RequiredOf,
    /// Until the end of which day, in Japan.
    pub due: Option<NaiveDate>,
}

impl Requirement {
    /// Whether someone with this role is among those asked.
    pub const fn asks(&self, role: TenantRole) -> bool {
        match self.by {
            RequiredOf::EveryMember => true,
            RequiredOf::OneAdministrator => matches!(role, TenantRole::Administrator),
        }
    }
}

/// One acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub user: UserId,
    /// For which tenant.
    pub tenant: TenantId,
    /// Of which publication.
    pub publication: PublicationKey,
    /// Of which revision.
    pub revision: u32,
    /// The digest the reader saw.
    pub digest: Digest,
    /// When the server wrote it down, UTC.
    pub acknowledged_at: DateTime<Utc>,
}

/// What to do with an acknowledgement of some digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Take it, for this revision.
    Accept(RevisionHead),
    /// Refuse it: the text has since come to mean something else.
    Superseded {
        /// The revision the reader saw.
        seen: RevisionHead,
        /// The revision that is current.
        current: RevisionHead,
    },
    /// Refuse it: no revision of this publication has that digest.
    Unknown,
    /// Refuse it: this publication asks for none.
    NotAsked,
}

/// Decides whether the revision a reader saw can still be acknowledged: the current one, or an
/// earlier one that differs from it in wording only.
pub fn decide(publication: &Publication, seen: &Digest) -> Decision {
    if publication.requirement().is_none() {
        return Decision::NotAsked;
    }
    let Some(head) = publication.history.iter().find(|head| head.digest == *seen) else {
        return Decision::Unknown;
    };
    if head.number >= publication.counts_from() {
        Decision::Accept(head.clone())
    } else {
        Decision::Superseded { seen: head.clone(), current: publication.current.head.clone() }
    }
}

/// Whether an acknowledgement of that revision still counts.
pub fn still_counts(publication: &Publication, revision: u32) -> bool {
    revision >= publication.counts_from()
}

/// A person of whom an acknowledgement may be asked, and what they did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub user: UserId,
    /// As shown.
    pub name: String,
    /// What they may do in their tenant.
    pub role: TenantRole,
    /// Their latest acknowledgement that still counts: revision and time.
    pub acknowledged: Option<(u32, DateTime<Utc>)>,
}

/// How far a tenant is with what was asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// How many people are asked.
    pub asked: usize,
    /// How many of those have acknowledged.
    pub acknowledged: usize,
    /// Whether that is enough.
    pub is_met: bool,
}

/// Counts a tenant's people against a requirement. A tenant with nobody to ask has not met it.
pub fn coverage(requirement: &Requirement, people: &[Standing]) -> Coverage {
    let asked = people.iter().filter(|person| requirement.asks(person.role));
    let (asked, acknowledged) = asked.fold((0, 0), |(asked, acknowledged), person| {
        (asked + 1, acknowledged + usize::from(person.acknowledged.is_some()))
    });
    let is_met = match requirement.by {
        RequiredOf::EveryMember => asked > 0 && acknowledged == asked,
        RequiredOf::OneAdministrator => acknowledged > 0,
    };
    Coverage { asked, acknowledged, is_met }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::notice;
    use crate::revision::RevisionClass;
    use rstest::rstest;

    fn person(role: TenantRole, done: bool) -> Standing {
        let acknowledged = done.then_some((1, DateTime::UNIX_EPOCH));
        Standing { user: UserId(1), name: String::new(), role, acknowledged }
    }

    #[rstest]
    #[case(&[RevisionClass::Initial], 1, true)]
    #[case(&[RevisionClass::Initial, RevisionClass::Editorial], 1, true)]
    #[case(&[RevisionClass::Initial, RevisionClass::Clarifying], 1, true)]
    #[case(&[RevisionClass::Initial, RevisionClass::Material], 1, false)]
    #[case(&[RevisionClass::Initial, RevisionClass::Material], 2, true)]
    #[case(&[RevisionClass::Initial, RevisionClass::Material, RevisionClass::Editorial], 2, true)]
    #[case(&[RevisionClass::Initial, RevisionClass::Material, RevisionClass::Editorial], 1, false)]
    fn a_digest_counts_until_the_text_means_something_else(
        #[case] history: &[RevisionClass],
        #[case] seen: u32,
        #[case] accepted: bool,
    ) {
        let publication = notice("SC-2026-0001", history);
        let digest = publication.history[seen as usize - 1].digest;
        let decision = decide(&publication, &digest);
        assert_eq!(matches!(decision, Decision::Accept(head) if head.number == seen), accepted);
        assert_eq!(still_counts(&publication, seen), accepted);
    }

    #[test]
    fn a_digest_of_no_revision_is_refused() {
        let publication = notice("SC-2026-0001", &[RevisionClass::Initial]);
        assert_eq!(decide(&publication, &Digest::from_bytes([9; 32])), Decision::Unknown);
    }

    #[test]
    fn one_administrator_suffices_where_one_is_asked_for() {
        let requirement = Requirement { by: RequiredOf::OneAdministrator, due: None };
        let people = [
            person(TenantRole::Administrator, true),
            person(TenantRole::Administrator, false),
            person(TenantRole::Member, false),
        ];
        assert_eq!(coverage(&requirement, &people), Coverage { asked: 2, acknowledged: 1, is_met: true });
    }

    #[test]
    fn every_member_means_every_member() {
        let requirement = Requirement { by: RequiredOf::EveryMember, due: None };
        let people = [person(TenantRole::Administrator, true), person(TenantRole::Member, false)];
        assert_eq!(coverage(&requirement, &people), Coverage { asked: 2, acknowledged: 1, is_met: false });
        assert!(!coverage(&requirement, &[]).is_met, "nobody asked is not everybody");
    }
}
