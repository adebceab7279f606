//! `[[launch.issuer]]` and `[[oidc.provider]]`: who may vouch for people, and for whom.

use super::SettingsError;
use super::source::{Entry, Source};
use super::trust::{EmailVerified, SecondFactorAt, one_of};
use domain::id::{Slug, TenantId};
use domain::locale::Localized;
use domain::viewer::StaffRole;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

/// A console that opens the portal for the people signed in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaunchIssuer {
    /// Its name in the log.
    pub name: String,
    /// The `iss` of its tokens.
    pub issuer: String,
    /// Where its public keys are.
    pub keys: KeyPlace,
    /// For whose people it may vouch.
    pub tenants: AllowedTenants,
    /// Where its pages come from: they may show the bell and frame the portal.
    pub origins: Vec<String>,
    /// Who asks for a second factor.
    pub second_factor: SecondFactorAt,
}

/// Where a JSON Web Key Set is (RFC 7517 §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// At an address.
    Url(String),
    /// In a file.
    File(PathBuf),
}

/// For whose people an issuer may vouch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowedTenants {
    /// For those of every tenant there is.
    Any,
    /// For those of these.
    Only(BTreeSet<TenantId>),
}

impl AllowedTenants {
    /// Whether that tenant is among them.
    pub fn include(&self, tenant: &TenantId) -> bool {
        match self {
            Self::Any => true,
            Self::Only(tenants) => tenants.contains(tenant),
        }
    }
}

/// An `OpenID` provider.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcProvider {
    /// Its name in addresses.
    pub key: Slug,
    /// What its button says.
    pub label: Localized<String>,
    /// Its issuer identifier; discovery starts here.
    pub issuer: String,
    /// As whom the portal is registered there.
    pub client_id: String,
    /// What proves it.
    pub client_secret: ClientSecret,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Whose people come from there.
    pub tenancy: Tenancy,
    /// The claim with what someone may do.
    pub role_claim: Option<String>,
    /// The values of it that make an administrator of their tenant.
    pub administrators: BTreeSet<String>,
    /// The values of it that make staff.
    pub staff_roles: BTreeMap<StaffRole, BTreeSet<String>>,
    /// When an address counts.
    pub email_verified: EmailVerified,
    /// Who asks for a second factor.
    pub second_factor: SecondFactorAt,
    /// How strongly somebody has to have signed in there: one of these, as the provider's `acr` says it; none
    /// stands for any.
    pub acr_values: Vec<String>,
    /// The mail domains of its people. Others are not let in from there; none stands for all.
    pub domains: BTreeSet<String>,
    /// Whether its button is there before anyone says who they are.
    pub is_listed: bool,
}

/// What proves that the portal is the client.
#[derive(Clone, PartialEq, Eq)]
pub enum ClientSecret {
    /// Nothing: a public client, which PKCE protects.
    None,
    /// A variable of the environment held it.
    Variable {
        /// Its name.
        name: String,
        /// The secret.
        value: String,
    },
    /// A file holds it.
    File(PathBuf),
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Variable { name, .. } => write!(f, "Variable({name})"),
            Self::File(file) => write!(f, "File({})", file.display()),
        }
    }
}

/// Whose people come from a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tenancy {
    /// Those of one tenant.
    Fixed(TenantId),
    /// A claim says it: the tenant's key, or with a mapping the word that stands for it.
    Claim {
        /// Its name.
        claim: String,
        /// From its values; empty where they are the keys themselves.
        tenants: BTreeMap<String, TenantId>,
    },
    /// Of no tenant: only staff come from there.
    StaffOnly,
}

