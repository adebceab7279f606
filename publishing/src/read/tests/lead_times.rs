//! Lead time rules: as `portal.toml` has them, and what they say of the notice of the good tree, which is
//! published on 20 November 2026 and starts on 1 March 2027, 101 days later.

use super::trees::*;
use crate::source::SourceTree;
use crate::{Told, lead_time_finding};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audience::Tenant;
use domain::id::{PlanKey, TenantId};
use domain::lead_time::LeadTimes;
use domain::locale::Localized;
use rstest::rstest;
use std::collections::BTreeSet;

const LAST: &str = "name = { ja = \"東京\", en = \"Tokyo\" }\n";

fn rules(text: &str) -> LeadTimes {
    let tree = with("portal.toml", LAST, &format!("{LAST}{text}"));
    assert_eq!(found(&tree), Vec::<String>::new());
    read_quietly(&tree).portal.unwrap().lead_times
}

fn said(tree: &SourceTree, text: &str, from: u32, tenants: &[Tenant]) -> Option<(u32, u32, String)> {
    said_of(tree, text, Told { from, ..Told::default() }, tenants)
}

fn said_of(tree: &SourceTree, text: &str, told: Told, tenants: &[Tenant]) -> Option<(u32, u32, String)> {
    let reading = read_quietly(tree);
    let rules = rules(text);
    let drafts = reading.drafts.iter();
    let mut findings = drafts.filter_map(|draft| lead_time_finding(tree, &rules, draft, told, tenants));
    let finding = findings.next()?;
    assert_eq!((findings.next(), finding.rule), (None, "lead-time"));
    Some((finding.line, finding.column, finding.message))
}

fn hinode(plan: &str) -> Tenant {
    Tenant {
        id: TenantId::parse("hinode").unwrap(),
        name: Localized::ja_only("日の出通販".to_owned()),
        plan: PlanKey::parse(plan).unwrap(),
        regions: [domain::id::RegionKey::parse("tokyo").unwrap()].into(),
        components: BTreeSet::new(),
        joined_on: None,
    }
}

#[test]
fn rules_and_extra_holidays_are_read() {
    let times = rules(
        "[business_days]\nextra_holidays = [\"12-29\", 2027-05-06]\n\
         [[lead_time]]\ncategory = \"maintenance\"\nimpact = \"informational\"\nbusiness_days = 10\n\
         [[lead_time]]\nkind = \"terms_change\"\nplans = [\"standard\"]\ntenants = [\"hinode\"]\nsince = 2027-01-01\ndays = 30\n",
    );
    assert_eq!(times.extra_holidays.len(), 2);
    let shown: Vec<_> = times.rules.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        ["maintenance, informational: 10 business days", "terms_change, plans standard, tenants hinode: 30 days"]
    );
}

#[rstest]
#[case("[[lead_time]]\ncategory = \"repair\"\ndays = 1\n", "17:12 wrong-value")]
#[case("[[lead_time]]\nkind = \"incident\"\ndays = 1\n", "17:8 wrong-value")]
#[case("[[lead_time]]\ndays = 0\n", "17:8 wrong-value")]
#[case("[[lead_time]]\ndays = 5000\n", "17:8 wrong-value")]
#[case("[[lead_time]]\ndays = 1\nbusiness_days = 1\n", "16:1 wrong-value")]
#[case("[[lead_time]]\nimpact = \"informational\"\n", "16:1 missing-key")]
#[case("[[lead_time]]\ndays = 1\nplans = [\"light\"]\n", "18:10 unknown-plan")]
#[case("[[lead_time]]\ndays = 1\ntenants = []\n", "18:11 wrong-value")]
#[case("[[lead_time]]\ndays = 1\ntenant = \"hinode\"\n", "18:1 unknown-key")]
#[case("[[lead_time]]\nkind = \"terms_change\"\ncategory = \"feature\"\ndays = 1\n", "18:1 wrong-value")]
#[case("[business_days]\nextra_holidays = [\"02-30\"]\n", "17:19 wrong-value")]
#[case("[business_days]\nholidays = []\n", "17:1 unknown-key")]
fn a_mistake_in_a_rule_is_found_at_its_place(#[case] text: &str, #[case] expected: &str) {
    let tree = with("portal.toml", LAST, &format!("{LAST}{text}"));
    let found: Vec<_> = found(&tree).into_iter().filter(|finding| finding.starts_with("portal.toml")).collect();
    assert_eq!(found, [format!("portal.toml:{expected}")]);
}

