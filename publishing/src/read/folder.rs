//! Which files belong to which publication.

use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::Sources;
use domain::publication::PublicationKind;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

/// A publication's folder, its files read.
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

/// A publication's folder before its files are read.
#[derive(Debug)]
pub(super) struct UnreadFolder<'a> {
    kind: PublicationKind,
    path: &'a str,
    /// The files in it and below it: their paths below `content/`, in order.
    files: Vec<&'a str>,
}

impl<'a> UnreadFolder<'a> {
    /// Its files, for [`UnreadFolder::with`].
    pub(super) fn read<'b>(&self, files: &'b dyn Sources) -> io::Result<Vec<Cow<'b, [u8]>>> {
        self.files.iter().map(|path| files.read(path)?.ok_or_else(|| gone(path))).collect()
    }

    /// The folder with its files.
    pub(super) fn with<'b>(&self, files: &'b [Cow<'_, [u8]>]) -> Folder<'b>
    where
        'a: 'b,
    {
        let Self { kind, path, .. } = *self;
        let names = self.files.iter().map(|file| &file[path.len() + 1..]);
        Folder {
            kind,
            path,
            name: path.rsplit('/').next().unwrap_or(path),
            year: path.split('/').nth(1).filter(|_| kind == PublicationKind::Notice),
            files: names.zip(files.iter().map(AsRef::as_ref)).collect(),
        }
    }
}

fn gone(path: &str) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, format!("{path} is gone"))
}

/// The folders of all publications in order; files that belong to none are findings.
pub(super) fn discover<'a>(files: &'a dyn Sources, findings: &mut Vec<Finding>) -> Vec<UnreadFolder<'a>> {
    let mut folders: Vec<UnreadFolder<'a>> = vec![];
    for path in files.paths() {
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
        let folder = &path[..end];
        match folders.last_mut().filter(|last| last.path == folder) {
            Some(last) => last.files.push(path),
            None => folders.push(UnreadFolder { kind, path: folder, files: vec![path] }),
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
