//! Subscriptions: what someone wants to be told of by mail.

use crate::notice::{Category, NoticeKind, words};
use crate::publication::Publication;
use crate::revision::Facts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

words! {
    /// A stream of mail a reader can switch by itself.
    Topic {
        /// Service changes: something new.
        Feature = "feature",
        /// Service changes: specifications.
        Specification = "specification",
        /// Service changes: deprecations.
        Deprecation = "deprecation",
        /// Service changes: removals.
        Removal = "removal",
        /// Service changes: maintenance.
        Maintenance = "maintenance",
        /// Service changes: security.
        Security = "security",
        /// Service changes caused by a provider.
        Provider = "provider",
        /// Changes of terms.
        Terms = "terms",
        /// Incidents.
        Incident = "incident",
        /// Disclosures and policies.
        Transparency = "transparency",
    }
}

impl Topic {
    /// The stream a publication belongs to.
    pub fn of(publication: &Publication) -> Self {
        Self::of_facts(&publication.current.facts)
    }

    /// The stream a publication with these facts belongs to.
    pub fn of_facts(facts: &Facts) -> Self {
        let Facts::Notice(facts) = facts else {
            return Self::Transparency;
        };
        match (facts.kind, facts.category) {
            (NoticeKind::TermsChange, _) => Self::Terms,
            (NoticeKind::Incident, _) => Self::Incident,
            (NoticeKind::ServiceChange, Some(category)) => Self::from(category),
            (NoticeKind::ServiceChange, None) => Self::Specification,
        }
    }
}

impl From<Category> for Topic {
    fn from(category: Category) -> Self {
        match category {
            Category::Feature => Self::Feature,
            Category::Specification => Self::Specification,
            Category::Deprecation => Self::Deprecation,
            Category::Removal => Self::Removal,
            Category::Maintenance => Self::Maintenance,
            Category::Security => Self::Security,
            Category::Provider => Self::Provider,
        }
    }
}

/// What one person wants by mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct MailSubscription {
    /// Whether mail is sent at all.
    pub is_active: bool,
    /// The streams wanted.
    pub topics: BTreeSet<Topic>,
}

impl MailSubscription {
    /// Everything: what someone gets who switches mail on and chooses nothing.
    pub fn everything() -> Self {
        Self { is_active: true, topics: Topic::ALL.iter().copied().collect() }
    }

    /// Whether mail about that stream is wanted.
    pub fn wants(&self, topic: Topic) -> bool {
        self.is_active && self.topics.contains(&topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_is_a_stream_of_the_same_name() {
        for category in Category::ALL {
            assert_eq!(Topic::from(*category).word(), category.word());
        }
    }

    #[test]
    fn nothing_is_wanted_while_mail_is_off() {
        let off = MailSubscription { is_active: false, ..MailSubscription::everything() };
        assert!(Topic::ALL.iter().all(|topic| !off.wants(*topic)));
    }
}
