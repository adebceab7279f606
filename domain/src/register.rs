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

/// How one row fared between two revisions of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryChange<'a> {
    /// As it was.
    Same(&'a RegisterEntry),
    /// New.
    Added(&'a RegisterEntry),
    /// Taken out altogether.
    Removed(&'a RegisterEntry),
    /// No longer in use: before, after.
    Ended(&'a RegisterEntry, &'a RegisterEntry),
    /// Something else is said of it: before, after.
    Changed(&'a RegisterEntry, &'a RegisterEntry),
}

/// Compares two revisions of a register row by row, by their keys: in the order of the later one, then
/// what is gone.
pub fn compare<'a>(earlier: &'a [RegisterEntry], later: &'a [RegisterEntry]) -> Vec<EntryChange<'a>> {
    let of = |entries: &'a [RegisterEntry], key: &Slug| entries.iter().find(|entry| entry.key == *key);
    let kept = later.iter().map(|after| match of(earlier, &after.key) {
        None => EntryChange::Added(after),
        Some(before) if before == after => EntryChange::Same(after),
        Some(before) if before.status != EntryStatus::Ended && after.status == EntryStatus::Ended => {
            EntryChange::Ended(before, after)
        }
        Some(before) => EntryChange::Changed(before, after),
    });
    let gone = earlier.iter().filter(|before| of(later, &before.key).is_none()).map(EntryChange::Removed);
    kept.chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, status: EntryStatus) -> RegisterEntry {
        let said = |text: &str| Localized::ja_only(text.to_owned());
        RegisterEntry {
            key: Slug::parse(key).unwrap(),
            name: said(key),
            country: "JP".to_owned(),
            purpose: said("保管"),
            information: said("録音"),
            safeguards: None,
            opt_out: None,
            status,
            since: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            notice: None,
        }
    }

    #[test]
    fn rows_are_known_by_their_key_wherever_they_stand() {
        let earlier = [entry("a", EntryStatus::InUse), entry("b", EntryStatus::InUse), entry("c", EntryStatus::InUse)];
        let later =
            [entry("d", EntryStatus::Announced), entry("b", EntryStatus::Ended), entry("a", EntryStatus::InUse)];
        let told: Vec<_> = compare(&earlier, &later)
            .into_iter()
            .map(|change| match change {
                EntryChange::Same(entry) => format!("= {}", entry.key),
                EntryChange::Added(entry) => format!("+ {}", entry.key),
                EntryChange::Removed(entry) => format!("- {}", entry.key),
                EntryChange::Ended(_, entry) => format!("ended {}", entry.key),
                EntryChange::Changed(_, entry) => format!("~ {}", entry.key),
            })
            .collect();
        assert_eq!(told, ["+ d", "ended b", "= a", "- c"]);
    }
}
