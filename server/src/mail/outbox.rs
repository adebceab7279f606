//! Where messages go: to a mail server, or as files into a folder when none is set. Either way the
//! answer says whether it is done, may work later, or never will.

use crate::settings::{MailSettings, SmtpSecurity};
use anyhow::Context;
use domain::delivery::Outcome;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long the mail server may take to be connected to.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// How long the mail server may take over one message, connecting included. Well below a lease: whoever
/// waits longer would find that another has sent it.
const SMTP_TIMEOUT: Duration = Duration::from_mins(1);

/// How many connections to the mail server there are at most.
pub const MOST_CONNECTIONS: u32 = 8;

/// The longest answer of a mail server that is kept, in characters.
const LONGEST_DETAIL: usize = 200;

/// Where messages go.
#[derive(Clone)]
pub enum Outbox {
    /// To a mail server.
    Smtp(MailServer),
    /// Into a folder, one `.eml` file each, for a portal that has no mail server.
    Mailbox(PathBuf),
}

/// A mail server, over connections that are kept open.
#[derive(Clone)]
pub struct MailServer {
    builder: AsyncSmtpTransportBuilder,
    connections: Arc<Mutex<AsyncSmtpTransport<Tokio1Executor>>>,
}

impl MailServer {
    fn new(builder: AsyncSmtpTransportBuilder) -> Self {
        Self { connections: Arc::new(Mutex::new(builder.clone().build())), builder }
    }

    async fn send(&self, message: Message) -> Outcome {
        let connections = self.connections.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match tokio::time::timeout(SMTP_TIMEOUT, connections.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) if error.is_permanent() => Outcome::Rejected(detail(&error)),
            Ok(Err(error)) => Outcome::Deferred(detail(&error)),
            Err(_) => {
                // What it says after all would be taken for the answer to another message: these connections are
                // not used again.
                let fresh = self.builder.clone().build();
                *self.connections.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
                Outcome::Deferred(format!("the mail server said nothing for {} seconds", SMTP_TIMEOUT.as_secs()))
            }
        }
    }
}

impl Outbox {
    /// From the settings: a mail server when one is named, else the folder.
    ///
    /// # Errors
    /// When the connection to the mail server cannot be prepared, or the folder cannot be made.
    pub fn new(settings: &MailSettings) -> anyhow::Result<Self> {
        if settings.smtp_host.is_empty() {
            return Self::mailbox(settings);
        }
        let tls = || {
            TlsParameters::new(settings.smtp_host.clone()).with_context(|| {
                format!("mail.smtp_host: {:?} is no name a certificate can be checked for", settings.smtp_host)
            })
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(settings.smtp_host.clone())
            .port(settings.smtp_port)
            .timeout(Some(CONNECT_TIMEOUT))
            .pool_config(PoolConfig::new().max_size(MOST_CONNECTIONS))
            .tls(match settings.smtp_security {
                SmtpSecurity::None => Tls::None,
                SmtpSecurity::StartTls => Tls::Required(tls()?),
                SmtpSecurity::Tls => Tls::Wrapper(tls()?),
            });
        if !settings.smtp_user.is_empty() {
            builder = builder.credentials(Credentials::new(settings.smtp_user.clone(), settings.smtp_password.clone()));
        }
        Ok(Self::Smtp(MailServer::new(builder)))
    }

    /// The folder, whether or not a mail server is named.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn mailbox(settings: &MailSettings) -> anyhow::Result<Self> {
        let folder = settings.mailbox.clone();
        std::fs::create_dir_all(&folder).with_context(|| format!("mail.mailbox: cannot make {}", folder.display()))?;
        Ok(Self::Mailbox(folder))
    }

    /// Sends one message. `name` is what its file is called in the folder; a second try has the same.
    pub async fn send(&self, name: String, message: Message) -> Outcome {
        match self {
            Self::Smtp(server) => server.send(message).await,
            Self::Mailbox(folder) => {
                let folder = folder.clone();
                let written =
                    tokio::task::spawn_blocking(move || write_mail(&folder, &name, &message.formatted())).await;
                match written {
                    Ok(Ok(())) => Outcome::Sent,
                    Ok(Err(error)) => Outcome::Deferred(format!("the mailbox folder: {error}")),
                    Err(_) => Outcome::Deferred("writing into the mailbox folder was cut short".to_owned()),
                }
            }
        }
    }
}

/// Writes the file whole or not at all. A second try has the same name and takes the first one's place.
fn write_mail(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let unfinished = folder.join(format!(".{name}.{}.part", std::process::id()));
    let mut file = std::fs::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&unfinished, folder.join(format!("{name}.eml")))
}

/// An error with its cause in one line, without anything that looks like an address: mail servers
/// like to repeat the recipient.
fn detail(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    if let Some(cause) = std::error::Error::source(error) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    let words = text.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_DETAIL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_try_takes_the_first_ones_place() {
        let folder = tempfile::tempdir().unwrap();
        write_mail(folder.path(), "7", b"first").unwrap();
        write_mail(folder.path(), "7", b"second").unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["7.eml"], "nothing unfinished is left");
        assert_eq!(std::fs::read(folder.path().join("7.eml")).unwrap(), b"second");
    }
}
