//! What each kind of notice has to have, and the places of what is missing.

use super::trees::*;
use crate::refusal_finding;
use crate::source::SourceTree;
use domain::incident::{IncidentItem, ReportClock};
use domain::plan::{Draft, Refusal};
use rstest::rstest;

const INCIDENT: &str = "notices/2026/SC-2026-0044/index.md";
const INCIDENT_EN: &str = "notices/2026/SC-2026-0044/index.en.md";

const JAPANESE: &str = "---
id: SC-2026-0044
kind: incident
impact: may_require_action
components: []
title: 表示の誤り
summary: 1件が表示されました。
publish_at: 2026-11-19T09:00:00+09:00
audience: { tenants: [hinode] }
incident:
  detected_at: 2026-11-18T14:20:00+09:00
  report: thirty_days
  overview: 1件が表示されました。
  data_items: 電話番号
  persons: 312名
  cause: 処理の誤り
  secondary_damage: under_investigation
  response: まだ行っていません。
  publicity: 公表していません。
  prevention: under_investigation
  other: ありません。
revisions:
  - { on: 2026-11-19, class: initial }
---
経過です。
";

const ENGLISH: &str = "---
title: Shown by mistake
summary: One was shown.
translates: 1
incident:
  overview: One was shown.
  data_items: Telephone numbers
  persons: 312
  cause: A faulty process
  secondary_damage: under_investigation
  response: Not yet.
  publicity: None.
  prevention: under_investigation
  other: Nothing.
---
So far.
";

/// The good tree with an incident in it.
fn with_incident() -> SourceTree {
    let mut tree = good();
    for (path, text) in [(INCIDENT, JAPANESE), (INCIDENT_EN, ENGLISH)] {
        tree.0.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    tree
}

/// The same with one text exchanged for another.
fn changed(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut tree = with_incident();
    let before = text(&tree, path);
    assert_eq!(before.matches(from).count(), 1, "{from:?} is once in {path}");
    tree.0.insert(path.to_owned(), before.replace(from, to).into_bytes());
    found(&tree)
        .into_iter()
        .map(|finding| finding.trim_start_matches(path).trim_start_matches(':').to_owned())
        .collect()
}

fn draft(tree: &SourceTree, path: &str) -> Draft {
    let reading = read_quietly(tree);
    reading.drafts.into_iter().find(|draft| path.starts_with(&draft.folder)).expect("it has no error")
}

#[test]
fn an_incident_has_its_nine_items_in_both_languages() {
    assert_eq!(found(&with_incident()), Vec::<String>::new());
    let draft = draft(&with_incident(), INCIDENT);
    let incident = draft.revisions[0].facts.notice().unwrap().incident.clone().unwrap();
    assert_eq!(incident.detected_at.to_rfc3339(), "2026-11-18T05:20:00+00:00");
    assert_eq!((incident.report, incident.open_items()), (ReportClock::ThirtyDays, 2));
    assert!(incident.items.iter().map(|answer| answer.item).eq(IncidentItem::ALL.iter().copied()));
    let cause = incident.items[3].said.as_ref().unwrap();
    assert_eq!((cause.ja.as_str(), cause.en.as_deref()), ("処理の誤り", Some("A faulty process")));
}

#[rstest]
#[case(INCIDENT, "audience: { tenants: [hinode] }\n", "", "1:1 missing-key")]
#[case(INCIDENT, "tenants: [hinode]", "plans: [standard]", "9:1 incident-audience")]
#[case(INCIDENT, "  cause: 処理の誤り\n", "", "11:3 missing-key")]
#[case(INCIDENT, "  cause: 処理の誤り\n", "  cause:\n", "16:3 wrong-value")]
#[case(INCIDENT, "report: thirty_days", "report: 30", "12:11 wrong-value")]
#[case(INCIDENT, "2026-11-18T14:20:00", "2026-11-19T09:00:00", "11:16 date-order")]
#[case(INCIDENT, "  report: thirty_days\n", "", "11:3 missing-key")]
#[case(INCIDENT, "  other:", "  others:", "11:3 missing-key;21:3 unknown-key")]
#[case(INCIDENT, "経過です。\n", "\n", "1:1 empty-text")]
#[case(INCIDENT_EN, "  cause: A faulty process\n", "", "5:1 translation-without-counterpart")]
#[case(INCIDENT_EN, "  cause: A faulty process", "  cause: under_investigation", "5:1 translation-without-counterpart")]
#[case(INCIDENT_EN, "prevention: under_investigation", "prevention: Tests.", "5:1 translation-without-counterpart")]
#[case(INCIDENT_EN, "  other: Nothing.", "  report: none", "5:1 translation-without-counterpart;14:3 unknown-key")]
fn a_mistake_in_an_incident_is_found_at_its_place(
    #[case] path: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] expected: &str,
) {
    let found: Vec<_> = changed(path, from, to)
        .into_iter()
        .filter(|finding| !(path == INCIDENT && finding.starts_with(INCIDENT_EN)))
        .collect();
    assert_eq!(found.join(";"), expected);
}

#[test]
fn items_about_people_are_left_out_where_no_personal_data_is_concerned() {
    let mut tree = with_incident();
    for (path, lines) in [
        (INCIDENT, ["  data_items: 電話番号\n", "  persons: 312名\n"]),
        (INCIDENT_EN, ["  data_items: Telephone numbers\n", "  persons: 312\n"]),
    ] {
        let less = lines.iter().fold(text(&tree, path), |text, line| text.replace(line, ""));
        tree.0.insert(path.to_owned(), less.into_bytes());
    }
    assert_eq!(found(&tree).len(), 2, "both are asked for while a clock runs");
    let without = text(&tree, INCIDENT).replace("thirty_days", "none");
    tree.0.insert(INCIDENT.to_owned(), without.into_bytes());
    assert_eq!(found(&tree), Vec::<String>::new());
}

#[rstest]
#[case("affects: 応答が変わります。\n", "")]
#[case("systems: 基盤は変わりません。\n", "")]
#[case("planned: { start: 2027-03-01T02:00:00+09:00, end: 2027-03-01T04:00:00+09:00 }\n", "")]
#[case("act_by: 2027-02-26\n", "")]
#[case("category: specification", "category: removal")]
#[case("category: specification", "category: deprecation")]
#[case("category: specification", "category: provider")]
fn what_a_change_of_the_service_has_to_say_is_asked_for(#[case] from: &str, #[case] to: &str) {
    let found: Vec<_> = found(&with(NOTICE, from, to)).into_iter().filter(|f| !f.contains("index.en.md")).collect();
    assert_eq!(found, [format!("{NOTICE}:1:1 missing-key")]);
}

#[test]
fn work_on_the_service_has_an_end_and_something_new_needs_no_date() {
    let mut tree = with(NOTICE, ", end: 2027-03-01T04:00:00+09:00", "");
    assert_eq!(found(&tree), Vec::<String>::new(), "a specification changes at one moment");
    let maintenance = text(&tree, NOTICE).replace("category: specification", "category: maintenance");
    tree.0.insert(NOTICE.to_owned(), maintenance.into_bytes());
    assert_eq!(found(&tree), [format!("{NOTICE}:13:1 missing-key")]);
    let feature = text(&tree, NOTICE)
        .replace("category: maintenance", "category: feature")
        .replace("planned: { start: 2027-03-01T02:00:00+09:00 }\n", "");
    tree.0.insert(NOTICE.to_owned(), feature.into_bytes());
    assert_eq!(found(&tree), Vec::<String>::new());
}

#[rstest]
#[case("adverse: false\n", "", "1:1 missing-key")]
#[case("adverse: false", "adverse: no", "12:10 wrong-value")]
#[case("adverse: false", "adverse: true", "1:1 missing-key")]
#[case("adverse: false", "adverse: false\nplanned: { start: 2026-08-01T00:00:00+09:00 }", "13:1 wrong-value")]
#[case("adverse: false", "adverse: false\nlead_time_exception: x", "13:1 wrong-value")]
#[case(
    "class: initial }\n",
    "class: initial }\n  - { on: 2026-08-01, class: editorial, note: x }\n",
    "9:15 date-order;1:1 earlier-revision-missing"
)]
fn a_mistake_in_a_change_of_terms_is_found_at_its_place(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    let mut expected: Vec<_> = expected.split(';').map(|finding| format!("{TERMS}:{finding}")).collect();
    expected.sort();
    assert_eq!(found(&with(TERMS, from, to)), expected);
}

