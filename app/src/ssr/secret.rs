//! Secrets that people hand to programs: what it is and `_` in front, 22 digits that hold 128 random bits, and six
//! that check the rest, so that scanners for leaked secrets find it with certainty and a mistyped one is known
//! without asking the database. The database has only its SHA-256.

use sha2::{Digest, Sha256};

/// What a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secret {
    /// The API.
    ApiToken,
    /// The feeds of what one person may read.
    PrivateFeed,
}

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62²² is more than 2¹²⁸.
const RANDOM_DIGITS: usize = 22;
/// 62⁶ is more than 2³².
const CHECK_DIGITS: usize = 6;

impl Secret {
    /// What every one of them begins with.
    const fn prefix(self) -> &'static str {
        match self {
            Self::ApiToken => "kairan_",
            Self::PrivateFeed => "kairan_feed_",
        }
    }

    /// The one of these random bits.
    pub fn of(self, random: [u8; 16]) -> String {
        let body = format!("{}{}", self.prefix(), base62(u128::from_be_bytes(random), RANDOM_DIGITS));
        let check = check_digits(&body);
        body + &check
    }

    /// Whether a text could be one at all: its form, and the check digits fit.
    pub fn fits(self, text: &str) -> bool {
        text.strip_prefix(self.prefix()).is_some_and(|digits| {
            digits.len() == RANDOM_DIGITS + CHECK_DIGITS
                && digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && check_digits(&text[..text.len() - CHECK_DIGITS]) == text[text.len() - CHECK_DIGITS..]
        })
    }
}

/// What the database knows a secret by.
pub fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn check_digits(body: &str) -> String {
    base62(crc32fast::hash(body.as_bytes()).into(), CHECK_DIGITS)
}

fn base62(mut number: u128, digits: usize) -> String {
    let mut text = vec![b'0'; digits];
    for digit in text.iter_mut().rev() {
        *digit = usize::try_from(number % 62).ok().and_then(|nth| DIGITS.get(nth).copied()).unwrap_or(b'0');
        number /= 62;
    }
    text.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::Secret::{self, ApiToken, PrivateFeed};
    use rstest::rstest;

    #[rstest]
    #[case(ApiToken, 35)]
    #[case(PrivateFeed, 40)]
    fn a_secret_can_be_told_from_anything_else(#[case] kind: Secret, #[case] length: usize) {
        for random in [[0; 16], [7; 16], [255; 16]] {
            let secret = kind.of(random);
            assert_eq!(secret.len(), length);
            assert!(kind.fits(&secret), "{secret}");
            let mut mistyped = secret.clone().into_bytes();
            mistyped[15] = if mistyped[15] == b'x' { b'y' } else { b'x' };
            assert!(!kind.fits(std::str::from_utf8(&mistyped).unwrap()));
        }
        for nonsense in ["", "kairan_", "kairan_日本語日本語日本語日本語日本", &"k".repeat(length)] {
            assert!(!kind.fits(nonsense), "{nonsense}");
        }
        assert_ne!(kind.of([1; 16]), kind.of([2; 16]));
    }

    #[test]
    fn a_secret_of_one_kind_is_none_of_the_other() {
        assert!(!ApiToken.fits(&PrivateFeed.of([7; 16])) && !PrivateFeed.fits(&ApiToken.of([7; 16])));
    }
}
