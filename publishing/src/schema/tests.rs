//! The schemas against a real validator, the reader and the author's guide.

use super::*;
use crate::front_matter::Document;
use crate::read::tests::content::read_content;
use crate::read::tests::read_quietly;
use crate::rule::Rule;
use crate::source::SourceFile;
use rstest::rstest;
use std::collections::BTreeSet;

fn validator(sheet: Sheet) -> jsonschema::Validator {
    jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&schema(sheet)).unwrap()
}

/// Which schema a file below `content/` is checked with.
fn sheet_of(path: &str) -> Option<Sheet> {
    let (folder, file) = (path.split('/').next()?, path.rsplit('/').next()?);
    Some(match (folder, file) {
        ("portal.toml", _) => Sheet::Portal,
        (_, "register.toml") => Sheet::Register,
        ("notices", "index.md") => Sheet::Notice,
        ("notices", "index.en.md") => Sheet::NoticeEn,
        ("disclosures", "index.md") => Sheet::Disclosure,
        ("disclosures", "index.en.md") => Sheet::DisclosureEn,
        ("policies", "index.md") => Sheet::Policy,
        ("policies", "index.en.md") => Sheet::PolicyEn,
        _ => return None,
    })
}

/// A file as an editor's YAML or TOML support sees it.
fn instance(path: &str, text: &str) -> Value {
    if path.rsplit('.').next() == Some("toml") {
        let table: toml::Table = text.parse().unwrap();
        return plain(toml::Value::Table(table));
    }
    let yaml = text.split("---\n").nth(1).unwrap();
    serde_saphyr::from_str(yaml).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
        other => serde_json::to_value(other).unwrap(),
    }
}

#[test]
fn every_file_of_the_content_meets_its_schema() {
    let (tree, _) = read_content();
    let mut checked = BTreeSet::new();
    // What an earlier revision was not asked for yet, an editor need not ask it for either.
    for (path, bytes) in tree.0.iter().filter(|(path, _)| !path.contains("/revisions/")) {
        let Some(sheet) = sheet_of(path) else { continue };
        let errors: Vec<_> = validator(sheet)
            .iter_errors(&instance(path, std::str::from_utf8(bytes).unwrap()))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{path}: {errors:?}");
        checked.insert(format!("{sheet:?}"));
    }
    assert_eq!(checked.len(), Sheet::ALL.len(), "{checked:?}");
}

const GOOD: &str = "id: SC-2026-0042
kind: service_change
category: specification
impact: action_required
components: [recording-api]
title: 題
summary: 要旨
actions: [一]
affects: 影響
systems: 基盤
publish_at: 2026-11-20T10:00:00+09:00
planned: { start: 2027-03-01T02:00:00+09:00 }
act_by: 2027-02-26
revisions:
  - { on: 2026-11-20, class: initial }
";

#[rstest]
#[case("impact: action_required", "impact: huge")]
#[case("impact: action_required", "imapct: action_required")]
#[case("id: SC-2026-0042", "id: SC-26-42")]
#[case("[recording-api]", "[Recording]")]
#[case("[recording-api]", "recording-api")]
#[case("title: 題\n", "")]
#[case("systems: 基盤\n", "")]
#[case("act_by: 2027-02-26\n", "")]
#[case("act_by: 2027-02-26", "act_by: soon")]
#[case("actions: [一]\n", "")]
#[case("planned: { start: 2027-03-01T02:00:00+09:00 }\n", "")]
#[case("category: specification", "category: maintenance")]
#[case("category: specification", "category: removal")]
#[case("category: specification", "category: feature\nprovider: x")]
#[case("category: specification", "category: feature\neffective_on: 2027-03-01")]
#[case("kind: service_change", "kind: terms_change")]
#[case("kind: service_change", "kind: incident")]
#[case("class: initial", "class: inital")]
#[case("affects: 影響", "affects: 影響\naudience: {}")]
#[case("affects: 影響", "affects: 影響\nacknowledgement: { by: everyone }")]
fn a_wrong_notice_fails(#[case] from: &str, #[case] to: &str) {
    let validator = validator(Sheet::Notice);
    let instance = |text: &str| -> Value { serde_saphyr::from_str(text).unwrap() };
    assert!(validator.is_valid(&instance(GOOD)));
    let wrong = GOOD.replace(from, to);
    assert_ne!(wrong, GOOD);
    assert!(!validator.is_valid(&instance(&wrong)), "{wrong}");
}

const INCIDENT: &str = "notices/2026/SC-2026-0047-call-history-export/index.md";

