//! The name of a revision: the SHA-256 of its canonical source.

use crate::id::InvalidId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// SHA-256, written as 64 lower case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// Checks and takes a digest.
    ///
    /// # Errors
    /// [`InvalidId`] unless the text is 64 lower case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let byte = |pair: &[u8]| Some(digit(pair[0])? << 4 | digit(pair[1])?);
        let bytes: Option<Vec<u8>> =
            text.as_bytes().chunks_exact(2).map(byte).collect::<Option<_>>().filter(|_| text.len() == 64);
        match bytes.and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => Ok(Self(bytes)),
            None => {
                Err(InvalidId { what: "digest", given: text.to_owned(), expected: "64 lower case hexadecimal digits" })
            }
        }
    }

    /// From the 32 bytes of a SHA-256.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The first eight digits in two groups, `9f2c 41ab`, for people to compare.
    pub fn short(&self) -> String {
        let digits = self.to_string();
        format!("{} {}", &digits[..4], &digits[4..8])
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
        digest.to_string()
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
        assert_eq!(digest.to_string(), "ab".repeat(32));
        for text in
            ["AB".repeat(32), "ab".repeat(31), "ab".repeat(33), "あ".repeat(32), format!("{}a", "ab".repeat(32))]
        {
            assert!(Digest::parse(&text).is_err(), "{text}");
        }
    }
}
