//! Reads a whole tree: every publication by itself, on all cores, then what they say of each other.
//! A mistake in one never keeps another from being read, and the same tree gives the same drafts and
//! findings in the same order.

mod accent;
mod attachments;
mod audience;
mod countries;
mod disclosure;
mod edition;
mod folder;
mod incident;
pub(crate) mod kinds;
mod notice;
mod policy;
mod portal;
mod publication;
mod references;
mod register;
mod revision;
mod revision_lines;
mod translation;

pub(crate) use revision::{LONGEST_SUMMARY, LONGEST_TITLE};

use crate::finding::Finding;
use crate::source::SourceTree;
use domain::plan::Draft;
use domain::portal::Portal;
use folder::Folder;
use publication::Outcome;
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

/// Reads and checks everything. `on_progress` is told how many publications are done, and of how many.
pub fn read(tree: &SourceTree, on_progress: &mut dyn FnMut(usize, usize)) -> Reading {
    let mut findings = vec![];
    let portal = portal::read_portal(tree, &mut findings);
    let folders = folder::discover(tree, &mut findings);
    let mut outcomes = read_all(&folders, portal.as_ref(), on_progress);
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
    Reading { portal, drafts, held, findings }
}

/// Reads the folders on all cores; the outcomes are in the folders' order.
fn read_all(
    folders: &[Folder<'_>],
    portal: Option<&Portal>,
    on_progress: &mut dyn FnMut(usize, usize),
) -> Vec<Outcome> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(folders.len());
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    let mut outcomes: Vec<Option<Outcome>> = folders.iter().map(|_| None).collect();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                while let Some((nth, folder)) = take(next, folders) {
                    if sender.send((nth, publication::read_publication(folder, portal))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (done, (nth, outcome)) in receiver.into_iter().enumerate() {
            outcomes[nth] = Some(outcome);
            on_progress(done + 1, folders.len());
        }
    });
    outcomes.into_iter().flatten().collect()
}

fn take<'a, 'b>(next: &AtomicUsize, folders: &'a [Folder<'b>]) -> Option<(usize, &'a Folder<'b>)> {
    let nth = next.fetch_add(1, Ordering::Relaxed);
    folders.get(nth).map(|folder| (nth, folder))
}

#[cfg(test)]
pub(crate) mod tests;
