//! Who else vouches for people: a console for each tenant, and an `OpenID` provider.

use super::samples::TENANTS;
use crate::lying_provider::{CLIENT, LyingProvider, SECRET};
use crate::portal::{PUBLIC_URL, TestPortal};
use crate::test_keys::{SigningKey, key_set};
use chrono::{DateTime, Utc};
use domain::viewer::Viewer;
use serde_json::{Value, json};

/// Who signs for a tenant's people.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    issuer: &'static str,
    pub tenant: &'static str,
}

pub const CONSOLES: [Console; 2] = [
    Console { issuer: "https://console-one.example", tenant: TENANTS[0] },
    Console { issuer: "https://console-two.example", tenant: TENANTS[1] },
];

impl Console {
    /// One that nobody set up.
    pub const UNKNOWN: Self = Self { issuer: "https://console-none.example", tenant: "" };

    pub fn of(viewer: &Viewer) -> Self {
        *CONSOLES.iter().find(|console| viewer.tenant().is_some_and(|own| own.as_str() == console.tenant)).unwrap()
    }

    pub fn other(self) -> Self {
        *CONSOLES.iter().find(|console| console.tenant != self.tenant).unwrap()
    }

    /// What it says of the person with that address, for a minute.
    pub fn sign(self, key: &SigningKey, address: &str, now: DateTime<Utc>, more: &Value) -> String {
        let (tenant, now) = (address.split(['@', '.']).nth(1).unwrap(), now.timestamp());
        let mut claims = json!({
            "iss": self.issuer, "aud": PUBLIC_URL, "sub": address, "email": address, "name": "x",
            "tenant": tenant, "role": "member", "iat": now, "exp": now + 60,
        });
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        key.sign(&claims)
    }
}

/// A console for each tenant and a provider for one; the consoles' key.
pub fn vouch(portal: &mut TestPortal, provider: &LyingProvider) -> SigningKey {
    let key = SigningKey::ed25519("k1", 1);
    let file = portal.folder.path().join("console.jwks");
    std::fs::write(&file, key_set(&[&key]).to_string()).unwrap();
    let consoles = CONSOLES.map(|Console { issuer, tenant }| {
        let file = file.display();
        format!("{{ name = 'x', issuer = '{issuer}', jwks_file = '{file}', tenants = ['{tenant}'], origins = ['{issuer}'] }}")
    });
    let providers = format!(
        "[{{ key = 'elsewhere', label = 'x', label_en = 'x', issuer = '{}', client_id = '{CLIENT}', \
         client_secret_env = 'ELSEWHERE_SECRET', tenant = 'hinode' }}]",
        provider.issuer
    );
    let consoles = format!("[{}]", consoles.join(", "));
    let settings = [
        ("KAIRAN__LAUNCH__ISSUER", consoles.as_str()),
        ("KAIRAN__OIDC__PROVIDER", &providers),
        ("ELSEWHERE_SECRET", SECRET),
        // The clock stands still while everyone asks.
        ("KAIRAN__LIMITS__MINUTES_BETWEEN_INVITATIONS", "0"),
        ("KAIRAN__LIMITS__INVITATIONS_PER_PERSON_PER_HOUR", "1000"),
        ("KAIRAN__LIMITS__INVITATIONS_PER_TENANT_PER_DAY", "1000"),
    ];
    portal.vouched_for_by(&settings);
    key
}
