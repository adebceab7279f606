//! Names of things. Each is a type of its own, made only from text that is valid for it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A name that is not valid for what it should name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not a {what}: expected {expected}")]
pub struct InvalidId {
    /// What it should have named.
    pub what: &'static str,
    /// What was given.
    pub given: String,
    /// What a valid one looks like.
    pub expected: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $expected:literal, $valid:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and takes a name.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is not of the form the type's description gives.
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                if $valid(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(InvalidId { what: $what, given: text.to_owned(), expected: $expected })
                }
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }
    };
}

text_id!(
    /// A notice's number, printed on every page and mail: `SC-2026-0042`.
    NoticeId, "notice number", "two to four capitals, a year and four digits, as in SC-2026-0042", is_notice_id
);
text_id!(
    /// A name in an address: lower case letters, digits and single hyphens, at most 80.
    Slug, "name", "lower case letters, digits and single hyphens, as in information-security", is_slug
);
text_id!(
    /// A component a customer recognises, as `portal.toml` lists it.
    ComponentKey, "component", "lower case letters, digits and single hyphens, as in recording-api", is_slug
);
text_id!(
    /// A plan a tenant has, as `portal.toml` lists it.
    PlanKey, "plan", "lower case letters, digits and single hyphens, as in enterprise", is_slug
);
text_id!(
    /// A region a tenant's data is kept in, as `portal.toml` lists it.
    RegionKey, "region", "lower case letters, digits and single hyphens, as in tokyo", is_slug
);
text_id!(
    /// A tenant, by the key the provider's own systems use for it.
    TenantId, "tenant", "lower case letters, digits and single hyphens, as in hinode", is_slug
);
text_id!(
    /// A clause of the policy: `I`, `II-5`, `III-5-c`.
    ClauseAnchor, "clause", "a part, clause and item joined by hyphens, as in II-5 or III-5-c", is_clause
);

/// A user, by the database's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserId(pub i64);

fn is_notice_id(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(series), Some(year), Some(number), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    (2..=4).contains(&series.len())
        && series.bytes().all(|b| b.is_ascii_uppercase())
        && year.len() == 4
        && number.len() == 4
        && year.bytes().chain(number.bytes()).all(|b| b.is_ascii_digit())
}

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 80
        && text
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

fn is_clause(text: &str) -> bool {
    let mut parts = text.split('-');
    let part = parts.next().is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b"IVX".contains(&b)));
    let clause = parts.next().is_none_or(|c| !c.is_empty() && c.len() <= 3 && c.bytes().all(|b| b.is_ascii_digit()));
    let item = parts.next().is_none_or(|i| i.len() == 1 && i.bytes().all(|b| b.is_ascii_lowercase()));
    part && clause && item && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("SC-2026-0042", true)]
    #[case("sc-2026-0042", false)]
    #[case("SC-26-0042", false)]
    #[case("SC-2026-0042-x", false)]
    #[case("SC-2026-00４2", false)]
    fn notice_numbers_have_one_form(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(NoticeId::parse(text).is_ok(), valid);
    }

    #[rstest]
    #[case("recording-api", true)]
    #[case("recording--api", false)]
    #[case("-api", false)]
    #[case("Recording", false)]
    #[case("../etc", false)]
    #[case("", false)]
    fn slugs_are_safe_in_addresses(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(Slug::parse(text).is_ok(), valid);
    }

    #[rstest]
    #[case("II-5", true)]
    #[case("III-5-c", true)]
    #[case("I", true)]
    #[case("5", false)]
    #[case("II-5-c-d", false)]
    fn clauses_name_part_clause_and_item(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(ClauseAnchor::parse(text).is_ok(), valid);
    }

    #[test]
    fn an_invalid_name_says_what_was_expected() {
        let error = NoticeId::parse("42").unwrap_err().to_string();
        assert!(error.contains("\"42\"") && error.contains("SC-2026-0042"), "{error}");
    }
}
