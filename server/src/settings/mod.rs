//! The settings of an installation: read from `Leptos.toml` and the environment, checked as a whole
//! before anything starts. A key nobody knows and a value that makes no sense are errors that name
//! the key and the place it came from; nothing is guessed. Relative paths are relative to the file.

mod api;
mod limits;
mod place;
mod sessions;
mod shown;
mod single_sign_on;
mod source;
mod trust;

pub use api::ApiSettings;
pub use limits::LimitSettings;
pub use place::find_file;
pub(crate) use single_sign_on::is_origin;
pub use single_sign_on::{
    AllowedTenants, ClientSecret, KeyPlace, LaunchIssuer, OidcProvider, Tenancy, is_safe_address,
};
pub use source::SettingsError;
pub use trust::{EmailVerified, SecondFactorAt};

use domain::mail_address::MailAddress;
use domain::session::SessionRules;
use source::{Origin, Source};
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// Everything an operator can set.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file they were read from; `None` when there was none.
    pub file: Option<PathBuf>,
    /// Where and as what the portal answers.
    pub server: ServerSettings,
    /// Where everything is remembered.
    pub database: DatabaseSettings,
    /// What is published.
    pub content: ContentSettings,
    /// How mail leaves.
    pub mail: MailSettings,
    /// What only this installation knows.
    pub secrets: SecretSettings,
    /// How long sessions last.
    pub sessions: SessionRules,
    /// How the API is used.
    pub api: ApiSettings,
    /// How much anybody may ask for.
    pub limits: LimitSettings,
    /// `[[launch.issuer]]`: consoles that open the portal for their people.
    pub launch_issuers: Vec<LaunchIssuer>,
    /// `[[oidc.provider]]`: `OpenID` providers.
    pub oidc_providers: Vec<OidcProvider>,
}

/// `[server]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// The address to listen on.
    pub address: SocketAddr,
    /// The address readers use, without a slash at the end.
    pub public_url: String,
    /// The folder with the stylesheet and the browser half.
    pub site: PathBuf,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// `[database]`
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `sqlite:` with an absolute path, or `postgres://…`. May hold a password.
    pub url: String,
}

/// `[content]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentSettings {
    /// The folder with what is published.
    pub dir: PathBuf,
    /// Whether `kairan serve` publishes it when it starts.
    pub publish_on_start: bool,
}

/// `[mail]`
#[derive(Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// The name mails come from.
    pub from_name: String,
    /// The address mails come from.
    pub from_address: MailAddress,
    /// The mail server; empty when mails are written to the mailbox folder.
    pub smtp_host: String,
    /// Its port.
    pub smtp_port: u16,
    /// How the connection to it is protected.
    pub smtp_security: SmtpSecurity,
    /// Who signs in there; empty for nobody.
    pub smtp_user: String,
    /// With which password.
    pub smtp_password: String,
    /// The folder mails are written to where no mail server is set.
    pub mailbox: PathBuf,
}

/// `[secrets]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretSettings {
    /// The file with the key that signs the addresses which end a subscription.
    pub key_file: PathBuf,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// Not at all: for a server on the same machine.
    None,
    /// STARTTLS, required (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Tls,
}

impl SmtpSecurity {
    const WORDS: [(&'static str, Self); 3] = [("none", Self::None), ("starttls", Self::StartTls), ("tls", Self::Tls)];

    /// The spelling in `Leptos.toml`.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, security)| *security == self).map_or("", |(word, _)| word)
    }
}

impl Settings {
    /// Finds, reads and checks the settings. `given` is the file named on the command line.
    ///
    /// # Errors
    /// [`SettingsError`] naming the file or variable and the key.
    pub fn load(given: Option<&Path>) -> Result<Self, SettingsError> {
        let environment: BTreeMap<String, String> = std::env::vars().collect();
        let file = find_file(given, &environment)?;
        let text = match &file {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| SettingsError::Unreadable { file: path.clone(), error: error.to_string() })?,
            None => String::new(),
        };
        Self::read(file, &text, &environment)
    }

