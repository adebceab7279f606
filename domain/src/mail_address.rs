//! An e-mail address that is safe to put into a header.

use crate::id::InvalidId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An address of the everyday form `local@domain`, at most 254 characters (RFC 5321 §4.5.3), kept in
/// lower case. Quoted local parts, comments, spaces and control characters are refused, so no
/// address can add a header.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MailAddress(String);

impl MailAddress {
    /// Checks an address and folds it to lower case.
    ///
    /// # Errors
    /// [`InvalidId`] when it is not of the form above.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let text = text.trim();
        let valid = text.len() <= 254
            && text.is_ascii()
            && text.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if valid {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(InvalidId {
                what: "mail address",
                given: text.to_owned(),
                expected: "name@domain, as in yumi@hinode.example",
            })
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for MailAddress {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<MailAddress> for String {
    fn from(address: MailAddress) -> Self {
        address.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Yumi@Hinode.example", true)]
    #[case("a@b", false)]
    #[case("a@b.example\r\nBcc: x@y.example", false)]
    #[case("\"a b\"@c.example", false)]
    #[case("a@@c.example", false)]
    #[case("a..b@c.example", false)]
    fn only_plain_addresses_are_taken(#[case] text: &str, #[case] valid: bool) {
        assert_eq!(MailAddress::parse(text).is_ok(), valid);
    }
}
