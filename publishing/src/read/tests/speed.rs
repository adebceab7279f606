//! Order and size: many publications give the same result on any number of cores.

use super::trees::*;
use crate::source::SourceTree;

/// A tree of that many notices of about 4 KB.
fn many(notices: usize) -> SourceTree {
    let mut tree = good();
    let notice = text(&tree, NOTICE);
    let paragraph = "通話録音の応答形式を変更します。**重要。**`duration` は[方針](/policies/information-security#I-1)のとおりです。\n\n";
    let table = "| 項目 | これまで |\n| --- | --- |\n| `started_at` | 2027 |\n| `ended_at` | 2027 |\n\n";
    for number in 1000..1000 + notices {
        let id = format!("SC-2026-{number}");
        let mut body = notice.replace("SC-2026-0042", &id).replace("[移行表](migration.pdf)", "表");
        body.extend(["\n", &paragraph.repeat(16), table]);
        tree.0.insert(format!("notices/2026/{id}/index.md"), body.into_bytes());
    }
    tree
}

#[test]
fn the_result_is_in_order_and_the_progress_complete() {
    let tree = many(60);
    let mut told = vec![];
    let reading = crate::read(&tree, &super::InMemory, &mut |done, all| told.push((done, all))).unwrap();
    assert_eq!(told, (1..=64).map(|done| (done, 64)).collect::<Vec<_>>());
    let folders: Vec<_> = reading.drafts.iter().map(|draft| draft.folder.as_str()).collect();
    assert!(folders.len() == 64 && folders.is_sorted());
    assert!(reading.findings.is_sorted());
    let again = read_quietly(&tree);
    assert_eq!((again.drafts, again.findings), (reading.drafts, reading.findings));
}

#[test]
fn an_empty_tree_is_read_too() {
    let reading = read_quietly(&SourceTree::default());
    assert!(reading.drafts.is_empty() && reading.findings.len() == 1);
}
