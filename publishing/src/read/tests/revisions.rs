//! Histories: earlier revisions, digests, refusals.

use super::trees::*;
use crate::refusal_finding;
use crate::source::SourceTree;
use domain::plan::{Draft, Ground, Refusal, Standing, Step, decide};
use domain::revision::{Facts, RevisionClass};

const FOLDER: &str = "notices/2026/SC-2026-0042-recording-api-v3";

/// The good tree with its notice amended as the format asks.
fn amended() -> SourceTree {
    let mut tree = good();
    for (path, bytes) in below(&tree, FOLDER) {
        tree.0.insert(format!("{FOLDER}/revisions/1/{path}"), bytes);
    }
    let amended = text(&tree, NOTICE)
        .replace(
            "class: initial }\n",
            "class: initial }\n  - { on: 2026-11-25, class: material, note: 延長しました }\n",
        )
        .replace("act_by: 2027-02-26", "act_by: 2027-02-27");
    tree.0.insert(NOTICE.to_owned(), amended.into_bytes());
    let english = text(&tree, NOTICE_EN).replace("translates: 1", "translates: 2\nnotes: { 2: Extended }");
    tree.0.insert(NOTICE_EN.to_owned(), english.into_bytes());
    tree
}

fn notice(tree: &SourceTree) -> Draft {
    read_quietly(tree).drafts.into_iter().find(|draft| draft.folder == FOLDER).expect("it has no error")
}

fn change(tree: &mut SourceTree, path: &str, from: &str, to: &str) {
    let changed = text(tree, path).replace(from, to);
    assert_ne!(changed, text(tree, path));
    tree.0.insert(path.to_owned(), changed.into_bytes());
}

