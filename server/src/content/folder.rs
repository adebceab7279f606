//! The content folder: which files there are. Each is read when it is needed. Hidden files and editors'
//! left-overs are passed over. A link is followed when it leads to somewhere within the folder (as mounted
//! configuration does) and is a finding when it leads out: what is published is what lies in the folder.

use anyhow::{Context, bail};
use publishing::{Finding, Rule, Sources};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The largest file that is read, in bytes. Nothing that may be published comes near it.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The most there may be in all, in bytes.
const LARGEST_FOLDER: u64 = 2 * 1024 * 1024 * 1024;

/// How many folders deep is looked.
const DEEPEST: usize = 12;

/// A folder's files, and what could not be taken up.
pub struct Folder {
    /// The files.
    pub files: Files,
    /// Links that lead out, and files too large.
    pub findings: Vec<Finding>,
}

/// Files by their path below the folder.
#[derive(Default)]
pub struct Files(BTreeMap<String, File>);

struct File {
    at: PathBuf,
    /// SHA-256 of what it said when it was read first.
    digest: OnceLock<[u8; 32]>,
}

impl Files {
    /// The files by path, each with the SHA-256 of its bytes. What was not read yet is read now.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn digests(&self) -> io::Result<Vec<(&str, [u8; 32])>> {
        let digests = self.0.iter().map(|(path, file)| {
            let digest = match file.digest.get() {
                Some(digest) => *digest,
                None => Sha256::digest(file.read(path)?).into(),
            };
            Ok((path.as_str(), digest))
        });
        digests.collect()
    }
}

impl File {
    /// An error where it is not what it was before: what is published is one state of the folder.
    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("cannot read {path}: {error}"));
        let bytes = std::fs::read(&self.at).map_err(named)?;
        let digest = Sha256::digest(&bytes).into();
        if *self.digest.get_or_init(|| digest) == digest {
            Ok(bytes)
        } else {
            Err(io::Error::other(format!("{path} was changed while the folder was read; try again")))
        }
    }
}

impl Sources for Files {
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.0.keys().map(String::as_str))
    }

    fn read(&self, path: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        self.0.get(path).map(|file| file.read(path).map(Cow::Owned)).transpose()
    }
}

/// Lists a folder.
///
/// # Errors
/// When it, or something in it, cannot be looked at, or when it is unreasonably large.
pub fn list(dir: &Path) -> anyhow::Result<Folder> {
    let root = dir.canonicalize().with_context(|| format!("there is no folder {}", dir.display()))?;
    if !root.is_dir() {
        bail!("{} is not a folder", dir.display());
    }
    let folder = Folder { files: Files::default(), findings: vec![] };
    let mut walk = Walk { folder, ancestors: vec![root.clone()], root, bytes: 0 };
    walk.enter("", dir)?;
    Ok(walk.folder)
}

struct Walk {
    folder: Folder,
    root: PathBuf,
    /// The folders being read, canonical, outermost first.
    ancestors: Vec<PathBuf>,
    bytes: u64,
}

impl Walk {
    fn enter(&mut self, prefix: &str, dir: &Path) -> anyhow::Result<()> {
        let entries = std::fs::read_dir(dir).with_context(|| format!("cannot list {}", dir.display()))?;
        for entry in entries {
            let entry = entry.with_context(|| format!("cannot list {}", dir.display()))?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let shown = format!("{prefix}{}", name.to_string_lossy());
                self.find(Rule::MisplacedFile, &shown, "the file's name is not UTF-8", "rename it");
                continue;
            };
            if is_passed_over(name) {
                continue;
            }
            self.take(&format!("{prefix}{name}"), &entry.path())?;
        }
        Ok(())
    }

    fn take(&mut self, path: &str, at: &Path) -> anyhow::Result<()> {
        let is_link = at.symlink_metadata().with_context(|| format!("cannot read {}", at.display()))?.is_symlink();
        let Ok(target) = at.canonicalize() else {
            self.refuse(path, "the link leads nowhere", "put the file itself there");
            return Ok(());
        };
        if is_link && !target.starts_with(&self.root) {
            self.refuse(path, "the link leads out of the content folder", "put the file itself there");
            return Ok(());
        }
        let metadata = target.metadata().with_context(|| format!("cannot read {}", at.display()))?;
        if metadata.is_dir() {
            if self.ancestors.contains(&target) || self.ancestors.len() > DEEPEST {
                self.refuse(path, "folders lie too deep in one another here", "take the folder out, or move it up");
                return Ok(());
            }
            self.ancestors.push(target);
            self.enter(&format!("{path}/"), at)?;
            self.ancestors.pop();
        } else if metadata.is_file() {
            self.add(path, at, metadata.len())?;
        } else {
            self.refuse(path, "this is neither a file nor a folder", "take it out");
        }
        Ok(())
    }

    fn add(&mut self, path: &str, at: &Path, size: u64) -> anyhow::Result<()> {
        if size > LARGEST_FILE {
            self.find(Rule::AttachmentTooLarge, path, "the file is too large to be published", "take it out");
            return Ok(());
        }
        self.bytes += size;
        if self.bytes > LARGEST_FOLDER {
            bail!("there are more than {LARGEST_FOLDER} bytes in it; is this the right folder?");
        }
        let file = File { at: at.to_owned(), digest: OnceLock::new() };
        self.folder.files.0.insert(path.to_owned(), file);
        Ok(())
    }

    /// What the author surely meant to publish but cannot: an error, so that nothing goes out without it.
    fn refuse(&mut self, path: &str, message: &str, help: &str) {
        self.find(Rule::Unreadable, path, message, help);
    }

    fn find(&mut self, rule: Rule, path: &str, message: &str, help: &str) {
        self.folder.findings.push(Finding {
            path: path.to_owned(),
            line: 1,
            column: 1,
            length: 0,
            rule: rule.name(),
            severity: rule.severity(),
            message: message.to_owned(),
            help: help.to_owned(),
        });
    }
}