/// `[[launch.issuer]]`
pub(super) fn launch_issuers(source: &mut Source) -> Result<Vec<LaunchIssuer>, SettingsError> {
    let mut issuers: Vec<LaunchIssuer> = vec![];
    for mut entry in source.entries("launch.issuer")? {
        let name = entry.required("name", "a short name for the log, as in console")?;
        let issuer = entry.required("issuer", "the iss of its tokens, as in https://console.example")?;
        if issuers.iter().any(|other| other.issuer == issuer) {
            return Err(entry.bad("issuer", &issuer, "an issuer that no other entry has"));
        }
        let keys = match (entry.text("jwks_url")?, entry.text("jwks_file")?) {
            (Some(url), None) if is_safe_address(&url) => KeyPlace::Url(url),
            (Some(url), None) => return Err(entry.bad("jwks_url", &url, SAFE_ADDRESS)),
            (None, Some(file)) if !file.is_empty() => KeyPlace::File(entry.base().join(file)),
            _ => return Err(entry.bad("jwks_url", "", "either jwks_url or jwks_file")),
        };
        let tenants = allowed_tenants(&mut entry)?;
        let origins = entry.list("origins")?.unwrap_or_default();
        if let Some(origin) = origins.iter().find(|origin| !is_origin(origin)) {
            return Err(entry.bad("origins", origin, "addresses without a path, as in https://console.example"));
        }
        let second_factor = one_of(&mut entry, "second_factor", SecondFactorAt::WORDS)?;
        entry.finish()?;
        issuers.push(LaunchIssuer { name, issuer, keys, tenants, origins, second_factor });
    }
    Ok(issuers)
}

fn allowed_tenants(entry: &mut Entry) -> Result<AllowedTenants, SettingsError> {
    const EXPECTED: &str = "tenants by their keys, as in [\"hinode\"], or \"any\"";
    if entry.is_text("tenants", "any") {
        return Ok(AllowedTenants::Any);
    }
    let given = entry.list("tenants")?.unwrap_or_default();
    if given.is_empty() {
        return Err(entry.bad("tenants", "", EXPECTED));
    }
    let tenants = given.iter().map(|id| TenantId::parse(id).map_err(|_| entry.bad("tenants", id, EXPECTED)));
    Ok(AllowedTenants::Only(tenants.collect::<Result<_, _>>()?))
}

/// `[[oidc.provider]]`
pub(super) fn oidc_providers(
    source: &mut Source,
    environment: &BTreeMap<String, String>,
) -> Result<Vec<OidcProvider>, SettingsError> {
    let mut providers: Vec<OidcProvider> = vec![];
    for mut entry in source.entries("oidc.provider")? {
        let provider = oidc_provider(&mut entry, environment)?;
        if providers.iter().any(|other| other.key == provider.key) {
            return Err(entry.bad("key", provider.key.as_str(), "a key that no other entry has"));
        }
        entry.finish()?;
        providers.push(provider);
    }
    Ok(providers)
}

fn oidc_provider(entry: &mut Entry, environment: &BTreeMap<String, String>) -> Result<OidcProvider, SettingsError> {
    const KEY: &str = "lower case letters, digits and single hyphens, as in hinode";
    let key = entry.required("key", KEY)?;
    let key = Slug::parse(&key).map_err(|_| entry.bad("key", &key, KEY))?;
    let label =
        Localized { ja: entry.required("label", "what the button says in Japanese")?, en: entry.text("label_en")? };
    let issuer = entry.required("issuer", SAFE_ADDRESS)?;
    if !is_safe_address(&issuer) {
        return Err(entry.bad("issuer", &issuer, SAFE_ADDRESS));
    }
    let client_id = entry.required("client_id", "the identifier the provider gave the portal")?;
    let client_secret = client_secret(entry, environment)?;
    let scopes = entry.list("scopes")?.unwrap_or_else(|| vec!["email".to_owned(), "profile".to_owned()]);
    let role_claim = entry.text("role_claim")?;
    let administrators: BTreeSet<_> = entry.list("administrators")?.unwrap_or_default().into_iter().collect();
    let mut staff_roles = BTreeMap::new();
    for (word, values) in entry.lists("staff_roles")? {
        let known = || StaffRole::ALL.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ");
        let role = StaffRole::from_word(&word).ok_or_else(|| entry.bad("staff_roles", &word, &known()))?;
        staff_roles.insert(role, values.into_iter().collect());
    }
    if role_claim.is_none() && !(administrators.is_empty() && staff_roles.is_empty()) {
        return Err(entry.bad("role_claim", "", "the claim that administrators and staff_roles are values of"));
    }
    let tenancy = tenancy(entry, &staff_roles)?;
    let email_verified = one_of(entry, "email_verified", EmailVerified::WORDS)?;
    let second_factor = one_of(entry, "second_factor", SecondFactorAt::WORDS)?;
    let acr_values = entry.list("acr_values")?.unwrap_or_default();
    if let Some(value) = acr_values.iter().find(|value| value.is_empty() || value.contains(char::is_whitespace)) {
        return Err(entry.bad("acr_values", value, "words without spaces, as in [\"phr\"]"));
    }
    let domains: BTreeSet<_> =
        entry.list("domains")?.unwrap_or_default().iter().map(|domain| domain.to_ascii_lowercase()).collect();
    if let Some(domain) = domains.iter().find(|domain| domain.is_empty() || domain.contains('@')) {
        return Err(entry.bad("domains", domain, "mail domains, as in hinode.example"));
    }
    let is_listed = entry.flag("listed")?.unwrap_or(domains.is_empty());
    Ok(OidcProvider {
        key,
        label,
        issuer,
        client_id,
        client_secret,
        scopes,
        tenancy,
        role_claim,
        administrators,
        staff_roles,
        email_verified,
        second_factor,
        acr_values,
        domains,
        is_listed,
    })
}