#[test]
fn terms_that_come_too_late_are_named_at_their_date() {
    let tree = good();
    let draft = draft(&tree, TERMS);
    let effective_on = "2026-08-01".parse().unwrap();
    for (refusal, rule) in [
        (Refusal::TermsTooLate { effective_on, is_adverse: true }, "terms-too-late"),
        (Refusal::TermsTooLate { effective_on, is_adverse: false }, "terms-too-late"),
        (Refusal::EffectiveDateEarlier { standing: effective_on, given: effective_on }, "effective-date-earlier"),
    ] {
        let finding = refusal_finding(&tree, &draft, &refusal);
        assert_eq!((finding.rule, finding.path.as_str(), finding.line, finding.column), (rule, TERMS, 9, 1));
        assert!(finding.help.contains("2026-08-01") || finding.help.contains("548"), "{}", finding.help);
    }
}

#[test]
fn earlier_revisions_are_not_asked_for_what_came_later() {
    let mut tree = good();
    let folder = NOTICE.trim_end_matches("/index.md");
    for (path, bytes) in below(&tree, folder) {
        tree.0.insert(format!("{folder}/revisions/1/{path}"), bytes);
    }
    let line = "class: initial }\n  - { on: 2026-11-25, class: editorial, note: x }\n";
    let amended = text(&tree, NOTICE).replace("class: initial }\n", line);
    tree.0.insert(NOTICE.to_owned(), amended.into_bytes());
    let english = text(&tree, NOTICE_EN).replace("translates: 1", "translates: 2\nnotes: { 2: x }");
    tree.0.insert(NOTICE_EN.to_owned(), english.into_bytes());
    let earlier = format!("{folder}/revisions/1/index.md");
    let old = text(&tree, &earlier).replace("systems: 基盤は変わりません。\n", "");
    tree.0.insert(earlier, old.into_bytes());
    assert_eq!(found(&tree), Vec::<String>::new());
}
