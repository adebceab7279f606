//! Passwords: argon2id with the library's recommended parameters (RFC 9106), never stored or logged.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};

/// A password could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashError;

/// Hashes a password with a fresh salt, as a PHC string. Takes tens of milliseconds of one core: call
/// it where blocking is allowed.
///
/// # Errors
/// [`HashError`] when the system has no randomness to give.
pub fn hash(password: &str) -> Result<String, HashError> {
    let salt = super::random::bytes::<16>().map_err(|_| HashError)?;
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| HashError)?;
    Ok(hash.to_string())
}

/// Whether the password fits the hash. Takes as long for a wrong one.
pub fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_password_fits() {
        let stored = hash("山と川").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(verify("山と川", &stored));
        assert!(!verify("山と海", &stored));
        assert!(!verify("山と川", "not a hash"));
    }
}
