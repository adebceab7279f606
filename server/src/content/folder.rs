//! The content folder as a tree in memory. Hidden files and editors' left-overs are passed over.
//! A link is followed when it leads to somewhere within the folder (as mounted configuration does)
//! and is a finding when it leads out: what is published is what lies in the folder.

use anyhow::{Context, bail};
use publishing::{Finding, Rule, SourceTree};
use std::path::{Path, PathBuf};

/// The largest file that is read, in bytes. Nothing that may be published comes near it.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The most that is read in all, in bytes.
const LARGEST_FOLDER: u64 = 2 * 1024 * 1024 * 1024;

/// How many folders deep is looked.
const DEEPEST: usize = 12;

/// A folder's files, and what could not be taken up.
pub struct Folder {
    /// Path below the folder to bytes.
    pub tree: SourceTree,
    /// Links that lead out, and files too large.
    pub findings: Vec<Finding>,
}

/// Reads a folder.
///
/// # Errors
/// When it, or something in it, cannot be read, or when it is unreasonably large.
pub fn read(dir: &Path) -> anyhow::Result<Folder> {
    let root = dir.canonicalize().with_context(|| format!("there is no folder {}", dir.display()))?;
    if !root.is_dir() {
        bail!("{} is not a folder", dir.display());
    }
    let folder = Folder { tree: SourceTree::default(), findings: vec![] };
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
            self.read_file(path, at, metadata.len())?;
        } else {
            self.refuse(path, "this is neither a file nor a folder", "take it out");
        }
        Ok(())
    }

    fn read_file(&mut self, path: &str, at: &Path, size: u64) -> anyhow::Result<()> {
        if size > LARGEST_FILE {
            self.find(Rule::AttachmentTooLarge, path, "the file is too large to be published", "take it out");
            return Ok(());
        }
        self.bytes += size;
        if self.bytes > LARGEST_FOLDER {
            bail!("there are more than {LARGEST_FOLDER} bytes in it; is this the right folder?");
        }
        let bytes = std::fs::read(at).with_context(|| format!("cannot read {}", at.display()))?;
        self.folder.tree.0.insert(path.to_owned(), bytes);
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
        folder.tree.0.keys().map(String::as_str).collect()
    }

    #[test]
    fn files_come_with_their_path_and_left_overs_do_not_come() {
        let dir = folder(&["portal.toml", "notices/2026/a/index.md", ".git/config", "notices/.DS_Store", "x.md~"]);
        let read = read(dir.path()).unwrap();
        assert_eq!(paths(&read), ["notices/2026/a/index.md", "portal.toml"]);
        assert_eq!(read.tree.0["portal.toml"], b"portal.toml");
        assert!(read.findings.is_empty());
    }

    #[test]
    fn a_link_out_of_the_folder_is_an_error_and_not_followed() {
        let outside = folder(&["secret"]);
        let dir = folder(&["policies/a/index.md"]);
        symlink(outside.path().join("secret"), dir.path().join("policies/a/terms.txt")).unwrap();
        symlink(outside.path(), dir.path().join("policies/b")).unwrap();
        let read = read(dir.path()).unwrap();
        assert_eq!(paths(&read), ["policies/a/index.md"]);
        let found: Vec<_> = read.findings.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(found.len(), 2);
        assert!(found.contains(&"policies/a/terms.txt") && found.contains(&"policies/b"));
        assert!(read.findings.iter().all(Finding::is_error));
    }

    #[test]
    fn links_within_the_folder_are_followed_and_rings_end() {
        let dir = folder(&["..data/portal.toml", "notices/a/index.md"]);
        symlink("..data/portal.toml", dir.path().join("portal.toml")).unwrap();
        symlink("..", dir.path().join("notices/ring")).unwrap();
        let read = read(dir.path()).unwrap();
        assert_eq!(paths(&read), ["notices/a/index.md", "portal.toml"]);
        assert_eq!(read.findings.len(), 1, "the ring is said");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = read(Path::new("/nowhere/content")).err().unwrap();
        assert!(format!("{error:#}").contains("/nowhere/content"));
    }
}
