//! What is said about a policy besides its text.

use crate::locale::Localized;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who signed a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// The organisation.
    pub organisation: String,
    /// The person's office.
    pub title: String,
    /// The person's name.
    pub name: String,
}

/// What is said once about a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFacts {
    /// 制定日: the day it was established.
    pub established_on: NaiveDate,
    /// Who signed it.
    pub signatory: Localized<Signatory>,
    /// Whether the English is a translation for reference, and the Japanese alone is binding.
    pub is_reference_translation: bool,
}
