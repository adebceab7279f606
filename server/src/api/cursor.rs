//! Cursors: where a list goes on. Opaque to clients and signed, so that nobody builds on what is in them
//! or asks for a place the server never named; bound to the list they are of.

use super::caller::Caller;
use super::problem::Problem;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

/// What the tag is for; a tag for one purpose is not valid for another.
const PURPOSE: &[u8] = b"kairan cursor v1\0";
/// Bytes of the tag that are kept.
const TAG: usize = 12;

/// The cursor for a place in the list the caller asks for.
pub fn seal(key: &[u8], caller: &Caller, place: &impl Serialize) -> String {
    let said = serde_json::to_vec(place).unwrap_or_default();
    let tag = mac(key, caller, &said).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default();
    let sealed = [tag.get(..TAG).unwrap_or_default(), &said].concat();
    URL_SAFE_NO_PAD.encode(sealed)
}

/// The place the caller's cursor names; `None` for a list from its beginning.
pub fn open<T: DeserializeOwned>(key: &[u8], caller: &Caller) -> Result<Option<T>, Problem> {
    let Some(text) = caller.query("cursor") else { return Ok(None) };
    let invalid = || Problem::parameter("cursor", "take it from next_cursor, with the same filters");
    let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
    let (tag, said) = sealed.split_at_checked(TAG).ok_or_else(invalid)?;
    mac(key, caller, said).ok_or_else(invalid)?.verify_truncated_left(tag).map_err(|_| invalid())?;
    serde_json::from_slice(said).map(Some).map_err(|_| invalid())
}

/// The next page's address, for the `Link` header (RFC 8288).
pub fn link(caller: &Caller, cursor: &str) -> String {
    let sign = if caller.path.contains('?') { '&' } else { '?' };
    format!("<{}{sign}cursor={cursor}>; rel=\"next\"", caller.path)
}

fn mac(key: &[u8], caller: &Caller, said: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(PURPOSE);
    mac.update(&caller.bearer.token.0.to_be_bytes());
    // The path with its filters; how many are wanted may change from page to page.
    let mut list: Vec<_> = caller.query.iter().filter(|(name, _)| name != "limit" && name != "cursor").collect();
    list.sort();
    let path = caller.path.split('?').next().unwrap_or_default();
    mac.update(format!("{path}\0{list:?}\0").as_bytes());
    mac.update(said);
    Some(mac)
}
