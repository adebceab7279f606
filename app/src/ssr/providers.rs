//! The `OpenID` providers, as far as pages have to know them.

use super::page_request::encode;
use domain::locale::{Locale, Localized};
use domain::mail_address::MailAddress;
use store::ProviderSession;

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderLink {
    /// Its name in addresses.
    pub key: String,
    /// What its button says.
    pub label: Localized<String>,
    /// As whom the portal is registered there.
    pub client_id: String,
    /// The mail domains of its people.
    pub domains: Vec<String>,
    /// Whether its button is there before anyone says who they are. The name of a customer's provider
    /// would tell everyone who is a customer.
    pub is_listed: bool,
}

/// All of them, in the order of the settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Providers(pub Vec<ProviderLink>);

impl Providers {
    /// Those whose button everyone sees.
    pub fn listed(&self) -> impl Iterator<Item = &ProviderLink> {
        self.0.iter().filter(|provider| provider.is_listed)
    }

    /// Whether an address can lead to one.
    pub fn has_domains(&self) -> bool {
        self.0.iter().any(|provider| !provider.domains.is_empty())
    }

    /// The one with that key.
    pub fn named(&self, key: &str) -> Option<&ProviderLink> {
        self.0.iter().find(|provider| provider.key == key)
    }

    /// The one that people with such an address come from.
    pub fn of_address(&self, address: &MailAddress) -> Option<&ProviderLink> {
        let (_, domain) = address.as_str().rsplit_once('@')?;
        self.0.iter().find(|provider| provider.domains.iter().any(|known| known == domain))
    }

    /// Where a session that came from a provider ends there too, and that leads back to this portal
    /// (`OpenID` Connect RP-Initiated Logout 1.0 §2). `None` where the provider has no such address.
    pub fn sign_out_address(&self, session: &ProviderSession, public_url: &str, locale: Locale) -> Option<String> {
        let end = session.end_session_address.as_deref()?;
        let client_id = &self.named(&session.provider)?.client_id;
        let back = format!("{public_url}{}", signed_out_path(locale));
        let sign = if end.contains('?') { '&' } else { '?' };
        let (token, client, back) = (encode(&session.id_token), encode(client_id), encode(&back));
        Some(format!("{end}{sign}id_token_hint={token}&client_id={client}&post_logout_redirect_uri={back}"))
    }
}

/// Where a provider leads back to; the operator registers both with it.
pub fn signed_out_path(locale: Locale) -> String {
    format!("{}?done=signed-out", locale.address("/"))
}
