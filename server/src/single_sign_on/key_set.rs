//! Somebody's public keys (RFC 7517 §5), kept for an hour. A token that names a key which is not among
//! them has them looked up again, at most once a minute: so a key can be changed without telling the
//! portal, and a forged token makes nobody busy.

use super::outgoing::Outgoing;
use crate::settings::KeyPlace;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;

/// How long keys are kept before they are looked up again.
const HOLDS: TimeDelta = TimeDelta::hours(1);

/// How long at least lies between two look-ups.
const AT_MOST_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The fewest bytes of an RSA key's modulus (RFC 7518 §3.3: 2048 bits).
const SMALLEST_RSA: usize = 256;

/// A key, and the one algorithm it is for.
pub struct Key {
    /// Its `kid`.
    pub id: String,
    /// What it signs with: of the key, never of a token.
    pub algorithm: Algorithm,
    /// The public half.
    pub key: DecodingKey,
}

#[derive(Default)]
struct Held {
    keys: Vec<Arc<Key>>,
    looked_at: Option<DateTime<Utc>>,
}

impl Held {
    fn find(&self, id: &str) -> Option<Arc<Key>> {
        self.keys.iter().find(|key| key.id == id).cloned()
    }

    /// A clock that jumped back makes them old too.
    fn is_older_than(&self, age: TimeDelta, now: DateTime<Utc>) -> bool {
        self.looked_at.is_none_or(|at| now < at || now >= at + age)
    }
}

/// The keys of one issuer.
pub struct KeySet {
    place: KeyPlace,
    algorithms: &'static [Algorithm],
    outgoing: Outgoing,
    held: RwLock<Arc<Held>>,
    looking: Mutex<()>,
}

impl KeySet {
    /// Of that place; a key for another algorithm than these is none.
    pub fn new(place: KeyPlace, algorithms: &'static [Algorithm], outgoing: Outgoing) -> Self {
        Self { place, algorithms, outgoing, held: RwLock::default(), looking: Mutex::default() }
    }

    /// The key of that name. `None` when there is none, or nobody could be asked.
    pub async fn find(&self, id: &str, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let held = self.held();
        if let Some(key) = held.find(id).filter(|_| !held.is_older_than(HOLDS, now)) {
            return Some(key);
        }
        let _looking = self.looking.lock().await;
        let held = self.held();
        let is_due = held.is_older_than(AT_MOST_EVERY, now);
        if is_due && (held.find(id).is_none() || held.is_older_than(HOLDS, now)) {
            self.look(&held, now).await;
        }
        self.held().find(id)
    }

    fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keys that cannot be read now stay as they were.
    async fn look(&self, before: &Held, now: DateTime<Utc>) {
        let keys = match self.read().await {
            Ok(keys) => keys,
            Err(error) => {
                tracing::warn!(error = %error, "the keys of an issuer cannot be read");
                before.keys.clone()
            }
        };
        let held = Arc::new(Held { keys, looked_at: Some(now) });
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
    }

    async fn read(&self) -> anyhow::Result<Vec<Arc<Key>>> {
        let bytes = match &self.place {
            KeyPlace::Url(url) => self.outgoing.get(url).await?,
            KeyPlace::File(file) => tokio::fs::read(file).await?,
        };
        let set: JwkSet = serde_json::from_slice(&bytes)?;
        Ok(set.keys.iter().filter_map(|key| self.usable(key)).map(Arc::new).collect())
    }

    fn usable(&self, jwk: &Jwk) -> Option<Key> {
        let id = jwk.common.key_id.clone().filter(|id| !id.is_empty())?;
        if matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption)) {
            return None;
        }
        let of_its_kind = match &jwk.algorithm {
            AlgorithmParameters::RSA(rsa) => {
                let modulus = URL_SAFE_NO_PAD.decode(&rsa.n).ok()?;
                if modulus.len() < SMALLEST_RSA {
                    return None;
                }
                Algorithm::RS256
            }
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => Algorithm::EdDSA,
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => Algorithm::ES256,
            _ => return None,
        };
        let algorithm = match jwk.common.key_algorithm {
            Some(named) => Algorithm::try_from(named).ok()?,
            None => of_its_kind,
        };
        let fits = algorithm.family() == of_its_kind.family() && self.algorithms.contains(&algorithm);
        fits.then(|| DecodingKey::from_jwk(jwk).ok()).flatten().map(|key| Key { id, algorithm, key })
    }
}
