//! A change notice: its kind, category and impact, its planned times, and where it stands now.

use crate::acknowledgement::Requirement;
use crate::id::{ClauseAnchor, ComponentKey};
use crate::incident::IncidentFacts;
use crate::locale::Localized;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Defines a closed list of words with the one spelling used in files, addresses and the database.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// All of them, in the order they are offered to people.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The spelling in files, addresses and the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// From that spelling; `None` for any other text.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What sort of notice: each has its own fields, clocks and audience.
    NoticeKind {
        /// A change of the service (policy II.5, ISO/IEC 27017 12.1.2).
        ServiceChange = "service_change",
        /// A change of standard terms (民法548条の4).
        TermsChange = "terms_change",
        /// A security incident (policy II.8, ISO/IEC 27017 16.1).
        Incident = "incident",
    }
}

words! {
    /// What a service change is about.
    Category {
        /// Something new.
        Feature = "feature",
        /// Something existing behaves differently.
        Specification = "specification",
        /// Something will be removed later.
        Deprecation = "deprecation",
        /// Something is removed.
        Removal = "removal",
        /// Work on the service at a planned time.
        Maintenance = "maintenance",
        /// A change made for security.
        Security = "security",
        /// Caused by a cloud the service itself stands on.
        Provider = "provider",
    }
}

words! {
    /// What the reader has to do about it; the most demanding first.
    Impact {
        /// The reader must do something.
        ActionRequired = "action_required",
        /// The reader should see whether they must.
        MayRequireAction = "may_require_action",
        /// Nothing to do.
        Informational = "informational",
    }
}

words! {
    /// Where a notice stands at some instant.
    NoticeState {
        /// Its planned start is still to come.
        Upcoming = "upcoming",
        /// Its planned start has passed, and nobody has reported yet that it began.
        Unreported = "unreported",
        /// It has begun, and is not reported done; of an incident: it is not closed.
        Running = "running",
        /// It is done; of changed terms: they hold; of an incident: it is closed.
        Completed = "completed",
        /// It will not take place.
        Cancelled = "cancelled",
        /// The notice was taken back.
        Withdrawn = "withdrawn",
        /// It has no planned time: it tells of something without a date.
        Undated = "undated",
    }
}

/// When a change is planned to take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// When it starts.
    pub start: DateTime<Utc>,
    /// When it is over; `None` for a change that happens at one moment.
    pub end: Option<DateTime<Utc>>,
}

/// What is said once about a notice, the same in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFacts {
    /// What sort of notice.
    pub kind: NoticeKind,
    /// What it is about; always there for a service change.
    pub category: Option<Category>,
    /// What the reader has to do.
    pub impact: Impact,
    /// The components it touches.
    pub components: Vec<ComponentKey>,
    /// When it takes place.
    pub planned: Option<Planned>,
    /// From when changed terms hold.
    pub effective_on: Option<NaiveDate>,
    /// Whether changed terms are to a customer's disadvantage; always there for a change of terms.
    #[serde(default)]
    pub adverse: Option<bool>,
    /// What is said of an incident; always there for one.
    #[serde(default)]
    pub incident: Option<Box<IncidentFacts>>,
    /// The last day for the reader to act, in Japan.
    pub act_by: Option<NaiveDate>,
    /// The acknowledgement it asks for.
    pub acknowledgement: Option<Requirement>,
    /// The clauses of the policy it answers.
    pub clauses: Vec<ClauseAnchor>,
    /// The cloud whose change causes this one.
    pub provider: Option<String>,
    /// Why the lead time could not be kept.
    pub lead_time_exception: Option<Box<Localized<String>>>,
    /// Whether it begins and ends by itself at the planned times, and the server records that
    /// (`auto: true`).
    #[serde(default)]
    pub is_automatic: bool,
}

/// The one date that matters most on a row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyDate {
    /// The reader has to act by this day.
    ActBy(NaiveDate),
    /// The terms hold from this day.
    EffectiveOn(NaiveDate),
    /// The change is planned for then.
    Planned(Planned),
    /// Nothing is planned: when it was published.
    Published(DateTime<Utc>),
    /// It is done since.
    Completed(DateTime<Utc>),
    /// It will not take place; since when that is known.
    Cancelled(DateTime<Utc>),
    /// The notice was taken back then.
    Withdrawn(DateTime<Utc>),
}

impl NoticeFacts {
    /// When the file says that it takes place; for changed terms the first instant of their day.
    pub fn stated(&self) -> Option<Planned> {
        let of_day = |day| Planned { start: crate::zone::start_of_day(day), end: None };
        self.effective_on.map(of_day).or(self.planned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spelled_alike_in_addresses_and_json() {
        for category in Category::ALL {
            assert_eq!(serde_json::to_value(category).unwrap(), category.word());
            assert_eq!(Category::from_word(category.word()), Some(*category));
        }
    }
}
