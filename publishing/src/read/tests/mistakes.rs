//! One mistake at a time: which rule names it, and where.

use super::trees::*;
use crate::Severity;
use rstest::rstest;

#[test]
fn the_good_tree_has_one_warning_and_four_drafts() {
    assert_eq!(found(&good()), Vec::<String>::new());
    let reading = read_quietly(&good());
    assert_eq!(
        reading.drafts.iter().map(|draft| draft.key.path()).collect::<Vec<_>>(),
        [
            "/disclosures/sub-processors",
            "/notices/SC-2026-0042",
            "/notices/SC-2026-0043",
            "/policies/information-security",
        ]
    );
    assert_eq!(reading.portal.unwrap().accent, "#165e83");
}

#[rstest]
// Front matter
#[case(NOTICE, "impact: action_required", "imapct: action_required", "1:1 missing-key;5:1 unknown-key")]
#[case(NOTICE, "title: 応答形式を変更します\n", "", "1:1 missing-key")]
#[case(NOTICE, "title: 応答形式を変更します", "title:", "7:1 wrong-value")]
#[case(NOTICE, "title: 応答形式を変更します", "title: [応答]", "7:8 wrong-value")]
#[case(NOTICE, "title: 応答形式を変更します", "title: 応答\ntitle: 形式", "8:1 duplicate-key")]
#[case(NOTICE, "category: specification", "category: specifcation", "4:11 wrong-value")]
#[case(NOTICE, "category: specification\n", "", "1:1 missing-key")]
#[case(NOTICE, "category: specification", "category: provider", "1:1 missing-key")]
#[case(NOTICE, "category: specification", "category: feature\nprovider: 青嵐", "5:1 wrong-value")]
#[case(
    NOTICE,
    "actions:\n  - '`duration` をミリ秒に。'\n",
    "",
    "1:1 missing-key;en 5:1 translation-without-counterpart"
)]
#[case(
    NOTICE,
    "  - '`duration` をミリ秒に。'",
    "  - '`duration` を\n\n  ミリ秒に。'",
    "10:5 wrong-value;en 5:1 translation-without-counterpart"
)]
#[case(NOTICE, "  - '`duration` をミリ秒に。'", "  - '# ミリ秒'", "10:5 heading-level;10:5 wrong-value")]
#[case(NOTICE, "recording-api]", "recording-api, recording]", "6:29 unknown-component")]
#[case(NOTICE, "recording-api]", "recording-api, recording-api]", "6:29 duplicate-key")]
#[case(NOTICE, "recording-api]", "録音]", "6:14 wrong-value")]
#[case(NOTICE, "plans: [standard]", "plans: [light]", "15:21 unknown-plan")]
#[case(NOTICE, "regions: [tokyo]", "regions: [osaka]", "15:42 unknown-region")]
#[case(NOTICE, "plans: [standard]", "plans: []", "15:20 wrong-value")]
#[case(NOTICE, "{ plans: [standard], regions: [tokyo] }", "{}", "15:11 wrong-value")]
#[case(NOTICE, "plans: [standard]", "plan: [standard]", "15:13 unknown-key")]
#[case(NOTICE, "by: one_administrator", "by: everyone", "16:24 wrong-value")]
#[case(NOTICE, "due: 2026-12-18", "due: 2026-11-19", "16:48 date-order")]
#[case(NOTICE, "due: 2026-12-18", "due: 2026-12-1", "16:48 wrong-value")]
#[case(NOTICE, "clauses: [I-1-a]", "clauses: [I-1-b]", "17:11 unknown-clause")]
#[case(NOTICE, "clauses: [I-1-a]", "clauses: [1-a]", "17:11 wrong-value")]
#[case(NOTICE, "2026-11-20T10:00:00+09:00", "2026-11-20T10:00:00", "12:13 wrong-value")]
#[case(NOTICE, "end: 2027-03-01T04:00:00+09:00", "end: 2027-03-01T02:00:00+09:00", "13:51 date-order")]
#[case(
    NOTICE,
    "publish_at: 2026-11-20T10",
    "publish_at: 2027-03-01T10",
    "13:19 date-order;14:9 date-order;16:48 date-order;R 11:10 date-order"
)]
#[case(NOTICE, "act_by: 2027-02-26", "act_by: 2027-03-02", "14:9 act-by-after-change")]
#[case(NOTICE, "act_by: 2027-02-26", "act_by: 2027-02-26\nauto: sometimes", "15:7 wrong-value")]
#[case(
    NOTICE,
    "planned: { start: 2027-03-01T02:00:00+09:00, end: 2027-03-01T04:00:00+09:00 }",
    "auto: true",
    "13:7 wrong-value;1:1 missing-key"
)]
#[case(NOTICE, "id: SC-2026-0042", "id: SC-2026-0041", "2:5 id-folder-mismatch;R 11:10 unknown-notice")]
#[case(NOTICE, "id: SC-2026-0042", "id: SC-26-42", "2:5 wrong-value")]
#[case(
    NOTICE,
    "id: SC-2026-0042",
    "id: SC-2026-0043",
    "2:5 id-folder-mismatch;T 1:1 duplicate-id;1:1 duplicate-id;R 11:10 unknown-notice"
)]
#[case(NOTICE, "class: initial", "class: material", "19:5 revisions-order")]
#[case(NOTICE, "class: initial }", "class: initial, note: x }", "19:5 revisions-order")]
#[case(NOTICE, "  - { on: 2026-11-20, class: initial }", "  []", "19:3 revisions-order")]
#[case(NOTICE, "---\nid", "id", "1:1 front-matter-missing")]
#[case(NOTICE, "components: [recording-api]", "components: [recording-api", "7:6 yaml")]
#[case(TERMS, "effective_on: 2026-08-01", "effective_on: 2026-06-09", "9:15 date-order")]
#[case(TERMS, "effective_on: 2026-08-01\n", "", "1:1 missing-key")]
#[case(
    TERMS,
    "kind: terms_change",
    "kind: incident",
    "9:1 wrong-value;12:1 wrong-value;1:1 missing-key;1:1 missing-key"
)]
// Body
#[case(NOTICE, "migration.pdf", "migrations.pdf", "23:46 dead-link")]
#[case(NOTICE, "information-security#I-1", "information-security#I-2", "23:1 dead-link")]
#[case(NOTICE, "/policies/information-security#I-1", "/policies/privacy", "23:1 dead-link")]
#[case(NOTICE, "移行表", "<b>移行表", "23:47 raw-html")]
#[case(NOTICE_EN, "#委託先", "#再委託先", "11:9 dead-link")]
// Translation
#[case(NOTICE_EN, "affects: Responses change.\n", "", "1:1 translation-without-counterpart")]
#[case(NOTICE_EN, "affects: Responses change.", "affects: a\nalternatives: [b]", "8:1 translation-without-counterpart")]
#[case(NOTICE_EN, "translates: 1", "translates: 2", "4:13 wrong-value")]
#[case(NOTICE_EN, "translates: 1", "publish_at: 2026-11-20", "1:1 missing-key;4:1 unknown-key")]
#[case(NOTICE_EN, "translates: 1", "translates: 1\nnotes: { 2: x }", "5:10 wrong-value")]
// Disclosures and registers
#[case(DISCLOSURE, "topic: sub_processors", "topic: subprocessors", "7:8 wrong-value")]
#[case(DISCLOSURE, "order: 4", "order: first", "6:8 wrong-value")]
#[case(DISCLOSURE, "sample_data: true", "sample_data: yes", "8:14 wrong-value")]
#[case(REGISTER, "country = \"JP\"", "country = \"JN\"", "5:11 wrong-value")]
#[case(REGISTER, "safeguards = ", "opt_out = ", "2:1 missing-key;8:1 wrong-value")]
#[case(REGISTER, "status = \"announced\"", "status = \"in_use\"", "10:9 date-order")]
#[case(REGISTER, "since = 2027-02-22", "since = 2026-11-19", "11:10 date-order")]
#[case(REGISTER, "SC-2026-0042", "SC-2026-0099", "11:10 unknown-notice")]
#[case(REGISTER, "ja = \"音声\", ", "", "7:15 missing-key")]
#[case(REGISTER, ", en = \"Audio\"", "", "7:15 missing-translation")]
#[case(REGISTER, "purpose =", "purpos =", "2:1 missing-key;6:1 unknown-key")]
#[case(REGISTER, "kind = \"sub_processors\"", "kind = \"sub_processors", "1:23 toml")]
// Policies
#[case(
    POLICY,
    "established_on: 2023-12-01",
    "established_on: 2023-12-02",
    "14:1 policy-contradiction;en 12:1 policy-contradiction"
)]
#[case(POLICY, "name: 山 宇", "name: 山 丘", "6:1 policy-contradiction")]
#[case(POLICY_EN, "President 山 宇", "山 宇", "5:1 policy-contradiction")]
#[case(POLICY, "a) 一つ。", "a) 一つ。\na) 二つ。", "14:1 duplicate-anchor")]
#[case(POLICY_EN, "a) One.", "One.", "1:1 translation-without-counterpart")]
// The service
#[case("portal.toml", "#165E83", "#5ec8ff", "4:10 accent-contrast")]
#[case("portal.toml", "#165E83", "blue", "4:10 wrong-value")]
#[case("portal.toml", "support@portal.example", "support", "6:8 wrong-value")]
#[case("portal.toml", "key = \"standard\"", "kye = \"standard\"", "10:1 missing-key;11:1 unknown-key")]
fn a_mistake_is_found_at_its_place(#[case] path: &str, #[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut expected: Vec<_> = expected
        .split(';')
        .map(|finding| match finding.split_once(' ') {
            Some(("R", rest)) => format!("{REGISTER}:{rest}"),
            Some(("T", rest)) => format!("{TERMS}:{rest}"),
            Some(("en", rest)) => format!("{folder}/index.en.md:{rest}"),
            _ => format!("{path}:{finding}"),
        })
        .collect();
    expected.sort();
    let mut found = found(&with(path, from, to));
    found.sort();
    assert_eq!(found, expected);
}

