//! One publication: its current revision and the earlier ones that are at hand.

use super::folder::Folder;
use super::references::{Anchors, Reference};
use super::revision::{Context, ReadRevision, key_of_folder, read_revision};
use super::revision_lines::Line;
use crate::finding::Finding;
use crate::rule::Rule;
use chrono::{DateTime, Utc};
use domain::plan::Draft;
use domain::portal::Portal;
use domain::publication::PublicationKey;
use std::collections::BTreeMap;

/// What reading one folder came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Its folder below `content/`.
    pub folder: String,
    /// Its name; where its text gives none, the one its folder gives.
    pub key: Option<PublicationKey>,
    /// When it is published, where that could be read.
    pub publish_at: Option<DateTime<Utc>>,
    /// The anchors of its current texts; `None` where these could not be read.
    pub anchors: Option<Anchors>,
    /// Whether its author still writes on it, and it is not to be published.
    pub is_draft: bool,
    /// Whether it is a draft of something that was never published.
    pub is_unknown_to_readers: bool,
    /// The publication, where all of it could be read; errors may still speak against it.
    pub draft: Option<Draft>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What it says of other publications.
    pub references: Vec<Reference>,
}

/// Where the earlier revisions lie.
const EARLIER: &str = "revisions/";

/// Reads a folder.
pub(super) fn read_publication(folder: &Folder<'_>, portal: Option<&Portal>) -> Outcome {
    let current_files = folder.files.iter().filter(|(path, _)| !path.starts_with(EARLIER));
    let current_files = current_files.map(|(path, bytes)| (*path, *bytes)).collect();
    let mut context = Context { folder, path: folder.path.to_owned(), portal, is_past: false, references: vec![] };
    let mut findings = vec![];
    let current = read_revision(&current_files, &mut context, &mut findings);
    let references = std::mem::take(&mut context.references);
    let mut outcome = Outcome {
        folder: folder.path.to_owned(),
        key: current.key.clone().or_else(|| key_of_folder(folder)),
        publish_at: current.publish_at,
        anchors: current.anchors.clone(),
        is_draft: current.is_draft,
        is_unknown_to_readers: current.is_draft && current.lines.as_ref().is_none_or(|lines| lines.len() < 2),
        draft: None,
        findings,
        references,
    };
    let earlier = current.lines.as_deref().map(|lines| read_earlier(folder, portal, lines, &mut outcome.findings));
    outcome.draft = draft(folder, current, earlier.unwrap_or_default());
    outcome
}

fn draft(folder: &Folder<'_>, current: ReadRevision, earlier: Vec<ReadRevision>) -> Option<Draft> {
    let mut revisions = earlier.into_iter().map(|revision| revision.revision).collect::<Option<Vec<_>>>()?;
    revisions.push(current.revision?);
    Some(Draft {
        key: current.key?,
        folder: folder.path.to_owned(),
        audience: current.audience?,
        publish_at: current.publish_at?,
        revisions,
    })
}

/// Reads the folders below `revisions/`, oldest first.
fn read_earlier(
    folder: &Folder<'_>,
    portal: Option<&Portal>,
    lines: &[Line],
    findings: &mut Vec<Finding>,
) -> Vec<ReadRevision> {
    let index = format!("{}/index.md", folder.path);
    let mut by_number: BTreeMap<usize, BTreeMap<&str, &[u8]>> = BTreeMap::new();
    for (path, bytes) in folder.files.iter().filter(|(path, _)| path.starts_with(EARLIER)) {
        let place = path[EARLIER.len()..].split_once('/');
        let number = place.and_then(|(number, file)| Some((number.parse::<usize>().ok()?, file)));
        match number.filter(|(number, _)| (1..lines.len()).contains(number)) {
            Some((number, file)) => {
                by_number.entry(number).or_default().insert(file, bytes);
            }
            None => findings.push(Finding::of_file(
                Rule::RevisionsOrder,
                &format!("{}/{path}", folder.path),
                "this is not the folder of an earlier revision",
                format!("`revisions` has {} lines: earlier ones lie in revisions/1/ and so on", lines.len()),
            )),
        }
    }
    let mut earlier = vec![];
    for number in 1..lines.len() {
        let Some(files) = by_number.get(&number) else {
            let message = format!("the text of revision {number} is not in revisions/{number}/");
            let help = "copy it there from the history, so that an empty database can be filled with it";
            findings.push(Finding::of_file(Rule::EarlierRevisionMissing, &index, message, help));
            continue;
        };
        let path = format!("{}/{EARLIER}{number}", folder.path);
        let mut context = Context { folder, path, portal, is_past: true, references: vec![] };
        let revision = read_revision(files, &mut context, findings);
        let is_same = revision.lines.as_ref().is_none_or(|given| Line::are_same(given, &lines[..number]));
        if !is_same {
            let message = format!("the lines under `revisions` are not the first {number} of the current text");
            let help = format!("copy the folder as it stood when it was revision {number}, and leave it so");
            let path = format!("{}/index.md", context.path);
            findings.push(Finding::of_file(Rule::RevisionsOrder, &path, message, help));
        }
        earlier.push(revision);
    }
    earlier
}
