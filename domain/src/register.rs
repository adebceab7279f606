//! A register: a disclosure in rows. Sub-processors, external clouds, contractors, external
//! transmissions.

use crate::id::{NoticeId, Slug};
use crate::locale::Localized;
use crate::notice::words;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

words! {
    /// What a register lists.
    RegisterKind {
        /// Those who process personal data for the operator (ISO/IEC 27018 A.8.1).
        SubProcessors = "sub_processors",
        /// Clouds the service stands on (policy II.9).
        ExternalClouds = "external_clouds",
        /// Contractors (policy III.3).
        Contractors = "contractors",
        /// Information sent from a reader's device to others (電気通信事業法27条の12).
        ExternalTransmissions = "external_transmissions",
    }
}

words! {
    /// Whether an entry is in use.
    EntryStatus {
        /// Told of, not in use yet.
        Announced = "announced",
        /// In use.
        InUse = "in_use",
        /// No longer in use; kept for the record.
        Ended = "ended",
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterEntry {
    /// Stable name within the register.
    pub key: Slug,
    /// Who it is.
    pub name: Localized<String>,
    /// ISO 3166-1 alpha-2 of the country where the information is kept.
    pub country: String,
    /// What for.
    pub purpose: Localized<String>,
    /// Which information.
    pub information: Localized<String>,
    /// By which measures it is protected.
    pub safeguards: Option<Localized<String>>,
    /// How the reader can refuse it.
    pub opt_out: Option<Localized<String>>,
    /// Whether it is in use.
    pub status: EntryStatus,
    /// From when; planned, where it is only announced.
    pub since: NaiveDate,
    /// The notice that announced it.
    pub notice: Option<NoticeId>,
}

/// All rows of one register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// What it lists.
    pub kind: RegisterKind,
    /// The rows, in the author's order.
    pub entries: Vec<RegisterEntry>,
}
