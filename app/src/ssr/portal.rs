//! The portal as one value: store, catalogue, clock and the few settings pages need. Cheap to clone;
//! every request gets one.

use super::census::Census;
use super::consoles::Consoles;
use super::hashing::Hashing;
use super::providers::Providers;
use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use domain::catalogue::Catalogue;
use domain::clock::Clock;
use domain::person::InvitationLimits;
use domain::session::SessionRules;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use store::{Store, StoreError, TokenHash};

/// What pages need to know of the installation.
#[derive(Debug, Clone)]
pub struct Site {
    /// The address readers use, without a slash at the end: `https://portal.example`.
    pub public_url: String,
    /// The folder of written mails, where no mail server is set.
    pub mailbox: Option<PathBuf>,
    /// Whether pages reload themselves when the content changes (`kairan serve --watch`).
    pub watches: bool,
    /// Signs addresses that need no sign-in, and encrypts second factors.
    pub key: Vec<u8>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// What is limited.
#[derive(Debug, Default)]
pub struct Limits {
    /// How many invitations are mailed.
    pub invitations: InvitationLimits,
    /// How many passwords are hashed at once.
    pub hashing: Hashing,
}

/// Store, catalogue, clock and settings.
#[derive(Clone)]
pub struct Portal {
    /// Everything that is remembered.
    pub store: Store,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The installation.
    pub site: Arc<Site>,
    /// What there is to read, counted once for a tenant.
    pub census: Census,
    /// Where people can sign in besides here.
    pub providers: Arc<Providers>,
    /// What may show the portal inside its own pages.
    pub consoles: Arc<Consoles>,
    /// How long sessions last.
    pub sessions: SessionRules,
    /// What is limited.
    pub limits: Arc<Limits>,
    catalogue: Arc<ArcSwap<Catalogue>>,
}

impl Portal {
    /// A portal over a migrated store, its catalogue loaded.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(store: Store, clock: Arc<dyn Clock>, site: Site) -> Result<Self, StoreError> {
        // Pages wait for the store on this runtime; a second portal in the same process finds it set.
        let _ = any_spawner::Executor::init_tokio();
        let catalogue = store.load_catalogue().await?;
        Ok(Self {
            store,
            clock,
            site: Arc::new(site),
            census: Census::default(),
            providers: Arc::default(),
            consoles: Arc::default(),
            sessions: SessionRules::default(),
            limits: Arc::default(),
            catalogue: Arc::new(ArcSwap::from_pointee(catalogue)),
        })
    }

    /// With these providers to sign in at, and these consoles around it.
    #[must_use]
    pub fn with_others(self, providers: Providers, consoles: Consoles) -> Self {
        Self { providers: Arc::new(providers), consoles: Arc::new(consoles), ..self }
    }

    /// With these rules for sessions.
    #[must_use]
    pub fn with_sessions(self, sessions: SessionRules) -> Self {
        Self { sessions, ..self }
    }

    /// Takes note that a session is used. It is written down seldom and in the background: whoever asks for a
    /// page waits for nothing.
    pub fn note_use(&self, session: &TokenHash, now: DateTime<Utc>) {
        if !self.store.is_use_due(session, now) {
            return;
        }
        let (store, rules, session) = (self.store.clone(), self.sessions, *session);
        tokio::spawn(async move {
            if let Err(error) = store.use_session(&session, &rules, now).await {
                tracing::warn!(error = %error, "that a session is used could not be written down");
            }
        });
    }

    /// With other limits than the usual ones.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { limits: Arc::new(limits), ..self }
    }

    /// What stands now. Immutable: a publish puts another in its place.
    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.load_full()
    }

    /// Loads the catalogue again if another publish has taken place, here or on another node.
    /// Answers whether it did.
    ///
    /// # Errors
    /// When the store cannot be read; the old catalogue stays.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        if self.store.catalogue_version().await? == self.catalogue.load().version {
            return Ok(false);
        }
        let loaded = Arc::new(self.store.load_catalogue().await?);
        // Of two that load at once the newer stays, whichever ends first.
        let before = self.catalogue.rcu(|standing| {
            let is_newer = loaded.version > standing.version;
            Arc::clone(if is_newer { &loaded } else { standing })
        });
        Ok(loaded.version > before.version)
    }

    /// An absolute address of the portal.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.site.public_url)
    }
}
