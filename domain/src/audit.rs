//! The audit trail: who did what, on what, from where and when. A record is written in the transaction of
//! the act it is about, and never changed afterwards. It holds no password, token, code or text that
//! people wrote.

use crate::id::{TenantId, UserId};
use crate::mail_address::MailAddress;
use crate::notice::words;
use crate::viewer::Viewer;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::net::IpAddr;

words! {
    /// What was done.
    AuditAction {
        /// Someone signed in.
        SignedIn = "signed_in",
        /// Someone signed out.
        SignedOut = "signed_out",
        /// Address and password, or the second step, did not fit.
        SignInFailed = "sign_in_failed",
        /// Too many tries: nothing was looked at. Written once per key and window, not once per try.
        SignInRefused = "sign_in_refused",
        /// Sessions were ended by someone or something else than signing out.
        SessionsEnded = "sessions_ended",
        /// Someone was invited.
        PersonInvited = "person_invited",
        /// An invitation was sent once more.
        InvitationResent = "invitation_resent",
        /// Too many invitations: nothing was sent. Written once per limit and its time, not once per try.
        InvitationRefused = "invitation_refused",
        /// An invitation was taken back.
        InvitationCancelled = "invitation_cancelled",
        /// An invited person chose a password.
        InvitationAccepted = "invitation_accepted",
        /// Someone may do more or less than before.
        RoleChanged = "role_changed",
        /// Someone's access was taken away for now.
        PersonDisabled = "person_disabled",
        /// Someone's access was given back.
        PersonEnabled = "person_enabled",
        /// Someone left.
        PersonRemoved = "person_removed",
        /// An administrator looked at who may do what (policy III.2-b).
        RolesReviewed = "roles_reviewed",
        /// The list of people was taken out as a file.
        PeopleExported = "people_exported",
        /// A link for a new password was asked for.
        PasswordResetAsked = "password_reset_asked",
        /// A new password was chosen by such a link.
        PasswordReset = "password_reset",
        /// Someone changed their password.
        PasswordChanged = "password_changed",
        /// Someone set a second factor up.
        SecondFactorEnrolled = "second_factor_enrolled",
        /// Someone switched their second factor off.
        SecondFactorDisabled = "second_factor_disabled",
        /// An administrator took a second factor away.
        SecondFactorReset = "second_factor_reset",
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery_code_used",
        /// A tenant was added.
        TenantAdded = "tenant_added",
        /// What is known of a tenant was changed.
        TenantChanged = "tenant_changed",
        /// A file of tenants was taken over.
        TenantsImported = "tenants_imported",
        /// Staff recorded what became of a notice.
        EventRecorded = "event_recorded",
        /// A token of the API was made.
        TokenMade = "token_made",
        /// A token of the API was revoked.
        TokenRevoked = "token_revoked",
        /// Someone made a feed with a secret address of what they may read.
        PrivateFeedMade = "private_feed_made",
        /// Someone ended such a feed.
        PrivateFeedEnded = "private_feed_ended",
        /// The trail itself was taken out as a file.
        AuditExported = "audit_exported",
    }
}

/// Who acted, by the name and address they had then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum Actor {
    /// The portal itself.
    System,
    /// Somebody at the machine, by a command.
    CommandLine,
    /// Somebody who was not signed in.
    Anonymous,
    /// Someone of a tenant.
    Member {
        /// Who.
        user: UserId,
        /// As they were called.
        name: String,
        /// Their address then.
        address: MailAddress,
    },
    /// Someone of the provider.
    Staff {
        /// Who.
        user: UserId,
        /// As they were called.
        name: String,
        /// Their address; `None` where a tenant reads, which needs to know no more than the name.
        #[serde(skip_serializing_if = "Option::is_none")]
        address: Option<MailAddress>,
    },
}

impl Actor {
    /// Whoever is asking.
    pub fn of(viewer: &Viewer) -> Self {
        match viewer {
            Viewer::Anonymous => Self::Anonymous,
            Viewer::Member(member) => {
                Self::Member { user: member.user, name: member.name.clone(), address: member.address.clone() }
            }
            Viewer::Staff(staff) => {
                Self::Staff { user: staff.user, name: staff.name.clone(), address: Some(staff.address.clone()) }
            }
        }
    }

