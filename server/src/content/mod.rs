//! What is published, from the folder to the store: the folder is read, its texts are checked and
//! rendered, compared with what stands, and what passed is published in one transaction. `check`,
//! `plan` and `publish` are this, stopped after different steps; `serve` does the whole.

mod aside;
mod comparison;
mod folder;
mod listing;
mod plan;
mod publish;
mod report;

pub use comparison::{Comparison, Ground};
pub use folder::Files;
pub use plan::{NamedTenant, NumberOfPeople, Plan, PlannedAudience, PlannedPublication, PlannedStep};
pub use publish::{Publishing, publish, publish_folder};
pub use report::{Summary, plan_for_people};

use anyhow::Context;
use aside::Aside;
use domain::plan::Draft;
use domain::portal::Portal;
use folder::Folder;
use publishing::Finding;
use std::path::Path;

/// A content folder, read and checked.
pub struct Content {
    /// Its files.
    pub files: Files,
    /// The service, unless `portal.toml` has an error.
    pub portal: Option<Portal>,
    /// The publications without an error.
    pub drafts: Vec<Draft>,
    /// Those that say `draft: true`: they are not published, but kept for their reviewers.
    pub held: Vec<Draft>,
    /// What is wrong, in the order of files.
    pub findings: Vec<Finding>,
}

impl Content {
    /// Reads and checks a folder. `progress` is told how many publications of how many are done.
    ///
    /// # Errors
    /// When the folder cannot be read. What is wrong with single files is a finding.
    pub fn read(dir: &Path, progress: &mut dyn FnMut(usize, usize)) -> anyhow::Result<Self> {
        Self::of(Self::folder(dir)?, progress)
    }

    /// Which files a folder has.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub fn files(dir: &Path) -> anyhow::Result<Files> {
        Ok(Self::folder(dir)?.files)
    }

    fn folder(dir: &Path) -> anyhow::Result<Folder> {
        folder::list(dir).with_context(|| format!("cannot read the content in {}", dir.display()))
    }

    /// Checks a folder that was listed.
    fn of(folder: Folder, progress: &mut dyn FnMut(usize, usize)) -> anyhow::Result<Self> {
        let reading =
            publishing::read(&folder.files, &Aside::new(), progress).context("cannot read all of the content")?;
        let (mut drafts, mut held) = (reading.drafts, reading.held);
        // What a publication lacks because a file could not be taken up must not go out unnoticed.
        for drafts in [&mut drafts, &mut held] {
            drafts.retain(|draft| {
                !folder.findings.iter().any(|finding| finding.is_error() && is_below(&finding.path, &draft.folder))
            });
        }
        let mut findings = folder.findings;
        findings.extend(reading.findings);
        findings.sort();
        Ok(Self { files: folder.files, portal: reading.portal, drafts, held, findings })
    }

    /// Whether anything keeps a publication from being published.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}
