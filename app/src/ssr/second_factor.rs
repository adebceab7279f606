//! Time-based codes (RFC 6238: SHA-1, six digits, thirty seconds, one step to either side) and recovery codes.

use super::{random, seal};
use domain::id::UserId;
use qrcode::QrCode;
use qrcode::render::svg;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use store::TokenHash;
use totp_rs::{Builder, Totp};

/// How many recovery codes somebody gets.
pub const RECOVERY_CODES: usize = 10;
/// What secrets are sealed for.
const PURPOSE: &str = "second factor";
/// The length of a secret in bytes (RFC 4226 §4).
const SECRET: usize = 20;
/// Letters and digits that are not mistaken for one another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A fresh secret, sealed for one person. `None` when the system has no randomness to give.
pub fn new_secret(key: &[u8], user: UserId) -> Option<Vec<u8>> {
    seal::seal(key, PURPOSE, user, &random::bytes::<SECRET>().ok()?)
}

/// The step whose code that is at `time`, in seconds since 1970; `None` for a wrong code.
pub fn step_of(key: &[u8], user: UserId, sealed: &[u8], code: &str, time: i64) -> Option<u64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let is_code = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
    totp(key, user, sealed, "", "").filter(|_| is_code)?.check(&digits, u64::try_from(time).ok()?)
}

/// What the authenticator app is shown: a QR code as SVG, and the key to type.
pub fn shown(key: &[u8], user: UserId, sealed: &[u8], issuer: &str, account: &str) -> Option<(String, String)> {
    let totp = totp(key, user, sealed, issuer, account)?;
    let code = QrCode::new(totp.to_url().ok()?).ok()?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(220, 220).quiet_zone(true).build();
    let svg = svg.split_once("?>").map_or(svg.clone(), |(_, svg)| svg.to_owned());
    Some((svg, totp.secret().to_base32()))
}

fn totp(key: &[u8], user: UserId, sealed: &[u8], issuer: &str, account: &str) -> Option<Totp> {
    let secret = seal::open(key, PURPOSE, user, sealed)?;
    let issuer = Some(issuer.replace(':', " ")).filter(|issuer| !issuer.is_empty());
    Builder::new().with_secret(secret).with_account_name(account.to_owned()).with_issuer(issuer).build().ok()
}

/// Fresh recovery codes of 80 random bits each, as they are shown.
pub fn recovery_codes() -> Option<Vec<String>> {
    let code = || {
        let bytes = random::bytes::<16>().ok()?;
        let mut text = String::new();
        for (nth, byte) in bytes.iter().enumerate() {
            let dash = if nth > 0 && nth % 4 == 0 { "-" } else { "" };
            let letter = char::from(ALPHABET[usize::from(byte % 32)]);
            let _ = write!(text, "{dash}{letter}");
        }
        Some(text)
    };
    (0..RECOVERY_CODES).map(|_| code()).collect()
}

/// What the database knows a recovery code by; dashes, spaces and case do not matter.
pub fn recovery_hash(user: UserId, code: &str) -> TokenHash {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(format!("{} {}", user.0, plain.to_ascii_lowercase()).as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: of eight digits the last six.
    #[test]
    fn codes_are_those_of_the_standard() {
        let sealed = seal::seal(b"key", PURPOSE, UserId(1), b"12345678901234567890").unwrap();
        let step = |code: &str, time| step_of(b"key", UserId(1), &sealed, code, time);
        assert_eq!(step("287082", 59), Some(1));
        assert_eq!(step("081804", 1_111_111_109), Some(37_037_036));
        assert_eq!(step("287 082", 60), Some(1), "one step late");
        assert_eq!(step("287082", 90), None, "two steps late");
        assert_eq!(step("287083", 59), None);
        assert_eq!(step("", 59), None);
        assert_eq!(step_of(b"key", UserId(2), &sealed, "287082", 59), None, "another's");
    }

    #[test]
    fn the_app_is_shown_a_picture_and_a_key() {
        let sealed = seal::seal(b"key", PURPOSE, UserId(1), b"12345678901234567890").unwrap();
        let (svg, key) = shown(b"key", UserId(1), &sealed, "回覧: portal", "yumi@hinode.example").unwrap();
        assert!(svg.trim_start().starts_with("<svg"), "{svg}");
        assert_eq!(key, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn recovery_codes_differ_and_forgive_how_they_are_typed() {
        let codes = recovery_codes().unwrap();
        let distinct: std::collections::BTreeSet<_> = codes.iter().collect();
        assert_eq!((codes.len(), distinct.len()), (RECOVERY_CODES, RECOVERY_CODES));
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(recovery_hash(UserId(1), &typed), recovery_hash(UserId(1), &codes[0]));
        assert_ne!(recovery_hash(UserId(2), &codes[0]), recovery_hash(UserId(1), &codes[0]));
    }
}
