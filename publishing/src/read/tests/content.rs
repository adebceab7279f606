//! The portal's own content.

use super::read_quietly;
use crate::policy_text;
use crate::source::{SourceTree, file_digest};
use crate::{Finding, Reading, Told, human, lead_time_finding};
use domain::plan::DraftRevision;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const POLICY: &str = "policies/information-security";
const POLICY_SHA256: &str = "c181d5e1002ac2890f9d3a9688d81d9b3a5fd99d5dc8d125e499c87796928dcd";

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

pub(crate) fn read_content() -> (SourceTree, Reading) {
    let mut files = BTreeMap::new();
    add(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../content")), "", &mut files);
    let tree = SourceTree(files);
    let reading = read_quietly(&tree);
    (tree, reading)
}

fn policy() -> DraftRevision {
    let (_, reading) = read_content();
    let draft = reading.drafts.into_iter().find(|draft| draft.folder == POLICY).expect("it has no error");
    draft.revisions.into_iter().last().unwrap()
}

/// The words of a page's elements, one per element that has words of its own.
fn lines_of(html: &str) -> Vec<String> {
    html.lines()
        .filter(|line| !line.starts_with("<ul") && !line.starts_with("</ul"))
        .map(|line| {
            let start = line.find('>').unwrap() + 1;
            let words = &line[start..line.rfind("</").unwrap()];
            words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
        })
        .collect()
}

#[test]
fn the_content_of_the_portal_has_no_errors() {
    let (tree, reading) = read_content();
    assert!(!reading.findings.iter().any(Finding::is_error), "{}", human(&reading.findings, &tree, false));
    assert!(reading.portal.is_some() && reading.drafts.len() > 10);
}

#[test]
fn every_notice_of_the_portal_keeps_the_lead_times_or_says_why_not() {
    let (tree, reading) = read_content();
    let rules = &reading.portal.unwrap().lead_times;
    assert!(rules.rules.len() > 3);
    let late = |draft| lead_time_finding(&tree, rules, draft, Told::default(), &[]);
    let late: Vec<_> = reading.drafts.iter().filter_map(late).collect();
    assert!(late.is_empty(), "{}", human(&late, &tree, false));
}

#[test]
fn the_security_policy_is_published_to_the_byte() {
    let text = policy().bodies.read().unwrap().ja.text.clone();
    assert_eq!(file_digest(text.as_bytes()).to_string(), POLICY_SHA256);
    let seed = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/seed/security-policy.ja.txt"));
    if let Ok(seed) = fs::read_to_string(seed) {
        assert_eq!(text, seed);
    }
}

#[test]
fn the_page_of_the_policy_has_the_words_of_its_text_in_order() {
    let bodies = policy().bodies.read().unwrap().into_owned();
    for body in [Some(&bodies.ja), bodies.en.as_ref()].into_iter().flatten() {
        let source: Vec<_> = body.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines_of(&body.html), source);
    }
}

#[test]
fn both_languages_of_the_policy_have_the_same_anchors() {
    let DraftRevision { editions, bodies, .. } = policy();
    let anchors = |edition: &domain::revision::Edition| -> Vec<(u8, String)> {
        edition.outline.iter().map(|item| (item.level, item.anchor.clone())).collect()
    };
    assert_eq!(anchors(&editions.ja), anchors(&editions.en.unwrap()));
    let bodies = bodies.read().unwrap();
    let english = bodies.en.as_ref().unwrap();
    assert_eq!(policy_text::render(&english.text).closing.end, english.text.len());
    for anchor in ["I", "I-1", "II-5", "III-5-c", "III-11-c"] {
        assert!(bodies.ja.html.contains(&format!(" id=\"{anchor}\"")), "{anchor}");
    }
}
