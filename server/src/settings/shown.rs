//! The settings in force as TOML, for `kairan config`, with every secret masked. Neither this nor
//! the `Debug` form ever holds a password.

use super::Settings;
use std::fmt;
use toml::{Table, Value};

/// Stands for a secret that is set.
const MASK: &str = "********";

impl Settings {
    /// As a file that says the same, but for the secrets.
    pub fn to_masked_toml(&self) -> String {
        let text = |text: &str| Value::String(text.to_owned());
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
        ];
        let table: Table = sections.into_iter().map(|(name, keys)| (name.to_owned(), keys)).collect();
        table.to_string()
    }
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
