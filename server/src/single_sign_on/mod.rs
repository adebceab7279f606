//! Who may vouch for people: consoles that launch the portal, and `OpenID` providers. Each names its keys
//! and for whose people it speaks; what it says is checked here, and `store` decides with
//! `domain::identity` who that is.

pub mod key_set;
pub mod launch;
pub mod logout_token;
pub mod outgoing;
pub mod provider;
mod provider_claims;
mod provider_metadata;
pub mod signed_token;

use crate::settings::{AllowedTenants, Settings};
use anyhow::Context;
use app::ssr::consoles::{ConsoleOrigins, Consoles};
use app::ssr::providers::{ProviderLink, Providers};
use launch::Console;
use outgoing::Outgoing;
use provider::Provider;

/// Everyone who may vouch.
#[derive(Default)]
pub struct SingleSignOn {
    /// The consoles.
    pub consoles: Vec<Console>,
    /// The providers.
    pub providers: Vec<Provider>,
}

impl SingleSignOn {
    /// Of the settings. Asks nobody yet.
    ///
    /// # Errors
    /// When a client secret's file cannot be read, or there can be no connections to others.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        // A portal that asks nobody needs no certificates to trust.
        if settings.launch_issuers.is_empty() && settings.oidc_providers.is_empty() {
            return Ok(Self::default());
        }
        let outgoing = Outgoing::new().context("connections to others cannot be made")?;
        let consoles = settings.launch_issuers.iter().map(|issuer| Console::new(issuer.clone(), outgoing.clone()));
        let providers = settings
            .oidc_providers
            .iter()
            .map(|provider| Provider::new(provider.clone(), &settings.server.public_url, outgoing.clone()));
        Ok(Self { consoles: consoles.collect(), providers: providers.collect::<Result<_, _>>()? })
    }

    /// What pages need to know of the providers.
    pub fn links(&self) -> Providers {
        let link = |provider: &Provider| ProviderLink {
            key: provider.settings.key.to_string(),
            label: provider.settings.label.clone(),
            client_id: provider.settings.client_id.clone(),
            domains: provider.settings.domains.iter().cloned().collect(),
            is_listed: provider.settings.is_listed,
        };
        Providers(self.providers.iter().map(link).collect())
    }

    /// What pages need to know of the consoles.
    pub fn console_origins(&self) -> Consoles {
        let console = |console: &Console| ConsoleOrigins {
            tenants: match &console.settings.tenants {
                AllowedTenants::Any => None,
                AllowedTenants::Only(tenants) => Some(tenants.clone()),
            },
            origins: console.settings.origins.clone(),
        };
        Consoles(self.consoles.iter().map(console).collect())
    }

    /// The provider with that key.
    pub fn provider(&self, key: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.settings.key.as_str() == key)
    }

    /// The origins a form may lead to besides this portal, for `form-action`: signing out goes on to the
    /// provider.
    pub fn form_targets(&self) -> Vec<String> {
        let mut targets: Vec<_> = self.providers.iter().flat_map(Provider::origins).collect();
        targets.sort();
        targets.dedup();
        targets
    }
}

/// `https://id.example` of `https://id.example/realms/a`.
pub(crate) fn origin_of(address: &str) -> Option<&str> {
    let authority = address.find("://")? + 3;
    let end = address[authority..].find(['/', '?', '#']).map_or(address.len(), |at| authority + at);
    Some(&address[..end])
}