#[rstest]
#[case("title: 応答形式を変更します", format!("title: {}", "あ".repeat(81)), "title-too-long")]
#[case("summary: 2027年3月1日から変わります。", format!("summary: {}", "あ".repeat(301)), "summary-too-long")]
fn what_is_too_long_is_refused(#[case] from: &str, #[case] to: String, #[case] rule: &str) {
    let found = found(&with(NOTICE, from, &to));
    assert!(found.len() == 1 && found[0].ends_with(rule), "{found:?}");
    let shorter = to.replacen('あ', "", 1);
    assert_eq!(self::found(&with(NOTICE, from, &shorter)), Vec::<String>::new());
}

#[rstest]
#[case("x.exe", b"MZ", "attachment-type")]
#[case("x.png", b"<html>", "attachment-type")]
#[case("X.PNG", b"\x89PNG\r\n\x1a\n", "attachment-type")]
#[case(".htaccess", b"", "attachment-type")]
#[case("a/x.txt", b"", "attachment-type")]
#[case("a\"b.txt", b"", "attachment-type")]
#[case("register.toml", b"", "attachment-type")]
fn a_file_that_cannot_be_published_is_refused(#[case] name: &str, #[case] bytes: &[u8], #[case] rule: &str) {
    let mut tree = good();
    tree.0.insert(format!("notices/2026/SC-2026-0043/{name}"), bytes.to_vec());
    assert_eq!(found(&tree), [format!("notices/2026/SC-2026-0043/{name}:1:1 {rule}")]);
}

