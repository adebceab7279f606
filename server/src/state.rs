//! What handlers share: the portal and what only the server knows of. Cheap to clone.

use crate::api::Api;
use crate::limits::Limits;
use crate::middleware::request_trace::RequestNumbers;
use crate::response_cache::ResponseCache;
use crate::settings::{ApiSettings, LimitSettings};
use crate::single_sign_on::SingleSignOn;
use anyhow::Context;
use app::ssr::portal::Portal;
use leptos::config::LeptosOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// What handlers share.
#[derive(Clone)]
pub struct ServerState {
    /// Store, catalogue, clock and site.
    pub portal: Portal,
    /// What Leptos needs to know of where its files are.
    pub leptos: LeptosOptions,
    /// The folder with the stylesheet and the browser half.
    pub site: Arc<PathBuf>,
    /// Who may vouch for people.
    pub single_sign_on: Arc<SingleSignOn>,
    /// Ready responses.
    pub cache: ResponseCache,
    /// Numbers requests.
    pub numbers: Arc<RequestNumbers>,
    /// The API's description, limits and deprecations.
    pub api: Arc<Api>,
    /// What this node limits by itself.
    pub limits: Arc<Limits>,
    /// Tells open pages to reload, with `--watch` only.
    pub reload: Option<broadcast::Sender<()>>,
    /// Set when the server stops.
    pub stopping: CancellationToken,
}

impl ServerState {
    /// For a portal whose assets are in `site`.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn new(portal: Portal, site: &Path, stopping: CancellationToken) -> anyhow::Result<Self> {
        let seed = app::ssr::random::bytes::<4>().context("the system has no randomness to give")?;
        let reload = portal.site.watches.then(|| broadcast::channel(1).0);
        let limits = Arc::new(Limits::new(&LimitSettings::default(), &portal.clock));
        Ok(Self {
            portal,
            leptos: LeptosOptions::builder()
                .output_name("kairan")
                .site_root(site.display().to_string())
                .site_pkg_dir("pkg")
                .build(),
            site: Arc::new(site.to_owned()),
            single_sign_on: Arc::default(),
            cache: ResponseCache::default(),
            numbers: Arc::new(RequestNumbers::new(seed)),
            api: Arc::new(Api::new(&ApiSettings::default())),
            limits,
            reload,
            stopping,
        })
    }

    /// With other settings of the API than the usual ones.
    #[must_use]
    pub fn with_api(self, settings: &ApiSettings) -> Self {
        Self { api: Arc::new(Api::new(settings)), ..self }
    }

    /// With other limits than the usual ones.
    #[must_use]
    pub fn with_limits(self, settings: &LimitSettings) -> Self {
        let limits = Arc::new(Limits::new(settings, &self.portal.clock));
        let portal = self.portal.with_limits(settings.of_portal());
        Self { portal, limits, ..self }
    }

    /// With these to vouch for people; pages know of the providers among them.
    #[must_use]
    pub fn with_single_sign_on(self, single_sign_on: SingleSignOn) -> Self {
        let portal = self.portal.with_others(single_sign_on.links(), single_sign_on.console_origins());
        Self { portal, single_sign_on: Arc::new(single_sign_on), ..self }
    }
}
