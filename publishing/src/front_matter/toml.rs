//! TOML with places.

use super::node::{Entries, Key, Node, Value};
use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::SourceFile;
use toml::de::{DeTable, DeValue};

/// Reads a TOML file: what could be read, and a finding for each mistake.
pub(crate) fn parse_toml(file: &SourceFile<'_>, findings: &mut Vec<Finding>) -> Entries {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    for error in errors {
        let at = error.span().unwrap_or(0..0);
        findings.push(file.finding(Rule::Toml, at, error.message(), "check quotes, brackets and keys given twice"));
    }
    entries(table.get_ref())
}

fn entries(table: &DeTable<'_>) -> Entries {
    let key = |at, name: &str| Key { at, name: name.to_owned() };
    let mut entries: Entries = table
        .iter()
        .map(|(name, value)| (key(name.span(), name.get_ref()), node(value.span(), value.get_ref())))
        .collect();
    entries.sort_by_key(|(key, _)| key.at.start);
    entries
}

fn node(at: std::ops::Range<usize>, value: &DeValue<'_>) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Scalar(text.to_string()),
        DeValue::Integer(number) => Value::Scalar(number.as_str().to_owned()),
        DeValue::Float(number) => Value::Scalar(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Value::Scalar(truth.to_string()),
        DeValue::Datetime(date) => Value::Scalar(date.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(|item| node(item.span(), item.get_ref())).collect()),
        DeValue::Table(table) => Value::Map(entries(table)),
    };
    Node { at, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_bytes_and_mistakes_are_all_found() {
        let text = "since = 2024-04-01\n[[entry]]\nname = { ja = \"題\" }\nbad = \nworse = [1\n";
        let file = SourceFile::open("register.toml".into(), text.as_bytes()).unwrap();
        let mut findings = vec![];
        let entries = parse_toml(&file, &mut findings);
        assert_eq!(entries[0].1.value, Value::Scalar("2024-04-01".into()));
        assert_eq!(&text[entries[0].1.at.clone()], "2024-04-01");
        assert!(findings.len() >= 2 && findings.iter().all(|finding| finding.rule == "toml"), "{findings:?}");
        findings.sort();
        assert!(findings[0].line == 4 && findings[1].line == 5, "{findings:?}");
    }
}