#[test]
fn a_file_of_more_than_5_mebibytes_is_refused() {
    let mut tree = good();
    let path = "notices/2026/SC-2026-0043/a.txt".to_owned();
    tree.0.insert(path.clone(), vec![b'a'; 5 * 1024 * 1024]);
    assert_eq!(found(&tree), Vec::<String>::new());
    tree.0.insert(path.clone(), vec![b'a'; 5 * 1024 * 1024 + 1]);
    assert_eq!(found(&tree), [format!("{path}:1:1 attachment-too-large")]);
}

#[test]
fn files_beside_the_publications_and_texts_that_cannot_be_read_are_named() {
    let mut tree = good();
    tree.0.insert("README.md".into(), vec![]);
    tree.0.insert("notices/2026/notes.txt".into(), vec![]);
    tree.0.insert("policies/Other/index.md".into(), b"\xff".to_vec());
    tree.0.insert("disclosures/empty/a.pdf".into(), b"%PDF-".to_vec());
    assert_eq!(
        found(&tree),
        [
            "README.md:1:1 misplaced-file",
            "disclosures/empty/index.md:1:1 missing-index",
            "notices/2026/notes.txt:1:1 misplaced-file",
            "policies/Other/index.md:1:1 unreadable",
        ]
    );
    tree.0.remove("portal.toml");
    assert!(found(&tree).contains(&"portal.toml:1:1 no-portal".to_owned()));
}

#[test]
fn one_bad_file_does_not_keep_the_others_back() {
    let reading = read_quietly(&with(TERMS, "impact: informational", "impact: none"));
    let keys: Vec<_> = reading.drafts.iter().map(|draft| draft.key.name()).collect();
    assert_eq!(keys, ["sub-processors", "SC-2026-0042", "information-security"]);
    let help = &reading.findings.iter().find(|finding| finding.severity == Severity::Error).unwrap().help;
    assert_eq!(help, "it can be `action_required`, `may_require_action`, `informational`");
}

#[test]
fn a_misspelt_key_is_answered_with_the_right_one() {
    let findings = read_quietly(&with(NOTICE, "act_by:", "actby:")).findings;
    let finding = findings.iter().find(|finding| finding.rule == "unknown-key").unwrap();
    assert_eq!((finding.help.as_str(), finding.length), ("did you mean `act_by`?", 5));
}

#[test]
fn several_mistakes_in_one_file_are_all_found() {
    let mut tree = with(NOTICE, "impact: action_required", "impact: grave");
    let worse = text(&tree, NOTICE)
        .replace("due: 2026-12-18", "due: soon")
        .replace("移行表", "<i>")
        .replace("SC-2026-0042", "42");
    tree.0.insert(NOTICE.to_owned(), worse.into_bytes());
    let rules: Vec<_> = found(&tree).iter().filter(|finding| finding.starts_with(NOTICE)).cloned().collect();
    assert_eq!(rules.len(), 4, "{rules:?}");
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_change_neither_text_nor_places() {
    let mut tree = with(NOTICE, "migration.pdf", "migrations.pdf");
    let mut windows = "\u{feff}".to_owned();
    windows.push_str(&text(&tree, NOTICE).replace('\n', "\r\n"));
    tree.0.insert(NOTICE.to_owned(), windows.into_bytes());
    assert_eq!(found(&tree), [format!("{NOTICE}:23:46 dead-link")]);
}
