//! A publication as its files have it.

use super::bodies::DraftBodies;
use crate::audience::Audience;
use crate::digest::Digest;
use crate::locale::Localized;
use crate::publication::PublicationKey;
use crate::revision::{Attachment, Edition, Facts, RevisionClass};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A publication as its files have it: checked and rendered, not yet compared with what stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Its stable name.
    pub key: PublicationKey,
    /// Its folder below `content/`, for messages.
    pub folder: String,
    /// Who may see it.
    pub audience: Audience,
    /// When it becomes visible, UTC.
    pub publish_at: DateTime<Utc>,
    /// Its revisions whose text is at hand, oldest first, numbers rising; the last is the current one.
    pub revisions: Vec<DraftRevision>,
}

/// One revision as its files have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftRevision {
    /// From 1: its place among the lines under `revisions`.
    pub number: u32,
    /// SHA-256 of the canonical source.
    pub digest: Digest,
    /// How much it changed.
    pub class: RevisionClass,
    /// The day the author gave it.
    pub on: NaiveDate,
    /// The author's note.
    pub note: Option<Box<Localized<String>>>,
    /// Whom it was for, where its own files say so; else it was for the publication's audience.
    #[serde(default)]
    pub audience: Option<Audience>,
    /// What it is about besides its text.
    pub facts: Facts,
    /// What it says in each language.
    pub editions: Localized<Edition>,
    /// The text, in the languages of the editions.
    pub bodies: DraftBodies,
    /// Its files.
    pub attachments: Vec<DraftAttachment>,
}

/// A file with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftAttachment {
    /// What is said about it.
    pub meta: Attachment,
    /// The file itself.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}
