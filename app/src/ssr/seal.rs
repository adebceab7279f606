//! What is kept but must not be read by whoever reads the database: encrypted with a key derived from the
//! installation's secret (XChaCha20-Poly1305, RFC 8439 and its extended nonce). What was sealed for one purpose
//! and person opens for no other.

use super::random;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::id::UserId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The length of the nonce in front of what is sealed, in bytes.
const NONCE: usize = 24;

/// Seals. `None` when the system has no randomness to give.
pub fn seal(key: &[u8], purpose: &str, user: UserId, plain: &[u8]) -> Option<Vec<u8>> {
    let nonce = random::bytes::<NONCE>().ok()?;
    let bound = user.0.to_be_bytes();
    let payload = Payload { msg: plain, aad: &bound };
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher(key, purpose)?.encrypt(&XNonce::from(nonce), payload).ok()?);
    Some(sealed)
}

/// Opens. `None` for what was sealed with another key, for another purpose or person, or was changed.
pub fn open(key: &[u8], purpose: &str, user: UserId, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let bound = user.0.to_be_bytes();
    let payload = Payload { msg: sealed, aad: &bound };
    cipher(key, purpose)?.decrypt(&XNonce::from(*nonce), payload).ok()
}

fn cipher(key: &[u8], purpose: &str) -> Option<XChaCha20Poly1305> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key).ok()?;
    mac.update(b"kairan seal v1\0");
    mac.update(purpose.as_bytes());
    XChaCha20Poly1305::new_from_slice(&mac.finalize().into_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_key_purpose_and_person_open_it() {
        let sealed = seal(b"key", "a", UserId(1), b"secret").unwrap();
        assert_eq!(open(b"key", "a", UserId(1), &sealed).unwrap(), b"secret");
        assert!(open(b"other", "a", UserId(1), &sealed).is_none());
        assert!(open(b"key", "b", UserId(1), &sealed).is_none());
        assert!(open(b"key", "a", UserId(2), &sealed).is_none());
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert!(open(b"key", "a", UserId(1), &changed).is_none());
        assert!(open(b"key", "a", UserId(1), b"short").is_none());
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
    }
}
