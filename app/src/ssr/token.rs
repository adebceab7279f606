//! Addresses that need no sign-in: the one that ends a subscription (RFC 8058) carries a tag that
//! only this portal can make, so that nobody can guess another's.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What the tag is for; a tag for one purpose is not valid for another.
const PURPOSE: &[u8] = b"kairan unsubscribe v1\0";

fn mac(key: &[u8], subscription: i64) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(PURPOSE);
    mac.update(&subscription.to_be_bytes());
    Some(mac)
}

/// The tag for one subscription: HMAC-SHA-256, base64url without padding.
pub fn unsubscribe_tag(key: &[u8], subscription: i64) -> String {
    mac(key, subscription).map_or_else(String::new, |mac| URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

/// Whether a tag was made for that subscription; compared in constant time.
pub fn is_unsubscribe_tag(key: &[u8], subscription: i64, tag: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(tag) else {
        return false;
    };
    mac(key, subscription).is_some_and(|mac| mac.verify_slice(&bytes).is_ok())
}

/// The path that ends a subscription: shown by GET, done by POST.
pub fn unsubscribe_path(key: &[u8], subscription: i64) -> String {
    format!("/unsubscribe/{subscription}/{}", unsubscribe_tag(key, subscription))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_for_one_subscription_and_one_key() {
        let tag = unsubscribe_tag(b"key", 7);
        assert!(is_unsubscribe_tag(b"key", 7, &tag));
        assert!(!is_unsubscribe_tag(b"key", 8, &tag));
        assert!(!is_unsubscribe_tag(b"other", 7, &tag));
        assert!(!is_unsubscribe_tag(b"key", 7, ""));
    }
}