    /// Reads the text of a settings file, and over it the environment.
    ///
    /// # Errors
    /// [`SettingsError`] naming the file or variable and the key.
    pub fn read(
        file: Option<PathBuf>,
        text: &str,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, SettingsError> {
        let mut source = Source::new(file.clone(), text, environment)?;
        let settings = Self {
            server: ServerSettings {
                address: source.parsed(
                    "server.address",
                    "127.0.0.1:3000",
                    "an address and port, as in 127.0.0.1:3000",
                )?,
                public_url: public_url(&mut source)?,
                site: source.path("server.site", "target/site")?,
                trusted_proxies: trusted_proxies(&mut source)?,
            },
            database: DatabaseSettings { url: database_url(&mut source)? },
            content: ContentSettings {
                dir: source.path("content.dir", "content")?,
                publish_on_start: source.flag("content.publish_on_start", true)?,
            },
            mail: mail(&mut source)?,
            sessions: sessions::read(&mut source)?,
            api: api::read(&mut source)?,
            limits: limits::read(&mut source)?,
            secrets: SecretSettings { key_file: source.path("secrets.key_file", "var/secret.key")? },
            launch_issuers: single_sign_on::launch_issuers(&mut source)?,
            oidc_providers: single_sign_on::oidc_providers(&mut source, environment)?,
            file,
        };
        source.finish()?;
        Ok(settings)
    }
}

fn public_url(source: &mut Source) -> Result<String, SettingsError> {
    const EXPECTED: &str = "an address without a path, as in https://portal.example";
    let (given, origin) = source.text("server.public_url", "http://127.0.0.1:3000")?;
    let url = given.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_valid = host.is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]".contains(&b))
    });
    if is_valid { Ok(url.to_owned()) } else { Err(origin.bad("server.public_url", &given, EXPECTED)) }
}

fn trusted_proxies(source: &mut Source) -> Result<Vec<IpAddr>, SettingsError> {
    const KEY: &str = "server.trusted_proxies";
    let (given, origin) = source.text(KEY, "")?;
    let parsed: Result<Vec<IpAddr>, _> =
        given.split([',', ' ']).filter(|address| !address.is_empty()).map(str::parse).collect();
    parsed.map_err(|_| origin.bad(KEY, &given, "network addresses with spaces between, as in 127.0.0.1 ::1"))
}

fn database_url(source: &mut Source) -> Result<String, SettingsError> {
    const KEY: &str = "database.url";
    let (given, origin) = source.text(KEY, "sqlite:var/kairan.db")?;
    if given.starts_with("postgres://") || given.starts_with("postgresql://") {
        return Ok(given);
    }
    // What was given may hold a password in a form not understood, so it is not repeated.
    let bad = |origin: Origin| origin.bad(KEY, "…", "sqlite:path or postgres://user:password@host/name");
    let Some(path) = given.strip_prefix("sqlite:") else {
        return Err(bad(origin));
    };
    let path = path.strip_prefix("//").unwrap_or(path);
    match path {
        "" => Err(bad(origin)),
        ":memory:" => Ok("sqlite::memory:".to_owned()),
        path => Ok(format!("sqlite:{}", source.base().join(path).display())),
    }
}

fn mail(source: &mut Source) -> Result<MailSettings, SettingsError> {
    let (from_name, name_origin) = source.text("mail.from_name", "Simple Connect")?;
    if from_name.chars().any(char::is_control) {
        return Err(name_origin.bad("mail.from_name", &from_name, "one line"));
    }
    let (address, origin) = source.text("mail.from_address", "notices@simple-connect.example")?;
    let from_address = MailAddress::parse(&address)
        .map_err(|_| origin.bad("mail.from_address", &address, "a mail address, as in notices@portal.example"))?;
    let (security, origin) = source.text("mail.smtp_security", "starttls")?;
    let smtp_security = SmtpSecurity::WORDS
        .iter()
        .find(|(word, _)| *word == security)
        .map(|(_, known)| *known)
        .ok_or_else(|| origin.bad("mail.smtp_security", &security, "none, starttls or tls"))?;
    Ok(MailSettings {
        from_name,
        from_address,
        smtp_host: source.text("mail.smtp_host", "")?.0,
        smtp_port: source.parsed("mail.smtp_port", "587", "a port from 1 to 65535")?,
        smtp_security,
        smtp_user: source.text("mail.smtp_user", "")?.0,
        smtp_password: source.text("mail.smtp_password", "")?.0,
        mailbox: source.path("mail.mailbox", "var/mailbox")?,
    })
}

#[cfg(test)]
mod tests;
