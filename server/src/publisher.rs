//! Publishes within a running server: what was published is shown at once, and the mail worker is
//! woken. What begins and ends by itself (`auto: true`) is recorded here too, on whichever node comes first. Findings go to the terminal; a server starts and runs with what is good.

use crate::content::{self, Summary};
use anyhow::Context;
use app::ssr::portal::Portal;
use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;
use store::StoreError;
use tokio::sync::Notify;

/// Publishes and makes it seen.
#[derive(Clone)]
pub struct Publisher {
    /// Where to.
    pub portal: Portal,
    /// Wakes the mail worker.
    pub wake: Arc<Notify>,
}

impl Publisher {
    /// Publishes what passes the check and shows the rest on standard error.
    ///
    /// # Errors
    /// When the folder cannot be read or the store fails; then nothing was published.
    pub async fn publish(&self, dir: &Path) -> anyhow::Result<Summary> {
        let Portal { store, clock, .. } = &self.portal;
        let publishing = content::publish_folder(store, dir, false, &**clock, |_, _| {}).await?;
        if !publishing.findings.is_empty() {
            let colour = crate::commands::may_colour(std::io::stderr().is_terminal());
            eprint!("{}", publishing::human(&publishing.findings, &publishing.files, colour));
        }
        self.portal.refresh().await.context("cannot load what was published")?;
        record_due(&self.portal).await.context("cannot record what has begun by itself")?;
        self.wake.notify_one();
        Ok(publishing.published.unwrap_or_default())
    }
}

/// Records what has begun or ended by itself since, and makes it seen. Answers whether there was any.
///
/// # Errors
/// When the store cannot be read or written; then it is due still.
pub async fn record_due(portal: &Portal) -> Result<bool, StoreError> {
    let now = portal.clock.now();
    let due = portal.catalogue().due(now);
    if portal.store.record_due(&due, now).await? == 0 {
        return Ok(false);
    }
    portal.refresh().await
}
