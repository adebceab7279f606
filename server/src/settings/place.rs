//! Where the settings file is looked for: where the command line says, where `KAIRAN_SETTINGS` says,
//! in the current folder, beside the binary. A file that was named has to be there; where none was
//! named and none is found, every key has its default.

use super::SettingsError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The name of the file.
pub const FILE_NAME: &str = "Leptos.toml";

/// The variable that names a file elsewhere.
pub const VARIABLE: &str = "KAIRAN_SETTINGS";

/// Finds the settings file, as an absolute path.
///
/// # Errors
/// [`SettingsError::Missing`] when a file that was named does not exist.
pub fn find_file(
    given: Option<&Path>,
    environment: &BTreeMap<String, String>,
) -> Result<Option<PathBuf>, SettingsError> {
    if let Some(path) = given {
        return named(path, "--settings").map(Some);
    }
    if let Some(path) = environment.get(VARIABLE).filter(|path| !path.is_empty()) {
        return named(Path::new(path), VARIABLE).map(Some);
    }
    let beside_binary = std::env::current_exe().ok().and_then(|binary| Some(binary.parent()?.join(FILE_NAME)));
    let places = [Some(PathBuf::from(FILE_NAME)), beside_binary];
    Ok(places.into_iter().flatten().find(|path| path.is_file()).map(absolute))
}

fn named(path: &Path, by: &'static str) -> Result<PathBuf, SettingsError> {
    if path.is_file() {
        Ok(absolute(path.to_owned()))
    } else {
        Err(SettingsError::Missing { file: path.to_owned(), by })
    }
}

fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}
