//! The name of a revision: the SHA-256 of its canonical source.

use crate::id::InvalidId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// SHA-256 as 64 lower case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// Checks and takes a digest.
    ///
    /// # Errors
    /// [`InvalidId`] unless the text is 64 lower case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId { what: "digest", given: text.to_owned(), expected: "64 lower case hexadecimal digits" })
        }
    }

    /// From the 32 bytes of a SHA-256.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
            text
        }))
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first eight digits in two groups, `9f2c 41ab`, for people to compare.
    pub fn short(&self) -> String {
        format!("{} {}", &self.0[..4], &self.0[4..8])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Digest {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_lower_case_hexadecimal() {
        let digest = Digest::from_bytes([0xAB; 32]);
        assert_eq!(digest, Digest::parse(&"ab".repeat(32)).unwrap());
        assert_eq!(digest.short(), "abab abab");
        assert!(Digest::parse(&"AB".repeat(32)).is_err());
    }
}