    /// The word for the sort of actor in the database and in exports.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::CommandLine => "command_line",
            Self::Anonymous => "anonymous",
            Self::Member { .. } => "member",
            Self::Staff { .. } => "staff",
        }
    }

    /// The person, where there is one.
    pub const fn user(&self) -> Option<UserId> {
        match self {
            Self::System | Self::CommandLine | Self::Anonymous => None,
            Self::Member { user, .. } | Self::Staff { user, .. } => Some(*user),
        }
    }

    /// Their name, where there is one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::System | Self::CommandLine | Self::Anonymous => None,
            Self::Member { name, .. } | Self::Staff { name, .. } => Some(name),
        }
    }

    /// Their address, where it is known.
    pub const fn address(&self) -> Option<&MailAddress> {
        match self {
            Self::System | Self::CommandLine | Self::Anonymous => None,
            Self::Member { address, .. } => Some(address),
            Self::Staff { address, .. } => address.as_ref(),
        }
    }
}

/// Who acts, from where and when: what every act that is recorded begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who.
    pub actor: Actor,
    /// From which network address; `None` for commands.
    pub network: Option<IpAddr>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Act {
    /// An act of the portal itself.
    pub const fn of_system(at: DateTime<Utc>) -> Self {
        Self { actor: Actor::System, network: None, at }
    }

    /// An act of a command.
    pub const fn of_command_line(at: DateTime<Utc>) -> Self {
        Self { actor: Actor::CommandLine, network: None, at }
    }

    /// The record of this act. `subject` names what it was done to: an address, a number, a tenant's key.
    pub fn record(&self, action: AuditAction, tenant: Option<&TenantId>, subject: impl Into<String>) -> AuditRecord {
        AuditRecord {
            actor: self.actor.clone(),
            tenant: tenant.cloned(),
            action,
            subject: subject.into(),
            details: BTreeMap::new(),
            network: self.network,
            at: self.at,
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// The tenant concerned, whose administrators read it; `None` for what concerns the provider alone.
    pub tenant: Option<TenantId>,
    /// On what.
    pub subject: String,
    /// What else there is to know, never a secret.
    pub details: BTreeMap<String, String>,
    /// From which network address.
    pub network: Option<IpAddr>,
}

impl AuditRecord {
    /// With one more detail.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// As a tenant reads it: of the provider's people their name, and nothing else.
    #[must_use]
    pub fn for_tenant(mut self) -> Self {
        if let Actor::Staff { address, .. } = &mut self.actor {
            *address = None;
            self.network = None;
        }
        self
    }
}

/// Which records someone looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only this action.
    pub action: Option<AuditAction>,
    /// Only where this is part of the actor's name or address, or of the subject.
    pub who: Option<String>,
    /// Only of this tenant; a tenant's own people have no choice.
    pub tenant: Option<TenantId>,
    /// From this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
    /// Only what stands behind the record of this number: where the page before ended.
    pub before: Option<i64>,
}

/// A page of the trail, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The records with their numbers.
    pub records: Vec<(i64, AuditRecord)>,
    /// The cursor of the next page, where there is one.
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_learns_the_name_of_the_providers_people_and_no_more() {
        let actor = Actor::Staff {
            user: UserId(1),
            name: "石川 駿".into(),
            address: Some(MailAddress::parse("support@service.example").unwrap()),
        };
        let act = Act { actor, network: Some(IpAddr::from([192, 0, 2, 1])), at: DateTime::UNIX_EPOCH };
        let record = act.record(AuditAction::TenantChanged, None, "hinode").with("plan", "enterprise").for_tenant();
        assert_eq!((record.actor.name(), record.actor.address(), record.network), (Some("石川 駿"), None, None));
        assert_eq!(record.details["plan"], "enterprise");
    }

    #[test]
    fn words_are_spelled_alike_in_the_database_and_in_exports() {
        for action in AuditAction::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.word());
        }
    }
}
