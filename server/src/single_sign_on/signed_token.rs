//! Checks the signature of a JSON Web Token (RFC 7519) with the keys of whoever should have made it.
//! Which algorithm it is checked with, the key says: a token that names another, or none, is refused.

use super::key_set::KeySet;
use chrono::{DateTime, Utc};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Header, Validation, decode, decode_header};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The longest token that is looked at, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// Why a token is none of the issuer's. The words stand in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is no signed token, or has an algorithm that does not exist.
    #[error("malformed")]
    Malformed,
    /// It names no key, or one the issuer does not have.
    #[error("unknown_key")]
    UnknownKey,
    /// It is signed with another algorithm than the key is for.
    #[error("wrong_algorithm")]
    WrongAlgorithm,
    /// The signature is not of that key.
    #[error("bad_signature")]
    BadSignature,
    /// What it says is incomplete or of the wrong form.
    #[error("bad_claims")]
    BadClaims,
}

/// The header and claims of a token that is signed as it must be. Neither its times nor its audience
/// have been looked at.
///
/// # Errors
/// [`TokenError`].
pub async fn verify<T: DeserializeOwned>(
    keys: &KeySet,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(Header, T), TokenError> {
    if token.len() > LONGEST {
        return Err(TokenError::Malformed);
    }
    let header = decode_header(token).map_err(|_| TokenError::Malformed)?;
    // RFC 7515 §4.1.11: what must be understood and is not makes the token invalid.
    if header.extras.inner().contains_key("crit") {
        return Err(TokenError::Malformed);
    }
    let id = header.kid.as_deref().ok_or(TokenError::UnknownKey)?;
    let key = keys.find(id, now).await.ok_or(TokenError::UnknownKey)?;
    let mut validation = Validation::new(key.algorithm);
    validation.required_spec_claims.clear();
    (validation.validate_exp, validation.validate_nbf, validation.validate_aud) = (false, false, false);
    match decode::<T>(token, &key.key, &validation) {
        Ok(token) => Ok((token.header, token.claims)),
        Err(error) => Err(match error.kind() {
            ErrorKind::InvalidAlgorithm => TokenError::WrongAlgorithm,
            ErrorKind::InvalidSignature => TokenError::BadSignature,
            ErrorKind::Json(_) => TokenError::BadClaims,
            _ => TokenError::Malformed,
        }),
    }
}

/// Who a token says it is from; only to find the keys it has to be checked with.
pub fn claimed_issuer(token: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    if token.len() > LONGEST {
        return None;
    }
    jsonwebtoken::dangerous::insecure_decode_claims::<Issuer>(token).ok().map(|claims| claims.iss)
}

/// `aud`: one or several (RFC 7519 §4.1.3).
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Audience {
    /// Whether it names `who` and nobody else.
    pub fn is_only(&self, who: &str) -> bool {
        match self {
            Self::One(one) => one == who,
            Self::Several(several) => !several.is_empty() && several.iter().all(|one| one == who),
        }
    }
}
