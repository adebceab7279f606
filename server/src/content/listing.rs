//! The list of a folder's files without reading them: enough to tell that nothing changed since the last
//! publish, as `make` and version control tell it. Any doubt means that the folder is read.

use super::folder::is_passed_over;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::{DirEntry, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// A file changed less than this ago could change again without its time telling.
const TOO_FRESH: Duration = Duration::from_secs(2);

/// Names the folder's files by path, size, inode and times of change; also the program itself, whose next
/// version may find something wrong. `None` where that does not tell enough: a link, a file changed just
/// now, or one that cannot be looked at.
pub fn digest(dir: &Path, now: DateTime<Utc>) -> Option<String> {
    let before = SystemTime::from(now).checked_sub(TOO_FRESH)?;
    let root = dir.canonicalize().ok()?;
    let mut hash = Sha256::new();
    let program = std::env::current_exe().and_then(std::fs::metadata).ok()?;
    hash.update(root.as_os_str().as_encoded_bytes());
    add(&mut hash, &program);
    hash.update(folder(&root, before)?);
    Some(hex(&hash.finalize()))
}

/// Names the files themselves by path and SHA-256, in the order of their paths.
pub fn digest_of_files<'a>(files: impl IntoIterator<Item = (&'a str, [u8; 32])>) -> Option<String> {
    let mut hash = Sha256::new();
    add(&mut hash, &std::env::current_exe().and_then(std::fs::metadata).ok()?);
    for (path, digest) in files {
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update(digest);
    }
    Some(hex(&hash.finalize()))
}

/// Names a folder by all that lies in it.
fn folder(dir: &Path, before: SystemTime) -> Option<[u8; 32]> {
    let mut entries: Vec<DirEntry> = std::fs::read_dir(dir).ok()?.collect::<Result<_, _>>().ok()?;
    entries.sort_unstable_by_key(DirEntry::file_name);
    let mut hash = Sha256::new();
    for entry in entries {
        let name = entry.file_name();
        if is_passed_over(name.to_str()?) {
            continue;
        }
        let kind = entry.file_type().ok()?;
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_encoded_bytes());
        if kind.is_dir() {
            hash.update(b"/");
            // On more than one core this takes longer, not shorter: they wait for each other in the kernel.
            hash.update(folder(&entry.path(), before)?);
        } else if kind.is_file() {
            let metadata = entry.metadata().ok()?;
            if changed_at(&metadata)? > before {
                return None;
            }
            hash.update(b".");
            add(&mut hash, &metadata);
        } else {
            return None;
        }
    }
    Some(hash.finalize().into())
}

/// When a file's content or anything else about it changed last.
fn changed_at(of: &Metadata) -> Option<SystemTime> {
    let seconds = u64::try_from(of.mtime().max(of.ctime())).ok()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

fn add(hash: &mut Sha256, of: &Metadata) {
    for number in [of.mtime(), of.mtime_nsec(), of.ctime(), of.ctime_nsec()] {
        hash.update(number.to_le_bytes());
    }
    for number in [of.len(), of.ino(), of.dev()] {
        hash.update(number.to_le_bytes());
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn write(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn settled(dir: &Path) -> Option<String> {
        digest(dir, DateTime::from_timestamp(1 << 33, 0).unwrap())
    }

    #[test]
    fn the_same_files_have_the_same_name_and_any_change_another() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("notices/a/index.md");
        write(&file, "text");
        let first = settled(dir.path()).unwrap();
        write(&dir.path().join(".index.md.swp"), "an editor's");
        assert_eq!(settled(dir.path()).as_ref(), Some(&first));
        write(&file, "text, changed");
        let second = settled(dir.path()).unwrap();
        assert_ne!(first, second);
        fs::File::options().write(true).open(&file).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        let third = settled(dir.path()).unwrap();
        assert_ne!(second, third, "only its time changed");
        write(&dir.path().join("notices/b/index.md"), "");
        assert_ne!(settled(dir.path()).as_ref(), Some(&third));
        fs::remove_dir_all(dir.path().join("notices/b")).unwrap();
        assert_eq!(settled(dir.path()), Some(third), "all is as it was");
    }

    #[test]
    fn what_cannot_be_relied_on_has_no_name() {
        let dir = tempfile::tempdir().unwrap();
        write(&dir.path().join("fresh"), "");
        assert_eq!(digest(dir.path(), DateTime::UNIX_EPOCH), None, "it could change within the same tick of the clock");
        fs::remove_file(dir.path().join("fresh")).unwrap();
        std::os::unix::fs::symlink("elsewhere", dir.path().join("link")).unwrap();
        assert_eq!(settled(dir.path()), None);
        assert_eq!(settled(Path::new("/nowhere/content")), None);
    }

    #[test]
    fn files_are_told_apart_from_one_another() {
        let name = |files: &[(&'static str, u8)]| {
            digest_of_files(files.iter().map(|(path, digest)| (*path, [*digest; 32]))).unwrap()
        };
        assert_eq!(name(&[("a", 1), ("b", 2)]), name(&[("a", 1), ("b", 2)]));
        assert_ne!(name(&[("a", 1), ("b", 2)]), name(&[("a", 2), ("b", 1)]));
        assert_ne!(name(&[("a", 1)]), name(&[("b", 1)]));
    }
}
