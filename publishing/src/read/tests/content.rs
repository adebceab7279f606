//! The portal's own content.

use crate::source::SourceTree;
use crate::{Reading, human, read};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn add(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            add(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

pub(super) fn content() -> SourceTree {
    let mut files = BTreeMap::new();
    add(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../content")), "", &mut files);
    SourceTree(files)
}

fn read_content() -> (SourceTree, Reading) {
    let tree = content();
    let reading = read(&tree, &mut |_, _| {});
    (tree, reading)
}

#[test]
fn the_content_of_the_portal_has_no_errors() {
    let (tree, reading) = read_content();
    assert!(!reading.findings.iter().any(crate::Finding::is_error), "{}", human(&reading.findings, &tree, false));
    assert!(reading.portal.is_some() && reading.drafts.len() > 10);
}