/// A customer's own provider must never make anyone staff.
fn tenancy(entry: &mut Entry, staff_roles: &BTreeMap<StaffRole, BTreeSet<String>>) -> Result<Tenancy, SettingsError> {
    const TENANT: &str = "a tenant's key, as in hinode";
    let mut tenants = BTreeMap::new();
    for (word, id) in entry.texts("tenants")? {
        let tenant = TenantId::parse(&id).map_err(|_| entry.bad("tenants", &id, TENANT))?;
        tenants.insert(word, tenant);
    }
    match (entry.text("tenant")?, entry.text("tenant_claim")?) {
        (Some(id), None) => {
            if !staff_roles.is_empty() {
                return Err(entry.bad("staff_roles", "…", "none where the provider is one tenant's"));
            }
            if !tenants.is_empty() {
                return Err(entry.bad("tenants", "…", "none where tenant is set"));
            }
            Ok(Tenancy::Fixed(TenantId::parse(&id).map_err(|_| entry.bad("tenant", &id, TENANT))?))
        }
        (None, Some(claim)) => Ok(Tenancy::Claim { claim, tenants }),
        (None, None) if !staff_roles.is_empty() && tenants.is_empty() => Ok(Tenancy::StaffOnly),
        _ => Err(entry.bad("tenant", "", "either tenant or tenant_claim, or staff_roles alone")),
    }
}

fn client_secret(entry: &mut Entry, environment: &BTreeMap<String, String>) -> Result<ClientSecret, SettingsError> {
    if entry.text("client_secret")?.is_some() {
        // What was given is not repeated.
        return Err(entry.bad("client_secret", "…", "client_secret_env or client_secret_file, not the secret itself"));
    }
    match (entry.text("client_secret_env")?, entry.text("client_secret_file")?) {
        (None, None) => Ok(ClientSecret::None),
        (Some(name), None) => match environment.get(&name).filter(|value| !value.is_empty()) {
            Some(value) => Ok(ClientSecret::Variable { name, value: value.clone() }),
            None => Err(entry.bad("client_secret_env", &name, "a variable of the environment that is set")),
        },
        (None, Some(file)) if !file.is_empty() => Ok(ClientSecret::File(entry.base().join(file))),
        _ => Err(entry.bad("client_secret_file", "", "either client_secret_env or client_secret_file")),
    }
}

const SAFE_ADDRESS: &str = "an address that begins with https://";

/// HTTPS, or HTTP within this machine.
pub fn is_safe_address(address: &str) -> bool {
    let is_local = || {
        let host = address.strip_prefix("http://").unwrap_or_default();
        let host = host.split(['/', '?', '#']).next().unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        // A name in front of an @ is a user's, and the host comes after it.
        !host.contains('@') && matches!(name, "localhost" | "127.0.0.1" | "[::1]")
    };
    address.len() > "https://".len() && (address.starts_with("https://") || is_local())
}

/// Whether it is a scheme and a host, with a port or without, and nothing else.
pub(crate) fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.:[]".contains(&b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://id.example", true)]
    #[case("http://127.0.0.1:9000/oidc", true)]
    #[case("http://localhost", true)]
    #[case("http://[::1]:9000", true)]
    #[case("http://id.example", false)]
    #[case("http://127.0.0.1.evil.example", false)]
    #[case("http://127.0.0.1:80@evil.example", false)]
    #[case("https://", false)]
    #[case("file:///etc/passwd", false)]
    fn secrets_travel_encrypted_but_within_the_machine(#[case] address: &str, #[case] is_safe: bool) {
        assert_eq!(is_safe_address(address), is_safe);
    }
}
