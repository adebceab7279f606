//! A publication: a notice, a disclosure or a policy, with the revision that is current.

use crate::acknowledgement::Requirement;
use crate::audience::{Audience, Tenant};
use crate::event::{Event, EventKind, Recorder};
use crate::id::{ClauseAnchor, InvalidId, NoticeId, Slug};
use crate::notice::{NoticeFacts, words};
use crate::plan::BACKFILL_AFTER;
use crate::policy::PolicyFacts;
use crate::revision::{DisclosureFacts, Facts, Revision, RevisionClass, RevisionHead};
use crate::viewer::Member;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

words! {
    /// What sort of publication.
    PublicationKind {
        /// A change notice.
        Notice = "notice",
        /// A privacy disclosure or register.
        Disclosure = "disclosure",
        /// A policy text.
        Policy = "policy",
    }
}

/// The stable name of a publication: its kind, and its number or slug.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", content = "name", rename_all = "snake_case")]
pub enum PublicationKey {
    /// A notice by its number.
    Notice(NoticeId),
    /// A disclosure by its slug.
    Disclosure(Slug),
    /// A policy by its slug.
    Policy(Slug),
}

impl PublicationKey {
    /// From its kind and name.
    ///
    /// # Errors
    /// [`InvalidId`] when the name is not valid for that kind.
    pub fn parse(kind: PublicationKind, name: &str) -> Result<Self, InvalidId> {
        Ok(match kind {
            PublicationKind::Notice => Self::Notice(NoticeId::parse(name)?),
            PublicationKind::Disclosure => Self::Disclosure(Slug::parse(name)?),
            PublicationKind::Policy => Self::Policy(Slug::parse(name)?),
        })
    }

    /// What sort of publication.
    pub const fn kind(&self) -> PublicationKind {
        match self {
            Self::Notice(_) => PublicationKind::Notice,
            Self::Disclosure(_) => PublicationKind::Disclosure,
            Self::Policy(_) => PublicationKind::Policy,
        }
    }

    /// The number or slug.
    pub fn name(&self) -> &str {
        match self {
            Self::Notice(id) => id.as_str(),
            Self::Disclosure(slug) | Self::Policy(slug) => slug.as_str(),
        }
    }

    /// Its address without a language prefix: `/notices/SC-2026-0042`.
    pub fn path(&self) -> String {
        let folder = match self {
            Self::Notice(_) => "notices",
            Self::Disclosure(_) => "disclosures",
            Self::Policy(_) => "policies",
        };
        format!("/{folder}/{}", self.name())
    }

    /// The address of one past revision: `/notices/{id}/revisions/{n}`, `/policies/{slug}/versions/{n}`.
    pub fn revision_path(&self, number: u32) -> String {
        let folder = match self {
            Self::Notice(_) => "revisions",
            Self::Disclosure(_) | Self::Policy(_) => "versions",
        };
        format!("{}/{folder}/{number}", self.path())
    }

    /// The address of a file published with revision `number`.
    pub fn attachment_path(&self, number: u32, file: &str) -> String {
        format!("{}/files/{number}/{file}", self.path())
    }
}

impl fmt::Display for PublicationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind().word(), self.name())
    }
}

/// A publication as it stands: who may see it, since when, its current revision and its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Its stable name.
    pub key: PublicationKey,
    /// Who may see it.
    pub audience: Audience,
    /// When it becomes visible, UTC.
    pub publish_at: DateTime<Utc>,
    /// The current revision, whole.
    pub current: Arc<Revision>,
    /// All revisions that were published, oldest first, the current one last.
    pub history: Vec<RevisionHead>,
    /// Its timeline, oldest first.
    pub events: Vec<Event>,
}

impl Publication {
    /// Whether it is visible at `now` to those in its audience.
    pub fn is_published(&self, now: DateTime<Utc>) -> bool {
        self.publish_at <= now
    }

    /// Since when those in its audience could read it here: its `publish_at`, or when the server took
    /// it up where that was later. What is published is never taken away again but by a withdrawal.
    pub fn available_since(&self) -> DateTime<Utc> {
        self.history.first().map_or(self.publish_at, |first| first.published_at.max(self.publish_at))
    }

    /// When readers last had something new of it: `publish_at`, or its latest revision or other event
    /// when that is later. What was written down late, but still as news, counts from when it was.
    pub fn updated_at(&self) -> DateTime<Utc> {
        let later = self.events.iter().filter(|event| event.kind != EventKind::Announced).map(|event| {
            let is_news = event.recorded_at - event.at <= BACKFILL_AFTER && event.by != Recorder::Publish;
            if is_news { event.at.max(event.recorded_at) } else { event.at }
        });
        later.max().map_or(self.publish_at, |at| at.max(self.publish_at))
    }

    /// The facts, when it is a notice.
    pub fn notice(&self) -> Option<&NoticeFacts> {
        match &self.current.facts {
            Facts::Notice(facts) => Some(facts),
            _ => None,
        }
    }

    /// The facts, when it is a disclosure.
    pub fn disclosure(&self) -> Option<&DisclosureFacts> {
        match &self.current.facts {
            Facts::Disclosure(facts) => Some(facts),
            _ => None,
        }
    }

    /// The facts, when it is a policy.
    pub fn policy(&self) -> Option<&PolicyFacts> {
        match &self.current.facts {
            Facts::Policy(facts) => Some(facts),
            _ => None,
        }
    }

    /// The clauses it answers.
    pub fn clauses(&self) -> &[ClauseAnchor] {
        match &self.current.facts {
            Facts::Notice(facts) => &facts.clauses,
            Facts::Disclosure(facts) => &facts.clauses,
            Facts::Policy(_) => &[],
        }
    }

    /// The acknowledgement it asks for now: none once it is cancelled or withdrawn.
    pub fn requirement(&self) -> Option<&Requirement> {
        if self.is_called_off() { None } else { self.stated_requirement() }
    }

    /// The acknowledgement its text asks for, whatever has happened since.
    pub fn stated_requirement(&self) -> Option<&Requirement> {
        match &self.current.facts {
            Facts::Notice(facts) => facts.acknowledgement.as_ref(),
            Facts::Disclosure(facts) => facts.acknowledgement.as_ref(),
            Facts::Policy(_) => None,
        }
    }

    /// The acknowledgement it asks of this tenant: none where it is not for the tenant (any more), and
    /// none where it was due before the tenant became a customer.
    pub fn requirement_of(&self, tenant: &Tenant) -> Option<&Requirement> {
        self.requirement().and_then(|_| self.stated_requirement_of(tenant))
    }

    /// As [`Publication::requirement_of`], also of what was called off since: for the provider's records.
    pub fn stated_requirement_of(&self, tenant: &Tenant) -> Option<&Requirement> {
        let is_past = |due: NaiveDate| tenant.joined_on.is_some_and(|joined| due < joined);
        let is_concerned = |due: Option<NaiveDate>| self.audience.concerns(tenant) && !due.is_some_and(is_past);
        self.stated_requirement().filter(|requirement| is_concerned(requirement.due))
    }

    /// Whether it asks this member, of this tenant and in this role, for an acknowledgement.
    pub fn asks(&self, member: &Member) -> bool {
        self.requirement_of(&member.tenant).is_some_and(|requirement| requirement.asks(member.role))
    }

    /// The oldest revision whose acknowledgement still counts: the last one that means something
    /// else than those before it.
    pub fn counts_from(&self) -> u32 {
        self.history
            .iter()
            .rev()
            .find(|head| head.class == RevisionClass::Material || head.class == RevisionClass::Initial)
            .map_or(1, |head| head.number)
    }
}