#[rstest]
#[case("persons: 312名", "persons: 312")]
#[case("persons: 312名", "persons: 1.5")]
#[case("persons: 312名", "persons: true")]
fn a_line_that_reads_as_a_number_is_a_line_to_the_check_and_the_schema(#[case] from: &str, #[case] to: &str) {
    let (mut tree, _) = read_content();
    let text = std::str::from_utf8(&tree.0[INCIDENT]).unwrap();
    let changed = text.replace(from, to);
    assert_ne!(text, changed);
    assert!(validator(Sheet::Notice).is_valid(&instance(INCIDENT, &changed)));
    tree.0.insert(INCIDENT.to_owned(), changed.into_bytes());
    let findings = read_quietly(&tree).findings;
    let wrong: Vec<_> = findings.iter().filter(|finding| finding.path == INCIDENT).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_schemas_are_schemas() {
    for sheet in Sheet::ALL {
        assert!(jsonschema::meta::is_valid(&schema(sheet)), "{sheet:?}");
    }
}

/// The keys the reader asks for at one place, which it lists where a key is like none of them.
fn asked_for(path: &str, text: &str) -> BTreeSet<String> {
    let (mut tree, _) = read_content();
    tree.0.insert(path.to_owned(), text.as_bytes().to_vec());
    let reading = read_quietly(&tree);
    let found =
        reading.findings.iter().find(|finding| finding.path == path && finding.message.starts_with("`zzzzzzzz`"));
    let help = &found.unwrap_or_else(|| panic!("{path}: {:?}", reading.findings)).help;
    help.trim_start_matches("it can be ").split(", ").map(|key| key.trim_matches('`').to_owned()).collect()
}

/// A file with a key put in that there is not, at the beginning or below a key.
fn spoilt(text: &str, below: Option<&str>) -> String {
    let Some(below) = below else {
        return text.replacen("---\n", "---\nzzzzzzzz: x\n", 1);
    };
    let head = text.lines().find(|line| line.starts_with(&format!("{below}:"))).unwrap();
    let spoilt = if head.ends_with('}') {
        head.replacen('{', "{ zzzzzzzz: x,", 1)
    } else if below == "revisions" {
        return text.replacen("  - {", "  - { zzzzzzzz: x,", 1);
    } else {
        format!("{head}\n  zzzzzzzz: x")
    };
    text.replacen(head, &spoilt, 1)
}

#[rstest]
#[case("notices/2026/SC-2026-0042-recording-api-v3/index.md", Sheet::Notice)]
#[case("notices/2026/SC-2026-0042-recording-api-v3/index.en.md", Sheet::NoticeEn)]
#[case("notices/2026/SC-2026-0047-call-history-export/index.md", Sheet::Notice)]
#[case("notices/2026/SC-2026-0047-call-history-export/index.en.md", Sheet::NoticeEn)]
#[case("disclosures/backup/index.md", Sheet::Disclosure)]
#[case("disclosures/backup/index.en.md", Sheet::DisclosureEn)]
#[case("policies/information-security/index.md", Sheet::Policy)]
#[case("policies/information-security/index.en.md", Sheet::PolicyEn)]
fn the_keys_of_a_schema_are_those_the_reader_asks_for(#[case] path: &str, #[case] sheet: Sheet) {
    let (tree, _) = read_content();
    let text = std::str::from_utf8(&tree.0[path]).unwrap();
    let names = |keys: &[Key]| keys.iter().map(|key| key.name.to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(asked_for(path, &spoilt(text, None)), names(&sheet.keys()));
    let file = SourceFile::open(path.to_owned(), text.as_bytes()).unwrap();
    let document = Document::parse(&file, &mut vec![]).unwrap();
    for key in sheet.keys().iter().filter(|key| !key.shape.keys().is_empty() && document.key(key.name).is_some()) {
        assert_eq!(asked_for(path, &spoilt(text, Some(key.name))), names(key.shape.keys()), "{}", key.name);
    }
}

#[test]
fn the_keys_of_a_register_and_of_the_service_are_those_the_reader_asks_for() {
    let (tree, _) = read_content();
    for (path, sheet) in [("disclosures/sub-processors/register.toml", Sheet::Register), ("portal.toml", Sheet::Portal)]
    {
        let text = std::str::from_utf8(&tree.0[path]).unwrap();
        let names = |keys: &[Key]| keys.iter().map(|key| key.name.to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(asked_for(path, &format!("zzzzzzzz = 1\n{text}")), names(&sheet.keys()));
        for key in sheet.keys().iter().filter(|key| !key.shape.keys().is_empty()) {
            let heading = [format!("[{}]\n", key.name), format!("[[{}]]\n", key.name)];
            let heading = heading.iter().find(|heading| text.contains(*heading)).unwrap();
            let spoilt = text.replacen(heading, &format!("{heading}zzzzzzzz = 1\n"), 1);
            assert_eq!(asked_for(path, &spoilt), names(key.shape.keys()), "{}", key.name);
        }
    }
}

const GUIDE: &str = include_str!("../../../docs/authors.md");

#[test]
fn the_guide_has_every_rule() {
    let missing: Vec<_> =
        Rule::ALL.iter().map(|rule| rule.name()).filter(|name| !GUIDE.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "docs/authors.md does not explain {missing:?}");
}

#[test]
fn the_guide_has_every_key_and_every_word() {
    fn check(keys: &[Key], missing: &mut BTreeSet<String>) {
        for key in keys {
            let mut look = |word: &str| {
                let is_there = GUIDE.contains(&format!("`{word}`")) || GUIDE.contains(&format!("`{word}:"));
                (!is_there).then(|| missing.insert(word.to_owned()));
            };
            look(key.name);
            if let Shape::Word(words) = &key.shape {
                for word in words {
                    look(word);
                }
            }
            check(key.shape.keys(), missing);
        }
    }
    let mut missing = BTreeSet::new();
    for sheet in Sheet::ALL {
        check(&sheet.keys(), &mut missing);
    }
    assert!(missing.is_empty(), "docs/authors.md does not explain {missing:?}");
}
