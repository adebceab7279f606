//! Publishing: from what was read to what stands, in one transaction at the end. Nothing is sent here; what is to be told is enqueued in the same transaction.

use super::{Comparison, Content, Files, Ground, Summary, listing};
use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::clock::Clock;
use domain::plan::Step;
use publishing::Finding;
use std::path::Path;
use store::{Published, PublishedFolder, Store, StoreError, Validity};

/// How often what stands is read, where it changes before anything can be published on it.
const ATTEMPTS: u32 = 3;

/// What publishing came to.
pub struct Publishing {
    /// The files, to show findings in.
    pub files: Files,
    /// Everything that is wrong; the publications concerned were left out.
    pub findings: Vec<Finding>,
    /// How many were new, revised, unchanged; `None` when nothing was published because something
    /// was wrong and all or nothing was asked for.
    pub published: Option<Summary>,
}

/// Reads, checks and publishes a folder. One in which nothing changed since it was published last, without
/// a finding, is known by the list of its files or, where that does not tell, by their bytes: then nothing
/// is checked, and nothing to be done. `progress` is told how many publications of how many are read.
///
/// # Errors
/// When the folder cannot be read or the store fails; then nothing was published.
pub async fn publish_folder(
    store: &Store,
    dir: &Path,
    all_or_nothing: bool,
    clock: &dyn Clock,
    progress: impl FnMut(usize, usize) + Send + 'static,
) -> anyhow::Result<Publishing> {
    // Before the files are read: what changes in between is seen the next time.
    let dir = dir.to_owned();
    let (listed, now) = (dir.clone(), clock.now());
    let listing = blocking(move || listing::digest(&listed, now)).await?;
    let last = store.published_folder().await.context("cannot read what was published last")?;
    if let Some(last) = last.as_ref().filter(|last| listing.as_ref() == Some(&last.listing)) {
        return Ok(Publishing::unchanged(last));
    }
    let folder = blocking(move || Content::folder(&dir)).await??;
    let is_sound = folder.findings.is_empty();
    // What is to be compared is read first, without a look at what it says.
    let (folder, read) = match last.as_ref().filter(|_| is_sound) {
        Some(_) => {
            blocking(move || folder.files.digests().map(listing::digest_of_files).map(|name| (folder, name))).await??
        }
        None => (folder, None),
    };
    if let Some(last) = last.as_ref().filter(|last| read.as_ref() == Some(&last.files)) {
        let last = PublishedFolder { listing: listing.unwrap_or_default(), ..last.clone() };
        store.put_published_folder(Some(&last)).await.context("cannot remember the folder")?;
        return Ok(Publishing::unchanged(&last));
    }
    let content = blocking(move || {
        let mut progress = progress;
        Content::of(folder, &mut progress)
    });
    let publishing = publish(store, content.await??, all_or_nothing, clock).await?;
    let files = if is_sound { listing::digest_of_files(publishing.files.digests()?) } else { None };
    let summary = publishing.published.filter(|_| publishing.findings.is_empty());
    let published = summary.zip(files).map(|(summary, files)| PublishedFolder {
        listing: listing.unwrap_or_default(),
        files,
        unchanged: summary.new + summary.revised + summary.unchanged,
        drafts: summary.drafts,
    });
    if published.is_some() || last.is_some() {
        store.put_published_folder(published.as_ref()).await.context("published, but cannot remember the folder")?;
    }
    Ok(publishing)
}

/// Runs what takes long where it holds up nobody.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> anyhow::Result<T> {
    tokio::task::spawn_blocking(work).await.context("reading the content was cut short")
}

impl Publishing {
    /// Of a folder that was published before.
    fn unchanged(last: &PublishedFolder) -> Self {
        let published = Summary { unchanged: last.unchanged, drafts: last.drafts, ..Summary::default() };
        Self { files: Files::default(), findings: vec![], published: Some(published) }
    }
}

/// Publishes what was read and passed the check, or with `all_or_nothing` only when everything did. It is compared
/// anew where somebody published or recorded something meanwhile, or an hour came that makes a difference.
///
/// # Errors
/// When the store fails; then nothing was published.
pub async fn publish(
    store: &Store,
    mut content: Content,
    all_or_nothing: bool,
    clock: &dyn Clock,
) -> anyhow::Result<Publishing> {
    let mut attempts = 1;
    loop {
        match attempt(store, &mut content, all_or_nothing, clock).await {
            Ok((findings, published)) => return Ok(Publishing { files: content.files, findings, published }),
            Err(error) if attempts == ATTEMPTS || !is_conflict(&error) => return Err(error),
            Err(_) => attempts += 1,
        }
    }
}

fn is_conflict(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<StoreError>(), Some(StoreError::Conflict { .. }))
}

/// Compares and publishes. When that fails the content has its drafts still.
async fn attempt(
    store: &Store,
    content: &mut Content,
    all_or_nothing: bool,
    clock: &dyn Clock,
) -> anyhow::Result<(Vec<Finding>, Option<Summary>)> {
    let ground = Ground::read(store, content).await.context("cannot read what stands")?;
    let now = clock.now();
    let comparison = Comparison::new(content, &ground, now);
    if all_or_nothing && comparison.has_errors() {
        return Ok((comparison.findings, None));
    }
    let validity = comparison.validity(&ground, now);
    match carry_out(store, content, &comparison, validity, clock).await {
        Ok(summary) => Ok((comparison.findings, Some(summary))),
        Err(error) => {
            comparison.give_back(content);
            Err(error)
        }
    }
}

/// Writes what a comparison came to, while it holds.
async fn carry_out(
    store: &Store,
    content: &Content,
    comparison: &Comparison,
    validity: Validity,
    clock: &dyn Clock,
) -> anyhow::Result<Summary> {
    let recalled = store.recall(&comparison.recalled, validity, clock).await;
    let validity = recalled.context("cannot take back; everything is as it was")?;
    let published = store
        .publish(content.portal.as_ref(), &comparison.steps, validity, clock)
        .await
        .context("cannot publish; everything is as it was")?;
    let now = clock.now();
    keep_drafts(store, &content.files, comparison, now).await.context("published, but cannot keep the drafts")?;
    let Published { new, revised, unchanged, .. } = published;
    Ok(Summary { new, revised, unchanged, drafts: comparison.held.len() })
}

/// Puts the drafts where their reviewers can see them, and takes away those whose time is over.
async fn keep_drafts(
    store: &Store,
    files: &Files,
    comparison: &Comparison,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let outdated = comparison.outdated(files, store.draft_keys().await?);
    let drafts = comparison.held.iter().filter(|(_, step)| *step != Step::Unchanged);
    let drafts: Vec<_> = drafts.map(|(draft, _)| draft).collect();
    store.put_drafts(&drafts, &outdated, now).await
}
