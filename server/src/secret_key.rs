//! The key that signs the addresses which end a subscription. Made at the first start, readable by
//! its owner only; whoever loses it makes every address in mails already sent useless.

use anyhow::{Context, bail};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// The key's length in bytes.
const LENGTH: usize = 32;

/// Reads the key, or makes one where the file is missing. Two nodes that start at once on one file
/// take the same key.
///
/// # Errors
/// When the file cannot be read or made, or holds no key.
pub fn load_or_make(file: &Path) -> anyhow::Result<Vec<u8>> {
    match std::fs::read(file) {
        Ok(key) => check(file, key),
        Err(error) if error.kind() == ErrorKind::NotFound => make(file),
        Err(error) => Err(error).with_context(|| format!("secrets.key_file: cannot read {}", file.display())),
    }
}

fn check(file: &Path, key: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    if key.len() != LENGTH {
        bail!("secrets.key_file: {} holds {} bytes, a key has {LENGTH}", file.display(), key.len());
    }
    let mode = file.metadata().map(|metadata| metadata.permissions().mode()).unwrap_or_default();
    if mode & 0o077 != 0 {
        tracing::warn!(file = %file.display(), "others on this machine can read the secret key; chmod 600 it");
    }
    Ok(key)
}

fn make(file: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("secrets.key_file: cannot make {}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(cannot)?;
    }
    let key = app::ssr::random::bytes::<LENGTH>().context("the system has no randomness to give")?;
    // Written whole under another name first: a key file is never half written, even after a crash.
    let unfinished = file.with_extension(format!("{}.part", std::process::id()));
    let mut written = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)
        .with_context(cannot)?;
    written.write_all(&key).and_then(|()| written.sync_all()).with_context(cannot)?;
    let linked = std::fs::hard_link(&unfinished, file);
    std::fs::remove_file(&unfinished).with_context(cannot)?;
    match linked {
        Ok(()) => Ok(key.to_vec()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            check(file, std::fs::read(file).with_context(cannot)?)
        }
        Err(error) => Err(error).with_context(cannot),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("var/secret.key");
        let key = load_or_make(&file).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(load_or_make(&file).unwrap(), key);
        assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing unfinished is left");
    }

    #[test]
    fn a_file_that_holds_no_key_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        std::fs::write(&file, "short").unwrap();
        assert!(load_or_make(&file).unwrap_err().to_string().contains("5 bytes"));
        assert_eq!(std::fs::read(&file).unwrap(), b"short");
    }
}