#[test]
fn what_starts_too_early_is_refused_at_its_date() {
    assert_eq!(said(&good(), "[[lead_time]]\ncategory = \"specification\"\ndays = 101\n", 0, &[]), None);
    let (line, column, message) =
        said(&good(), "[[lead_time]]\ncategory = \"specification\"\ndays = 102\n", 0, &[]).unwrap();
    assert_eq!((line, column), (13, 19));
    assert_eq!(
        message,
        "2027-03-01 is too early: the rule \"specification: 102 days\" permits 2027-03-02 at the earliest"
    );
}

#[test]
fn the_tenant_is_named_whose_contract_it_is() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ntenants = [\"hinode\"]\ndays = 120\n";
    let (_, _, message) = said(&good(), rule, 0, &[]).unwrap();
    assert!(message.starts_with("2027-03-01 is too early for hinode: "), "{message}");
    let (_, _, message) = said(&good(), rule, 0, &[hinode("standard")]).unwrap();
    assert!(message.starts_with("2027-03-01 is too early for hinode (日の出通販): "), "{message}");
    assert_eq!(said(&good(), rule, 0, &[hinode("light")]), None, "it is not in the audience");
}

#[test]
fn changed_terms_are_held_to_the_day_they_hold_from() {
    let (line, column, message) = said(&good(), "[[lead_time]]\nkind = \"terms_change\"\ndays = 60\n", 0, &[]).unwrap();
    assert_eq!((line, column), (9, 15));
    assert!(message.starts_with("2026-08-01 ") && message.contains("2026-08-08"), "{message}");
}

#[test]
fn who_says_why_is_not_refused_and_what_is_published_keeps_the_rules_of_its_day() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ndays = 200\n";
    let reason = "act_by: 2027-02-26\nlead_time_exception: 法令の改正に合わせます。";
    assert_eq!(said(&with(NOTICE, "act_by: 2027-02-26", reason), rule, 0, &[]), None);
    assert!(said(&good(), rule, 1, &[]).is_some());
    assert_eq!(said(&good(), rule, 2, &[]), None);
}

/// The notice with a second revision of 20 January whose start is `start`, and the first as it was.
fn amended(start: &str) -> SourceTree {
    let mut tree = good();
    let first = text(&tree, NOTICE);
    let second = first.replace("start: 2027-03-01T02", &format!("start: {start}T02")).replace(
        "class: initial }",
        "class: initial }\n  - { on: 2027-01-20, class: material, note: 開始日を改めました。 }",
    );
    let folder = NOTICE.trim_end_matches("index.md");
    tree.0.insert(NOTICE.to_owned(), second.into_bytes());
    tree.0.insert(format!("{folder}revisions/1/index.md"), first.into_bytes());
    tree.0.insert(format!("{folder}revisions/1/migration.pdf"), b"%PDF-1.7".to_vec());
    tree
}

#[test]
fn an_amendment_is_held_to_the_rules_only_where_it_moves_the_start_nearer() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ndays = 60\n";
    assert_eq!(said(&amended("2027-03-01"), rule, 2, &[]), None, "it stays");
    let (line, _, message) = said(&amended("2027-02-27"), rule, 2, &[]).unwrap();
    assert!(line == 13 && message.contains("2027-03-21"), "counted from the amendment: {message}");
    let mut later = amended("2027-03-10");
    let end = text(&later, NOTICE).replace("end: 2027-03-01", "end: 2027-03-10");
    later.0.insert(NOTICE.to_owned(), end.into_bytes());
    assert_eq!(said(&later, rule, 2, &[]), None, "it is moved back");
    let mut without = amended("2027-02-27");
    without.0.retain(|path, _| !path.contains("revisions/1/"));
    assert!(said(&without, rule, 2, &[]).is_some(), "where it was before cannot be seen");
}

