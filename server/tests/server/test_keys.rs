//! Keys to sign tokens with, good for nothing but tests.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::Value;

/// What stands in front of the seed in a private Ed25519 key (RFC 8410 §7).
const ED25519: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// A private RSA key of 2048 bits.
const RSA: &[u8] = include_bytes!("keys/rsa.der");

pub struct SigningKey {
    pub id: String,
    pub algorithm: Algorithm,
    key: EncodingKey,
}

impl SigningKey {
    pub fn ed25519(id: &str, seed: u8) -> Self {
        let key = EncodingKey::from_ed_der(&[&ED25519[..], &[seed; 32]].concat());
        Self { id: id.to_owned(), algorithm: Algorithm::EdDSA, key }
    }

    pub fn rsa(id: &str) -> Self {
        Self { id: id.to_owned(), algorithm: Algorithm::RS256, key: EncodingKey::from_rsa_der(RSA) }
    }

    pub fn public(&self) -> Jwk {
        let mut jwk = Jwk::from_encoding_key(&self.key, self.algorithm).unwrap();
        jwk.common.key_id = Some(self.id.clone());
        jwk
    }

    pub fn sign(&self, claims: &Value) -> String {
        self.sign_as(&self.id, None, claims)
    }

    pub fn sign_as(&self, id: &str, typ: Option<&str>, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(id.to_owned());
        header.typ = Some(typ.unwrap_or("JWT").to_owned());
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }
}

pub fn key_set(keys: &[&SigningKey]) -> Value {
    serde_json::to_value(JwkSet { keys: keys.iter().map(|key| key.public()).collect() }).unwrap()
}

/// A token that says of itself that it is not signed.
pub fn unsigned(id: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.", part(&serde_json::json!({ "alg": "none", "kid": id, "typ": "JWT" })), part(claims))
}

/// A token signed with a shared secret: the bytes of somebody's public key.
pub fn signed_with_secret(id: &str, secret: &[u8], claims: &Value) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(id.to_owned());
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(secret)).unwrap()
}
