//! YAML with places. Numbers, dates and truth values are kept as they are written, so that a title
//! `2026` stays a title and `1.10` does not become `1.1`. Anchors work; merge keys are refused.

use super::node::{Entries, Key, Node, Value};
use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::SourceFile;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::options::{DuplicateKeyPolicy, MergeKeyPolicy};
use serde_saphyr::{Location, Spanned};
use std::fmt;
use std::ops::Range;

/// Reads the YAML in a range of the file; a finding and `None` where it is not a map of keys.
pub(super) fn parse_yaml(file: &SourceFile<'_>, range: Range<usize>, findings: &mut Vec<Finding>) -> Option<Entries> {
    let yaml = &file.text[range.clone()];
    let options = serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::Error,
        with_snippet: false,
    };
    let place = |location: &Location| range.start + byte_range(yaml, location).start;
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(yaml, options) {
        Ok(Spanned { value: Raw::Map(entries), .. }) => Some(Raw::entries(entries, yaml, range.start)),
        Ok(Spanned { referenced, .. }) => {
            let at = place(&referenced);
            findings.push(file.finding(
                Rule::Yaml,
                at..at,
                "the front matter is not a list of keys",
                "write one `key: value` per line",
            ));
            None
        }
        Err(error) => {
            let at = error.location().map_or(range.start, |location| place(&location));
            let message = error.without_snippet().to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            findings.push(file.finding(
                Rule::Yaml,
                at..at,
                message,
                "check indentation, brackets and quotes; a text with `: ` or ` #` in it needs quotes",
            ));
            None
        }
    }
}

/// What the deserializer hands over: places still as it counts them.
enum Raw {
    Text(String),
    /// A number or truth value; its spelling is in the source.
    Other,
    Nothing,
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl Raw {
    fn entries(entries: Vec<(Spanned<String>, Spanned<Self>)>, yaml: &str, base: usize) -> Entries {
        let key = |key: Spanned<String>| Key { at: shifted(byte_range(yaml, &key.referenced), base), name: key.value };
        entries.into_iter().map(|(name, raw)| (key(name), Self::node(raw, yaml, base))).collect()
    }

    fn node(raw: Spanned<Self>, yaml: &str, base: usize) -> Node {
        let at = byte_range(yaml, &raw.referenced);
        let value = match raw.value {
            Self::Text(text) => Value::Scalar(text),
            Self::Other => Value::Scalar(yaml[byte_range(yaml, &raw.defined)].trim().to_owned()),
            Self::Nothing => Value::Nothing,
            Self::List(items) => Value::List(items.into_iter().map(|item| Self::node(item, yaml, base)).collect()),
            Self::Map(entries) => Value::Map(Self::entries(entries, yaml, base)),
        };
        Node { at: shifted(at, base), value }
    }
}

fn shifted(range: Range<usize>, base: usize) -> Range<usize> {
    range.start + base..range.end + base
}

/// The bytes a location is about, kept within the text and on character boundaries.
fn byte_range(yaml: &str, location: &Location) -> Range<usize> {
    let number = |value: Option<u64>| value.and_then(|value| usize::try_from(value).ok());
    let span = location.span();
    let start = number(span.byte_offset()).unwrap_or_else(|| offset_of(yaml, location)).min(yaml.len());
    let end = start.saturating_add(number(span.byte_len()).unwrap_or(0)).min(yaml.len());
    if yaml.is_char_boundary(start) && yaml.is_char_boundary(end) { start..end } else { 0..0 }
}

/// Where a location is by its line and column: all that is known of a mistake in the YAML itself.
fn offset_of(yaml: &str, location: &Location) -> usize {
    let index = |number: u64| usize::try_from(number).unwrap_or(1).saturating_sub(1);
    let mut lines = yaml.split_inclusive('\n');
    let start: usize = lines.by_ref().take(index(location.line())).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    start + line.char_indices().nth(index(location.column())).map_or(line.trim_end().len(), |(at, _)| at)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Other)
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = vec![];
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = vec![];
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(yaml: &str) -> (Option<Entries>, Vec<Finding>) {
        let file = SourceFile::open("x".into(), yaml.as_bytes()).unwrap();
        let mut findings = vec![];
        (parse_yaml(&file, 0..yaml.len(), &mut findings), findings)
    }

    #[test]
    fn every_key_and_value_knows_its_bytes() {
        let yaml =
            "題: 通話録音\nplanned: { start: 2027-03-01T02:00:00+09:00, on: 1.10 }\nlist:\n  - 'a b'\n  - 0042\n";
        let entries = parse(yaml).0.unwrap();
        let written = |range: &Range<usize>| yaml[range.clone()].to_owned();
        assert_eq!((written(&entries[0].0.at), written(&entries[0].1.at)), ("題".into(), "通話録音".into()));
        let Value::Map(planned) = &entries[1].1.value else { panic!("{entries:?}") };
        assert_eq!(written(&planned[0].1.at), "2027-03-01T02:00:00+09:00");
        assert_eq!((planned[1].0.name.as_str(), written(&planned[1].0.at)), ("on", "on".into()));
        assert_eq!(planned[1].1.value, Value::Scalar("1.10".into()));
        let Value::List(list) = &entries[2].1.value else { panic!("{entries:?}") };
        assert_eq!((written(&list[0].at), &list[0].value), ("'a b'".into(), &Value::Scalar("a b".into())));
        assert_eq!(list[1].value, Value::Scalar("0042".into()));
    }

    #[test]
    fn a_key_given_twice_is_handed_on_twice() {
        let entries = parse("a: 1\na: 2\n").0.unwrap();
        assert_eq!(entries.iter().map(|(key, _)| key.at.start).collect::<Vec<_>>(), [0, 5]);
    }

    #[test]
    fn a_slip_in_the_yaml_is_one_finding_with_its_line() {
        let (entries, findings) = parse("a: 1\nb: [1, 2\nc: 3\n");
        assert!(entries.is_none());
        assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["yaml"]);
        assert!(findings[0].line >= 2, "{findings:?}");
        let (_, findings) = parse("a: 1\n題: 注: 2027年\n");
        assert_eq!((findings[0].line, findings[0].column), (2, 5), "{findings:?}");
    }

    #[test]
    fn a_front_matter_without_keys_is_refused() {
        assert_eq!(parse("only words\n").1[0].rule, "yaml");
        assert_eq!(parse("").1[0].rule, "yaml");
    }
}
