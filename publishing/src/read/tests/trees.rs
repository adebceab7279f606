//! A small tree in which everything is right, and ways to change it.

pub(super) use super::read_quietly;
use crate::source::SourceTree;
use std::collections::BTreeMap;

pub(super) const NOTICE: &str = "notices/2026/SC-2026-0042-recording-api-v3/index.md";
pub(super) const NOTICE_EN: &str = "notices/2026/SC-2026-0042-recording-api-v3/index.en.md";
pub(super) const TERMS: &str = "notices/2026/SC-2026-0043/index.md";
pub(super) const REGISTER: &str = "disclosures/sub-processors/register.toml";
pub(super) const DISCLOSURE: &str = "disclosures/sub-processors/index.md";
pub(super) const POLICY: &str = "policies/information-security/index.md";
pub(super) const POLICY_EN: &str = "policies/information-security/index.en.md";

const FILES: [(&str, &str); 10] = [
    (
        "portal.toml",
        "[service]
name = { ja = \"サービス\", en = \"Service\" }
operator = { ja = \"会社\", en = \"Company\" }
accent = \"#165E83\"
[contact]
mail = \"support@portal.example\"
[[component]]
key = \"recording-api\"
name = { ja = \"通話録音API\", en = \"Call recording API\" }
[[plan]]
key = \"standard\"
name = { ja = \"スタンダード\", en = \"Standard\" }
[[region]]
key = \"tokyo\"
name = { ja = \"東京\", en = \"Tokyo\" }
",
    ),
    (
        NOTICE,
        "---
id: SC-2026-0042
kind: service_change
category: specification
impact: action_required
components: [recording-api]
title: 応答形式を変更します
summary: 2027年3月1日から変わります。
actions:
  - '`duration` をミリ秒に。'
affects: 応答が変わります。
publish_at: 2026-11-20T10:00:00+09:00
planned: { start: 2027-03-01T02:00:00+09:00, end: 2027-03-01T04:00:00+09:00 }
act_by: 2027-02-26
audience: { plans: [standard], regions: [tokyo] }
acknowledgement: { by: one_administrator, due: 2026-12-18 }
clauses: [I-1-a]
revisions:
  - { on: 2026-11-20, class: initial }
systems: 基盤は変わりません。
---
## 変更の理由
[方針](/policies/information-security#I-1)のとおり、[移行表](migration.pdf)をご覧ください。
",
    ),
    (
        NOTICE_EN,
        "---
title: The response format is changing
summary: From 1 March 2027.
translates: 1
actions:
  - Use milliseconds for `duration`.
affects: Responses change.
systems: Nothing changes underneath.
---
## Why
See the [register](/disclosures/sub-processors#委託先).
",
    ),
    ("notices/2026/SC-2026-0042-recording-api-v3/migration.pdf", "%PDF-1.7"),
    (
        TERMS,
        "---
id: SC-2026-0043
kind: terms_change
impact: informational
components: []
title: 規約を改定します
summary: 8月1日から。
publish_at: 2026-06-09T10:00:00+09:00
effective_on: 2026-08-01
revisions:
  - { on: 2026-06-09, class: initial }
adverse: false
---
本文。
",
    ),
    (
        DISCLOSURE,
        "---
title: 再委託先の一覧
summary: 一覧です。
publish_at: 2026-04-01T09:00:00+09:00
as_of: 2026-11-20
order: 4
topic: sub_processors
sample_data: true
revisions:
  - { on: 2026-04-01, class: initial }
---
## 委託先
",
    ),
    (
        "disclosures/sub-processors/index.en.md",
        "---
title: Sub-processors
summary: The list.
translates: 1
---
## Sub-processors
",
    ),
    (
        REGISTER,
        "kind = \"sub_processors\"
[[entry]]
key = \"voice-text\"
name = { ja = \"会社\", en = \"Company\" }
country = \"JP\"
purpose = { ja = \"業務\", en = \"Work\" }
information = { ja = \"音声\", en = \"Audio\" }
safeguards = { ja = \"暗号化\", en = \"Encryption\" }
status = \"announced\"
since = 2027-02-22
notice = \"SC-2026-0042\"
",
    ),
    (
        POLICY,
        "---
title: 方針
summary: 方針です。
publish_at: 2023-12-01T09:00:00+09:00
established_on: 2023-12-01
signatory: { organisation: 会社, title: 社長, name: 山 宇 }
revisions:
  - { on: 2023-12-01, class: initial }
---
前文。
I. 方針
1. 適用
a) 一つ。
制定日:2023年12月1日
会社
社長 山 宇",
    ),
    (
        POLICY_EN,
        "---
title: Policy
summary: The policy.
translates: 1
signatory: { organisation: Company, title: President, name: 山 宇 }
reference_translation: true
---
Preamble.
I. Policy
1. Scope
a) One.
Established: 1 December 2023
Company
President 山 宇",
    ),
];

/// The tree in which only the English of one notice is missing.
pub(super) fn good() -> SourceTree {
    SourceTree(
        FILES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect::<BTreeMap<_, _>>(),
    )
}

pub(super) fn text(tree: &SourceTree, path: &str) -> String {
    String::from_utf8(tree.0[path].clone()).unwrap()
}

/// The tree with one text in one file exchanged for another.
pub(super) fn with(path: &str, from: &str, to: &str) -> SourceTree {
    let mut tree = good();
    let before = text(&tree, path);
    assert_eq!(before.matches(from).count(), 1, "{from:?} is once in {path}");
    tree.0.insert(path.to_owned(), before.replace(from, to).into_bytes());
    tree
}

/// The files of a folder, by path within it.
pub(super) fn below(tree: &SourceTree, folder: &str) -> Vec<(String, Vec<u8>)> {
    let of = |path: &String| Some(path.strip_prefix(folder)?.strip_prefix('/')?.to_owned());
    tree.0.iter().filter_map(|(path, bytes)| Some((of(path)?, bytes.clone()))).collect()
}

/// What is found beside the one thing the good tree has: `path:line:column rule`.
pub(super) fn found(tree: &SourceTree) -> Vec<String> {
    let expected = format!("{TERMS}:1:1 missing-translation");
    let findings = read_quietly(tree).findings;
    let mut found: Vec<_> = findings
        .iter()
        .map(|finding| format!("{}:{}:{} {}", finding.path, finding.line, finding.column, finding.rule))
        .collect();
    found.retain(|finding| *finding != expected);
    found
}
