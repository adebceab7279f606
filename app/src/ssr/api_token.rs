//! The secret of an API token: `kairan_`, 22 digits that hold 128 random bits, and six that check the
//! rest, so that scanners for leaked secrets find it with certainty and a mistyped one is known without
//! asking the database. The database has only its SHA-256.

use sha2::{Digest, Sha256};

/// What every token begins with.
pub const PREFIX: &str = "kairan_";

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62²² is more than 2¹²⁸.
const RANDOM_DIGITS: usize = 22;
/// 62⁶ is more than 2³².
const CHECK_DIGITS: usize = 6;

/// The token of these random bits.
pub fn api_token(random: [u8; 16]) -> String {
    let body = format!("{PREFIX}{}", base62(u128::from_be_bytes(random), RANDOM_DIGITS));
    let check = check_digits(&body);
    body + &check
}

/// Whether it could be a token at all: its form, and the check digits fit.
pub fn is_api_token(text: &str) -> bool {
    text.len() == PREFIX.len() + RANDOM_DIGITS + CHECK_DIGITS
        && text.starts_with(PREFIX)
        && text[PREFIX.len()..].bytes().all(|byte| byte.is_ascii_alphanumeric())
        && check_digits(&text[..text.len() - CHECK_DIGITS]) == text[text.len() - CHECK_DIGITS..]
}

/// What the database knows a token by.
pub fn api_token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
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
    use super::*;

    #[test]
    fn a_token_can_be_told_from_anything_else() {
        for random in [[0; 16], [7; 16], [255; 16]] {
            let token = api_token(random);
            assert_eq!(token.len(), 35);
            assert!(is_api_token(&token), "{token}");
            let mut mistyped = token.clone().into_bytes();
            mistyped[12] = if mistyped[12] == b'x' { b'y' } else { b'x' };
            assert!(!is_api_token(std::str::from_utf8(&mistyped).unwrap()));
        }
        for nonsense in ["", "kairan_", "kairan_日本語日本語日本語日本語日本", &"k".repeat(35)] {
            assert!(!is_api_token(nonsense), "{nonsense}");
        }
        assert_ne!(api_token([1; 16]), api_token([2; 16]));
    }
}
