//! The home of randomness: tokens are made here and nowhere else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Fills a buffer from the operating system's generator.
///
/// # Errors
/// When the operating system has none to give.
#[expect(clippy::disallowed_methods, reason = "this is randomness's home")]
pub fn bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut buffer = [0; N];
    getrandom::fill(&mut buffer)?;
    Ok(buffer)
}

/// A token of 256 random bits, 43 characters that are safe in a cookie and an address.
///
/// # Errors
/// As [`bytes`].
pub fn token() -> Result<String, getrandom::Error> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<32>()?))
}