/// As [`amended`], with an end on the same day.
fn moved(start: &str) -> SourceTree {
    let mut tree = amended(start);
    let with_end = text(&tree, NOTICE).replace("end: 2027-03-01", &format!("end: {start}"));
    tree.0.insert(NOTICE.to_owned(), with_end.into_bytes());
    tree
}

fn in_force(day: &str) -> Told {
    Told { from: 2, in_force: Some(day.parse::<NaiveDate>().unwrap()), ..Told::default() }
}

#[test]
fn what_is_in_force_counts_and_not_what_the_files_said_before() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ndays = 60\n";
    let late = |tree: &SourceTree, told| said_of(tree, rule, told, &[]);
    assert_eq!(late(&moved("2027-03-05"), in_force("2027-03-05")), None, "the file follows what staff did");
    assert!(late(&moved("2027-03-05"), in_force("2027-03-06")).is_some(), "staff had moved it further");
    let mut without = moved("2027-02-27");
    without.0.retain(|path, _| !path.contains("revisions/1/"));
    let editorial = text(&without, NOTICE).replace("class: material", "class: editorial");
    without.0.insert(NOTICE.to_owned(), editorial.into_bytes());
    assert_eq!(late(&without, Told { from: 2, ..Told::default() }), None, "nobody knows what stood there");
    assert!(late(&without, in_force("2027-03-01")).is_some(), "the database does");
    assert_eq!(late(&without, in_force("2027-02-27")), None);
}

#[test]
fn what_nobody_has_seen_is_told_as_a_whole_when_it_appears() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ndays = 60\n";
    let told = |now: &str| {
        let now = Some(now.parse::<DateTime<Utc>>().unwrap());
        Told { from: 2, now, in_force: None, is_unseen: true }
    };
    for start in ["2027-03-01", "2027-03-10"] {
        let mut tree = moved(start);
        assert_eq!(said_of(&tree, rule, told("2026-11-10T01:00:00Z"), &[]), None, "{start}");
        let late = text(&tree, NOTICE).replace("publish_at: 2026-11-20", "publish_at: 2027-01-20");
        let late = late.replace("due: 2026-12-18", "due: 2027-02-18");
        tree.0.insert(NOTICE.to_owned(), late.into_bytes());
        let (_, _, message) = said_of(&tree, rule, told("2026-11-10T01:00:00Z"), &[]).unwrap();
        assert!(message.contains("2027-03-21"), "counted from the day it appears: {message}");
    }
}

#[test]
fn a_file_dated_back_gives_no_time_until_the_change_begins() {
    let rule = "[[lead_time]]\ncategory = \"specification\"\ndays = 30\n";
    let told = |now: &str| Told { now: Some(now.parse::<DateTime<Utc>>().unwrap()), ..Told::default() };
    let late = |now| said_of(&good(), rule, told(now), &[]).is_some();
    assert!(late("2027-02-28T15:30:00Z"), "an hour and a half before, on the same day");
    assert!(late("2027-02-28T16:59:59Z") && !late("2027-02-28T17:00:00Z"), "then it is history");
    let terms = "[[lead_time]]\nkind = \"terms_change\"\ndays = 30\n";
    let late = |now| said_of(&good(), terms, told(now), &[]).is_some();
    assert!(late("2026-08-01T14:59:59Z") && !late("2026-08-01T15:00:00Z"), "a day is over at its end");
}

#[test]
fn changed_terms_have_no_exception_and_none_is_offered() {
    let help = |text: &str| {
        let (tree, rules) = (good(), rules(text));
        let drafts = read_quietly(&tree).drafts;
        let found = drafts.iter().find_map(|draft| lead_time_finding(&tree, &rules, draft, Told::default(), &[]));
        found.unwrap().help
    };
    assert!(!help("[[lead_time]]\nkind = \"terms_change\"\ndays = 60\n").contains("lead_time_exception"));
    assert!(help("[[lead_time]]\ncategory = \"specification\"\ndays = 102\n").contains("lead_time_exception"));
}
