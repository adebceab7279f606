//! Publishing: from what was read to what stands, in one transaction at the end. Nothing is sent here; what is to be told is enqueued in the same transaction.

use super::plan::Comparison;
use super::{Content, Summary};
use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::plan::Step;
use publishing::{Finding, SourceTree};
use store::{Published, Store, StoreError};

/// What publishing came to.
pub struct Publishing {
    /// The files, to show findings in.
    pub tree: SourceTree,
    /// Everything that is wrong; the publications concerned were left out.
    pub findings: Vec<Finding>,
    /// How many were new, revised, unchanged; `None` when nothing was published because something
    /// was wrong and all or nothing was asked for.
    pub published: Option<Summary>,
}

/// Publishes what was read and passed the check, or with `all_or_nothing` only when everything did.
///
/// # Errors
/// When the store fails; then nothing was published.
pub async fn publish(
    store: &Store,
    mut content: Content,
    all_or_nothing: bool,
    now: DateTime<Utc>,
) -> anyhow::Result<Publishing> {
    let standings = store.standings().await.context("cannot read what stands")?;
    let comparison = Comparison::new(&mut content, &standings, now);
    let published = if all_or_nothing && comparison.has_errors() {
        None
    } else {
        let published = store
            .publish(content.portal.as_ref(), &comparison.steps, now)
            .await
            .context("cannot publish; everything is as it was")?;
        keep_drafts(store, &content.tree, &comparison, now).await.context("published, but cannot keep the drafts")?;
        let Published { new, revised, unchanged, .. } = published;
        let summary = Summary { new, revised, unchanged, drafts: comparison.held.len() };
        Some(summary)
    };
    Ok(Publishing { tree: content.tree, findings: comparison.findings, published })
}

/// Puts the drafts where their reviewers can see them, and takes away those whose time is over.
async fn keep_drafts(
    store: &Store,
    tree: &SourceTree,
    comparison: &Comparison,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let outdated = comparison.outdated(tree, store.draft_keys().await?);
    let drafts = comparison.held.iter().filter(|(_, step)| *step != Step::Unchanged);
    let drafts: Vec<_> = drafts.map(|(draft, _)| draft).collect();
    store.put_drafts(&drafts, &outdated, now).await
}
