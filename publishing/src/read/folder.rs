//! Which files belong to which publication.

use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::SourceTree;
use domain::publication::PublicationKind;
use std::collections::BTreeMap;

/// A publication's folder.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    /// What sort of publication.
    pub kind: PublicationKind,
    /// Its path below `content/`.
    pub path: &'a str,
    /// Its own name.
    pub name: &'a str,
    /// Of a notice: the folder above it.
    pub year: Option<&'a str>,
    /// The files in it and below it, by path within it.
    pub files: BTreeMap<&'a str, &'a [u8]>,
}

/// The folders of all publications in order; files that belong to none are findings.
pub(super) fn discover<'a>(tree: &'a SourceTree, findings: &mut Vec<Finding>) -> Vec<Folder<'a>> {
    let mut folders: Vec<Folder<'a>> = vec![];
    for (path, bytes) in &tree.0 {
        if path == super::portal::PATH {
            continue;
        }
        let Some((kind, depth)) = kind_of(path) else {
            findings.push(misplaced(path));
            continue;
        };
        let Some((end, _)) = path.match_indices('/').nth(depth) else {
            findings.push(misplaced(path));
            continue;
        };
        let (folder, file) = (&path[..end], &path[end + 1..]);
        match folders.last_mut().filter(|last| last.path == folder) {
            Some(last) => {
                last.files.insert(file, bytes);
            }
            None => folders.push(Folder {
                kind,
                path: folder,
                name: folder.rsplit('/').next().unwrap_or(folder),
                year: folder.split('/').nth(1).filter(|_| kind == PublicationKind::Notice),
                files: BTreeMap::from([(file, bytes.as_slice())]),
            }),
        }
    }
    folders
}

/// What sort of publication a path is part of, and which `/` ends its folder, from 0.
fn kind_of(path: &str) -> Option<(PublicationKind, usize)> {
    match path.split('/').next()? {
        "notices" => Some((PublicationKind::Notice, 2)),
        "disclosures" => Some((PublicationKind::Disclosure, 1)),
        "policies" => Some((PublicationKind::Policy, 1)),
        _ => None,
    }
}

fn misplaced(path: &str) -> Finding {
    let help = "move it into the folder of a publication: notices/<year>/<id>-<name>/, disclosures/<name>/ or \
                policies/<name>/";
    Finding::of_file(Rule::MisplacedFile, path, "the file belongs to no publication", help)
}