/// Hidden files, and what editors and file managers leave behind.
pub fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name.eq_ignore_ascii_case("thumbs.db")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            let path = dir.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, *file).unwrap();
        }
        dir
    }

    fn paths(folder: &Folder) -> Vec<&str> {
        folder.files.paths().collect()
    }

    #[test]
    fn files_come_with_their_path_and_left_overs_do_not_come() {
        let dir = folder(&["portal.toml", "notices/2026/a/index.md", ".git/config", "notices/.DS_Store", "x.md~"]);
        let listed = list(dir.path()).unwrap();
        assert_eq!(paths(&listed), ["notices/2026/a/index.md", "portal.toml"]);
        assert_eq!(listed.files.file("portal.toml").unwrap().as_ref(), b"portal.toml");
        assert!(listed.findings.is_empty());
    }

    #[test]
    fn a_link_out_of_the_folder_is_an_error_and_not_followed() {
        let outside = folder(&["secret"]);
        let dir = folder(&["policies/a/index.md"]);
        symlink(outside.path().join("secret"), dir.path().join("policies/a/terms.txt")).unwrap();
        symlink(outside.path(), dir.path().join("policies/b")).unwrap();
        let listed = list(dir.path()).unwrap();
        assert_eq!(paths(&listed), ["policies/a/index.md"]);
        let found: Vec<_> = listed.findings.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(found.len(), 2);
        assert!(found.contains(&"policies/a/terms.txt") && found.contains(&"policies/b"));
        assert!(listed.findings.iter().all(Finding::is_error));
    }

    #[test]
    fn links_within_the_folder_are_followed_and_rings_end() {
        let dir = folder(&["..data/portal.toml", "notices/a/index.md"]);
        symlink("..data/portal.toml", dir.path().join("portal.toml")).unwrap();
        symlink("..", dir.path().join("notices/ring")).unwrap();
        let listed = list(dir.path()).unwrap();
        assert_eq!(paths(&listed), ["notices/a/index.md", "portal.toml"]);
        assert_eq!(listed.findings.len(), 1, "the ring is said");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = list(Path::new("/nowhere/content")).err().unwrap();
        assert!(format!("{error:#}").contains("/nowhere/content"));
    }

    #[test]
    fn a_file_that_changes_while_the_folder_is_read_is_not_published_half() {
        let dir = folder(&["portal.toml"]);
        let files = list(dir.path()).unwrap().files;
        let before = files.digests().unwrap()[0].1;
        assert_eq!(files.read("portal.toml").unwrap().unwrap().as_ref(), b"portal.toml");
        std::fs::write(dir.path().join("portal.toml"), "another").unwrap();
        assert!(files.read("portal.toml").unwrap_err().to_string().contains("portal.toml was changed"));
        assert_ne!(list(dir.path()).unwrap().files.digests().unwrap()[0].1, before);
        std::fs::remove_file(dir.path().join("portal.toml")).unwrap();
        assert!(files.read("portal.toml").unwrap_err().to_string().contains("cannot read portal.toml"));
        assert!(files.read("elsewhere").unwrap().is_none());
    }
}
