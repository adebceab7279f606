//! The settings in force as TOML, for `kairan config`, with every secret masked. Neither this nor
//! the `Debug` form ever holds a password.

use super::sessions;
use super::{AllowedTenants, ClientSecret, KeyPlace, LaunchIssuer, OidcProvider, Settings, Tenancy};
use std::fmt;
use toml::{Table, Value};

/// Stands for a secret that is set.
const MASK: &str = "********";

impl Settings {
    /// As a file that says the same, but for the secrets.
    pub fn to_masked_toml(&self) -> String {
        let path = |path: &std::path::Path| Value::String(path.display().to_string());
        let section = |keys: Vec<(&str, Value)>| {
            Value::Table(keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        };
        let proxies: Vec<_> = self.server.trusted_proxies.iter().map(ToString::to_string).collect();
        let mail = &self.mail;
        let sections = [
            (
                "server",
                section(vec![
                    ("address", text(&self.server.address.to_string())),
                    ("public_url", text(&self.server.public_url)),
                    ("site", path(&self.server.site)),
                    ("trusted_proxies", text(&proxies.join(" "))),
                ]),
            ),
            ("database", section(vec![("url", text(&mask_password(&self.database.url)))])),
            (
                "content",
                section(vec![
                    ("dir", path(&self.content.dir)),
                    ("publish_on_start", Value::Boolean(self.content.publish_on_start)),
                ]),
            ),
            (
                "mail",
                section(vec![
                    ("from_name", text(&mail.from_name)),
                    ("from_address", text(mail.from_address.as_str())),
                    ("smtp_host", text(&mail.smtp_host)),
                    ("smtp_port", Value::Integer(mail.smtp_port.into())),
                    ("smtp_security", text(mail.smtp_security.word())),
                    ("smtp_user", text(&mail.smtp_user)),
                    ("smtp_password", text(if mail.smtp_password.is_empty() { "" } else { MASK })),
                    ("mailbox", path(&mail.mailbox)),
                ]),
            ),
            ("secrets", section(vec![("key_file", path(&self.secrets.key_file))])),
            ("sessions", Value::Table(sessions::to_table(&self.sessions))),
            ("api", Value::Table(self.api.to_table())),
            ("limits", Value::Table(self.limits.to_table())),
        ];
        let mut table: Table = sections.into_iter().map(|(name, keys)| (name.to_owned(), keys)).collect();
        let lists = [
            ("launch", "issuer", self.launch_issuers.iter().map(launch_issuer).collect::<Vec<_>>()),
            ("oidc", "provider", self.oidc_providers.iter().map(oidc_provider).collect()),
        ];
        for (section, key, list) in lists.into_iter().filter(|(_, _, list)| !list.is_empty()) {
            let keys = Table::from_iter([(key.to_owned(), Value::Array(list))]);
            table.insert(section.to_owned(), Value::Table(keys));
        }
        table.to_string()
    }
}

fn launch_issuer(issuer: &LaunchIssuer) -> Value {
    let keys = match &issuer.keys {
        KeyPlace::Url(url) => ("jwks_url", text(url)),
        KeyPlace::File(file) => ("jwks_file", text(&file.display().to_string())),
    };
    let tenants = match &issuer.tenants {
        AllowedTenants::Any => text("any"),
        AllowedTenants::Only(tenants) => list(tenants),
    };
    entry([
        ("name", Some(text(&issuer.name))),
        ("issuer", Some(text(&issuer.issuer))),
        (keys.0, Some(keys.1)),
        ("tenants", Some(tenants)),
        ("origins", Some(list(&issuer.origins))),
        ("second_factor", Some(text(issuer.second_factor.word()))),
    ])
}

fn oidc_provider(provider: &OidcProvider) -> Value {
    let (tenant, claim, tenants) = match &provider.tenancy {
        Tenancy::Fixed(tenant) => (Some(text(tenant.as_str())), None, None),
        Tenancy::Claim { claim, tenants } => {
            let pairs = tenants.iter().map(|(word, tenant)| (word.clone(), text(tenant.as_str())));
            (None, Some(text(claim)), (!tenants.is_empty()).then(|| Value::Table(pairs.collect())))
        }
        Tenancy::StaffOnly => (None, None, None),
    };
    // Where a secret is may be known, what it is not.
    let secret = match &provider.client_secret {
        ClientSecret::None => ("client_secret_env", None),
        ClientSecret::Variable { name, .. } => ("client_secret_env", Some(text(name))),
        ClientSecret::File(file) => ("client_secret_file", Some(text(&file.display().to_string()))),
    };
    let staff = provider.staff_roles.iter().map(|(role, values)| (role.word().to_owned(), list(values)));
    let staff: Table = staff.collect();
    entry([
        ("key", Some(text(provider.key.as_str()))),
        ("label", Some(text(&provider.label.ja))),
        ("label_en", provider.label.en.as_deref().map(text)),
        ("issuer", Some(text(&provider.issuer))),
        ("client_id", Some(text(&provider.client_id))),
        secret,
        ("scopes", Some(list(&provider.scopes))),
        ("tenant", tenant),
        ("tenant_claim", claim),
        ("role_claim", provider.role_claim.as_deref().map(text)),
        ("administrators", (!provider.administrators.is_empty()).then(|| list(&provider.administrators))),
        ("email_verified", Some(text(provider.email_verified.word()))),
        ("second_factor", Some(text(provider.second_factor.word()))),
        ("acr_values", (!provider.acr_values.is_empty()).then(|| list(&provider.acr_values))),
        ("domains", (!provider.domains.is_empty()).then(|| list(&provider.domains))),
        ("listed", Some(Value::Boolean(provider.is_listed))),
        ("tenants", tenants),
        ("staff_roles", (!staff.is_empty()).then_some(Value::Table(staff))),
    ])
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

fn list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Value {
    Value::Array(values.into_iter().map(|value| text(value.as_ref())).collect())
}

fn entry<const N: usize>(keys: [(&str, Option<Value>); N]) -> Value {
    Value::Table(keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect())
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_masked_toml())
    }
}

/// A database address with its password masked, in the authority (`user:password@`) or among the
/// parameters (`?password=…`).
pub fn mask_password(url: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let mut masked = match address.split_once("://") {
        // A password may hold an `@`: the last one before the path separates it from the host.
        Some((scheme, rest)) => match rest.rsplit_once('@') {
            Some((user, host)) => match user.split_once(':') {
                Some((name, _)) => format!("{scheme}://{name}:{MASK}@{host}"),
                None => address.to_owned(),
            },
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    if let Some(query) = query {
        let pairs: Vec<_> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((key, _)) if key.to_ascii_lowercase().contains("password") => format!("{key}={MASK}"),
                _ => pair.to_owned(),
            })
            .collect();
        masked = format!("{masked}?{}", pairs.join("&"));
    }
    masked
}
