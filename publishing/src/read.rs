//! Reads a whole tree: every publication by itself, on all cores, then what they say of each other.
//! A mistake in one never keeps another from being read, and the same tree gives the same drafts and
//! findings in the same order. Of a publication that was read only what is needed to compare it with
//! others and with what stands is kept: its files are let go, its texts can be laid aside.

mod accent;
mod attachments;
mod audience;
mod countries;
mod disclosure;
mod edition;
mod folder;
mod incident;
pub(crate) mod kinds;
mod lead_times;
mod notice;
mod policy;
mod portal;
mod publication;
mod references;
mod register;
mod revision;
mod revision_lines;
mod translation;

pub(crate) use audience::DEEPEST_AUDIENCE;
pub(crate) use revision::{LONGEST_SUMMARY, LONGEST_TITLE};

use crate::finding::Finding;
use crate::source::Sources;
use domain::locale::Localized;
use domain::plan::{Draft, DraftBodies};
use domain::portal::Portal;
use domain::revision::Body;
use folder::UnreadFolder;
use publication::Outcome;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// What a tree has.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The service; `None` where `portal.toml` is missing or wrong.
    pub portal: Option<Portal>,
    /// The publications without an error, by folder.
    pub drafts: Vec<Draft>,
    /// Those without an error that say `draft: true`: they are not to be published.
    pub held: Vec<Draft>,
    /// What is wrong, by path, line and column.
    pub findings: Vec<Finding>,
}

/// What is done with the texts of each revision that was read.
pub trait KeepTexts: Sync {
    /// Keeps them somewhere until they are written.
    fn keep(&self, bodies: Localized<Body>) -> DraftBodies;
}

/// Reads and checks everything. `on_progress` is told how many publications are done, and of how many.
///
/// # Errors
/// When a file cannot be read.
pub fn read(
    files: &dyn Sources,
    texts: &dyn KeepTexts,
    on_progress: &mut dyn FnMut(usize, usize),
) -> io::Result<Reading> {
    let mut findings = vec![];
    let portal = portal::read_portal(files, &mut findings)?;
    let folders = folder::discover(files, &mut findings);
    let mut outcomes = read_all(files, &folders, portal.as_ref(), texts, on_progress)?;
    references::check(&mut outcomes);
    let mut drafts = Vec::with_capacity(outcomes.len());
    let mut held = vec![];
    for outcome in outcomes {
        if !outcome.findings.iter().any(Finding::is_error) {
            if outcome.is_draft { &mut held } else { &mut drafts }.extend(outcome.draft);
        }
        findings.extend(outcome.findings);
    }
    findings.sort();
    findings.dedup();
    Ok(Reading { portal, drafts, held, findings })
}

/// Reads the folders on all cores; the outcomes are in the folders' order.
fn read_all(
    files: &dyn Sources,
    folders: &[UnreadFolder<'_>],
    portal: Option<&Portal>,
    texts: &dyn KeepTexts,
    on_progress: &mut dyn FnMut(usize, usize),
) -> io::Result<Vec<Outcome>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(folders.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut outcomes: Vec<Option<Outcome>> = folders.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((nth, folder)) = take(next, folders) {
                    if sender.send((nth, read_one(files, folder, portal, texts))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (done, (nth, outcome)) in receiver.into_iter().enumerate() {
            outcomes[nth] = Some(outcome?);
            on_progress(done + 1, folders.len());
        }
        Ok(outcomes.into_iter().flatten().collect())
    })
}

fn read_one(
    files: &dyn Sources,
    folder: &UnreadFolder<'_>,
    portal: Option<&Portal>,
    texts: &dyn KeepTexts,
) -> io::Result<Outcome> {
    let bytes = folder.read(files)?;
    let mut outcome = publication::read_publication(&folder.with(&bytes), portal);
    for revision in outcome.draft.iter_mut().flat_map(|draft| &mut draft.revisions) {
        if let DraftBodies::Held(bodies) = &mut revision.bodies {
            revision.bodies = texts.keep(std::mem::replace(&mut **bodies, Localized::ja_only(Body::default())));
        }
    }
    Ok(outcome)
}

fn take<'a, 'b>(next: &AtomicUsize, folders: &'a [UnreadFolder<'b>]) -> Option<(usize, &'a UnreadFolder<'b>)> {
    let nth = next.fetch_add(1, Ordering::Relaxed);
    folders.get(nth).map(|folder| (nth, folder))
}

#[cfg(test)]
pub(crate) mod tests;
