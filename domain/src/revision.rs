//! A revision: immutable text in one or two languages, numbered from 1 and named by its digest.

use crate::digest::Digest;
use crate::locale::Localized;
use crate::notice::{NoticeFacts, words};
use crate::outline::OutlineItem;
use crate::policy::PolicyFacts;
use crate::register::Register;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

words! {
    /// How much a revision changes. The class alone decides whether people are told again and asked
    /// to acknowledge again.
    RevisionClass {
        /// The first text.
        Initial = "initial",
        /// A slip of the pen mended.
        Editorial = "editorial",
        /// The same said better.
        Clarifying = "clarifying",
        /// It means something else now.
        Material = "material",
    }
}

impl RevisionClass {
    /// Whether those concerned are told, and earlier acknowledgements no longer count.
    pub const fn is_told_again(self) -> bool {
        matches!(self, Self::Initial | Self::Material)
    }
}

/// A file published with a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name in the folder, `migration.pdf`.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its media type, from a fixed list by file ending.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// Whether the text shows it as an image, and it need not be listed for download.
    pub is_shown_in_text: bool,
}

/// What a disclosure says of itself, the same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureFacts {
    /// What the disclosure is about.
    pub topic: DisclosureTopic,
    /// The date the information is of (情報開示指針).
    pub as_of: NaiveDate,
    /// Position among the disclosures, smallest first.
    pub order: u32,
    /// Whether the facts are fictional and the page must say so.
    pub is_sample_data: bool,
    /// The clauses of the policy it answers.
    pub clauses: Vec<crate::id::ClauseAnchor>,
    /// The acknowledgement it asks for.
    pub acknowledgement: Option<crate::acknowledgement::Requirement>,
    /// The entries, where the disclosure is a register.
    pub register: Option<Register>,
}

words! {
    /// What a disclosure is about.
    DisclosureTopic {
        /// Purposes of use (APPI 32条).
        Purposes = "purposes",
        /// Security control measures (安全管理措置).
        Safeguards = "safeguards",
        /// Requests for disclosure and complaints (APPI 32条).
        Requests = "requests",
        /// Sub-processors (ISO/IEC 27018 A.8.1).
        SubProcessors = "sub_processors",
        /// External clouds the service stands on (policy II.9).
        ExternalClouds = "external_clouds",
        /// External transmission (電気通信事業法27条の12).
        ExternalTransmissions = "external_transmissions",
        /// Backup (policy III.10, X.1631 12.3.1).
        Backup = "backup",
        /// Cryptography (policy III.11, X.1631 10.1).
        Cryptography = "cryptography",
        /// Anything else.
        Other = "other",
    }
}

/// What a revision is about besides its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Facts {
    /// Of a notice.
    Notice(NoticeFacts),
    /// Of a disclosure.
    Disclosure(DisclosureFacts),
    /// Of a policy.
    Policy(PolicyFacts),
}

impl Facts {
    /// The facts of a notice.
    pub const fn notice(&self) -> Option<&NoticeFacts> {
        match self {
            Self::Notice(facts) => Some(facts),
            _ => None,
        }
    }
}

/// What a revision says in one language, but for its body: all that lists and heads need, small enough to be kept
/// in memory for everything that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// One line.
    pub title: String,
    /// One to three sentences of plain text.
    pub summary: String,
    /// Of a policy: its parts, clauses and items, which notices name; otherwise empty.
    pub outline: Vec<OutlineItem>,
    /// The number of the revision this text is of. In a translation it can be smaller than the
    /// revision's own number: then the translation is behind, and the page says so.
    pub translates: u32,
}

/// The text of a revision in one language, rendered once when it was published. Read when it is needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Safe HTML; links and images are absolute paths without a language prefix.
    pub html: String,
    /// Plain text, for mail and search. Of a policy: the text itself, verbatim.
    pub text: String,
    /// The headings of a text made from Markdown. A policy has its outline instead.
    pub headings: Vec<OutlineItem>,
    /// Of a notice: what its reader is told beside the text.
    pub guidance: Guidance,
}

/// What a notice tells its reader beside the text, where it is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guidance {
    /// What the reader has to do: safe inline HTML, one per step.
    pub actions: Vec<String>,
    /// What to use instead: safe inline HTML, one per way.
    pub alternatives: Vec<String>,
    /// What is affected and what is not, one sentence.
    pub affects: Option<String>,
    /// What changes in the systems underneath, one sentence (X.1631 12.1.2).
    pub systems: Option<String>,
}

/// One line of a publication's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionHead {
    /// From 1.
    pub number: u32,
    /// SHA-256 of the canonical source.
    pub digest: Digest,
    /// How much it changed.
    pub class: RevisionClass,
    /// The author's note on what changed; none for the first.
    pub note: Option<Box<Localized<String>>>,
    /// The day the author gave it.
    pub on: NaiveDate,
    /// When the server published it, UTC. Before the publication's `publish_at` it is not shown.
    pub published_at: DateTime<Utc>,
}

/// A revision without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Number, digest, class, note.
    pub head: RevisionHead,
    /// What it is about besides its text.
    pub facts: Facts,
    /// What it says in each language.
    pub editions: Localized<Edition>,
    /// The files published with it.
    pub attachments: Vec<Attachment>,
}

/// A whole revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeRevision {
    /// Everything but the text.
    pub revision: Revision,
    /// The text, in the languages of the editions.
    pub bodies: Localized<Body>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_first_text_and_a_material_change_are_told() {
        let told: Vec<_> = RevisionClass::ALL.iter().filter(|class| class.is_told_again()).collect();
        assert_eq!(told, [&RevisionClass::Initial, &RevisionClass::Material]);
    }

    #[test]
    fn facts_come_back_from_json_with_the_kind_of_notice() {
        let facts = crate::catalogue::tests::notice("SC-2026-0001", &[RevisionClass::Initial]).current.facts.clone();
        let json = serde_json::to_string(&facts).unwrap();
        assert_eq!(serde_json::from_str::<Facts>(&json).unwrap(), facts, "{json}");
    }
}