#[test]
fn an_amended_notice_has_both_revisions_and_the_first_keeps_its_digest() {
    assert_eq!(found(&amended()), Vec::<String>::new());
    let (before, after) = (notice(&good()), notice(&amended()));
    assert_eq!(after.revisions.iter().map(|revision| revision.number).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(after.revisions[0], before.revisions[0]);
    let current = &after.revisions[1];
    assert_eq!(current.class, RevisionClass::Material);
    let note = current.note.as_ref().unwrap();
    assert_eq!((note.ja.as_str(), note.en.as_deref()), ("延長しました", Some("Extended")));
    assert!(current.bodies.read().unwrap().ja.html.contains("/notices/SC-2026-0042/files/2/migration.pdf"));
    assert!(after.revisions[0].bodies.read().unwrap().ja.html.contains("/notices/SC-2026-0042/files/1/migration.pdf"));
    let Facts::Notice(facts) = &current.facts else { panic!("{current:?}") };
    assert_eq!(facts.act_by.unwrap().to_string(), "2027-02-27");
}

#[test]
fn an_earlier_revision_that_is_not_at_hand_is_a_warning() {
    let mut tree = amended();
    tree.0.retain(|path, _| !path.contains("/revisions/"));
    assert_eq!(found(&tree), [format!("{NOTICE}:1:1 earlier-revision-missing")]);
    assert_eq!(notice(&tree).revisions.len(), 1);
    assert_eq!(notice(&tree).revisions[0].number, 2);
}

#[test]
fn the_lines_of_an_earlier_revision_are_the_first_of_the_current_one() {
    let mut tree = amended();
    change(&mut tree, &format!("{FOLDER}/revisions/1/index.md"), "on: 2026-11-20", "on: 2026-11-19");
    assert_eq!(found(&tree), [format!("{FOLDER}/revisions/1/index.md:1:1 revisions-order")]);
    let mut tree = amended();
    let current = tree.0[NOTICE].clone();
    tree.0.insert(format!("{FOLDER}/revisions/1/index.md"), current);
    assert_eq!(found(&tree), [format!("{FOLDER}/revisions/1/index.md:1:1 revisions-order")]);
}

#[test]
fn folders_of_revisions_that_are_not_earlier_are_refused() {
    let mut tree = amended();
    tree.0.insert(format!("{FOLDER}/revisions/2/index.md"), vec![]);
    tree.0.insert(format!("{FOLDER}/revisions/old/index.md"), vec![]);
    tree.0.insert(format!("{FOLDER}/revisions/index.md"), vec![]);
    let found = found(&tree);
    assert!(found.len() == 3 && found.iter().all(|finding| finding.ends_with("revisions-order")), "{found:?}");
}

#[test]
fn what_has_changed_elsewhere_does_not_speak_against_an_earlier_revision() {
    let mut tree = amended();
    change(&mut tree, &format!("{FOLDER}/revisions/1/index.md"), "[recording-api]", "[fax]");
    change(&mut tree, &format!("{FOLDER}/revisions/1/index.md"), "/policies/information-security#I-1", "/policies/old");
    tree.0.remove(&format!("{FOLDER}/revisions/1/index.en.md"));
    assert_eq!(found(&tree), Vec::<String>::new());
}

#[test]
fn a_day_to_act_by_after_the_change_is_said_of_the_current_text_where_it_is_too_late() {
    let mut tree = amended();
    let earlier = format!("{FOLDER}/revisions/1/index.md");
    change(&mut tree, &earlier, "act_by: 2027-02-26", "act_by: 2027-03-02");
    assert_eq!(found(&tree), Vec::<String>::new(), "what was published cannot be mended");
    change(&mut tree, NOTICE, "act_by: 2027-02-27", "act_by: 2027-03-02");
    assert_eq!(found(&tree), [format!("{NOTICE}:14:9 act-by-after-change")]);
    change(&mut tree, NOTICE, "category: specification", "category: security");
    assert_eq!(found(&tree), Vec::<String>::new(), "a hole can still be closed");
}

#[test]
fn lines_out_of_order_and_notes_left_out_are_reported_each_at_its_line() {
    let mut tree = amended();
    let more = "note: 延長しました }\n  - { on: 2026-11-24, class: editorial, note: x }\n  - { on: 2026-11-26, class: initial, note: y }\n  - { on: 2026-11-27, class: editorial }\n";
    change(&mut tree, NOTICE, "note: 延長しました }\n", more);
    let found: Vec<_> = found(&tree).into_iter().filter(|finding| finding.ends_with("revisions-order")).collect();
    assert_eq!(found, [21, 22, 23].map(|line| format!("{NOTICE}:{line}:5 revisions-order")));
}

#[test]
fn a_translation_that_is_behind_says_so_and_its_notes_are_asked_for_up_to_there() {
    let mut tree = amended();
    change(&mut tree, NOTICE_EN, "translates: 2\nnotes: { 2: Extended }", "translates: 1");
    assert_eq!(found(&tree), [format!("{NOTICE_EN}:4:13 stale-translation")]);
    let draft = notice(&tree);
    let english = draft.revisions[1].editions.en.as_ref().unwrap();
    assert_eq!((english.translates, draft.revisions[1].editions.ja.translates), (1, 2));
    let mut tree = amended();
    change(&mut tree, NOTICE_EN, "notes: { 2: Extended }\n", "");
    assert_eq!(found(&tree), [format!("{NOTICE_EN}:1:1 translation-without-counterpart")]);
}

#[test]
fn every_byte_of_the_folder_is_in_the_digest_and_nothing_else() {
    let before = notice(&good()).revisions[0].digest;
    for path in [NOTICE, NOTICE_EN, "notices/2026/SC-2026-0042-recording-api-v3/migration.pdf"] {
        let mut tree = good();
        tree.0.entry(path.to_owned()).or_default().push(b' ');
        assert_ne!(notice(&tree).revisions[0].digest, before, "{path}");
    }
    let mut tree = good();
    tree.0.insert(format!("{FOLDER}/more.txt"), vec![]);
    assert_ne!(notice(&tree).revisions[0].digest, before);
    let mut tree = good();
    change(&mut tree, TERMS, "本文。", "本文です。");
    assert_eq!(notice(&tree).revisions[0].digest, before);
}

#[test]
fn a_silent_edit_is_named_at_the_revisions_key() {
    let published = notice(&good());
    let revisions = vec![(1, published.revisions[0].digest)];
    let standing = Standing { key: published.key.clone(), publish_at: published.publish_at, revisions, terms: None };
    let ground = Ground { now: published.publish_at, is_empty: false };
    assert!(matches!(decide(Some(&standing), &notice(&amended()), ground), Ok(Step::Revised { from: 2, .. })));
    let tree = with(NOTICE, "応答が変わります。", "応答は変わりません。");
    let draft = notice(&tree);
    let refusal = decide(Some(&standing), &draft, ground).unwrap_err();
    let finding = refusal_finding(&tree, &draft, &refusal);
    assert_eq!((finding.rule, finding.path.as_str(), finding.line, finding.column), ("silent-edit", NOTICE, 18, 1));
    assert_eq!(finding.length, 9);
    let removed = Refusal::RevisionRemoved { published: 2, given: 1 };
    assert_eq!(refusal_finding(&tree, &draft, &removed).rule, "revision-removed");
    assert_eq!(refusal_finding(&SourceTree::default(), &draft, &removed).line, 1);
}

#[test]
fn images_in_the_text_need_not_be_offered_for_download() {
    let mut tree = with(NOTICE, "## 変更の理由", "![図](図.png)\n\n## 変更の理由");
    tree.0.insert(format!("{FOLDER}/図.png"), b"\x89PNG\r\n\x1a\n".to_vec());
    let draft = notice(&tree);
    let shown: Vec<_> = draft.revisions[0]
        .attachments
        .iter()
        .map(|file| (file.meta.name.as_str(), file.meta.is_shown_in_text, file.meta.size))
        .collect();
    assert_eq!(shown, [("migration.pdf", false, 8), ("図.png", true, 8)]);
    assert!(draft.revisions[0].bodies.read().unwrap().ja.html.contains("/files/1/%E5%9B%B3.png"));
}
