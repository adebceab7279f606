//! `kairan serve --watch`, for authors: whenever a file of the content changes, what passes the check
//! is published again, findings are shown on the terminal and open pages reload. The rules are those
//! of every publish; see docs/decisions/0004-watching-content.md.

use crate::publisher::Publisher;
use anyhow::Context;
use notify::{RecursiveMode, Watcher};
use std::path::Path;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc};
use tokio_util::sync::CancellationToken;

/// How long the folder has to be quiet: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(250);

/// Watches until it is told to stop.
///
/// # Errors
/// When the folder cannot be watched.
pub async fn watch(
    dir: &Path,
    publisher: &Publisher,
    reload: &broadcast::Sender<()>,
    stop: &CancellationToken,
) -> anyhow::Result<()> {
    let (notice, mut changes) = mpsc::channel::<()>(1);
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let is_change = event.is_ok_and(|event| !event.kind.is_access());
        // Full means that a change is waiting to be looked at already.
        if is_change {
            let _ = notice.try_send(());
        }
    })?;
    watcher.watch(dir, RecursiveMode::Recursive).with_context(|| format!("cannot watch {}", dir.display()))?;
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            change = changes.recv() => if change.is_none() { return Ok(()) },
        }
        while tokio::time::timeout(QUIET, changes.recv()).await.is_ok_and(|change| change.is_some()) {}
        match publisher.publish(dir).await {
            Ok(summary) => tracing::info!(%summary, "the content changed and was published again"),
            Err(error) => tracing::error!(error = format!("{error:#}"), "the content changed but was not published"),
        }
        // Nobody listening is no error.
        let _ = reload.send(());
    }
}
