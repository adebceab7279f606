//! Typed reading of keys. Every key asked for is known; what is left when all have been asked for is
//! an unknown key. A value that cannot be taken is a finding and reads as `None`.

use super::nearest::did_you_mean;
use super::node::{Entries, Node, Value};
use crate::finding::Finding;
use crate::rule::Rule;
use crate::scaffold::PLACEHOLDERS;
use crate::source::SourceFile;
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::locale::Localized;
use std::ops::Range;

/// A value and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct At<T> {
    /// The value.
    pub value: T,
    /// Bytes of the file's text.
    pub at: Range<usize>,
}

/// The keys of a map, being read.
pub(crate) struct Fields<'a> {
    file: &'a SourceFile<'a>,
    entries: &'a Entries,
    /// Where a missing key is reported.
    at: Range<usize>,
    asked: Vec<&'static str>,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Fields<'a> {
    /// Begins with a map; reports keys given twice.
    pub fn new(
        file: &'a SourceFile<'a>,
        entries: &'a Entries,
        at: Range<usize>,
        findings: &'a mut Vec<Finding>,
    ) -> Self {
        for (nth, (key, _)) in entries.iter().enumerate() {
            if entries[..nth].iter().any(|(earlier, _)| earlier.name == key.name) {
                findings.push(file.finding(
                    Rule::DuplicateKey,
                    key.at.clone(),
                    format!("`{}` is given twice", key.name),
                    "keep one of them",
                ));
            }
        }
        Self { file, entries, at, asked: vec![], findings }
    }

    /// The value of a key, if there is one; an empty one is a finding.
    pub fn node(&mut self, name: &'static str) -> Option<&'a Node> {
        self.asked.push(name);
        let (key, node) = self.entries.iter().find(|(key, _)| key.name == name)?;
        if node.value == Value::Nothing {
            let message = format!("`{name}` has no value");
            self.report(Rule::WrongValue, key.at.clone(), message, "give it one, or leave the key out");
            return None;
        }
        Some(node)
    }

    /// Where a key is written.
    pub fn key(&self, name: &str) -> Option<Range<usize>> {
        self.entries.iter().find(|(key, _)| key.name == name).map(|(key, _)| key.at.clone())
    }

    /// The value of a key that has to be there.
    pub fn required(&mut self, name: &'static str) -> Option<&'a Node> {
        if !self.entries.iter().any(|(key, _)| key.name == name) {
            self.asked.push(name);
            self.missing(name);
            return None;
        }
        self.node(name)
    }

    /// Reports that a key has to be there.
    pub fn missing(&mut self, name: &str) {
        let at = self.at.clone();
        let help = format!("add `{name}`; docs/authors.md says what it means");
        self.report(Rule::MissingKey, at, format!("`{name}` is missing"), help);
    }

    /// Reports that a key has to be there for `whose`.
    pub fn missing_because(&mut self, name: &str, whose: &str, help: &str) {
        let at = self.at.clone();
        self.report(Rule::MissingKey, at, format!("`{name}` is missing: {whose} has it"), help);
    }

    /// Whether the group of keys called `name` has the key `below`; `None` where there is no such group.
    pub fn has_below(&self, name: &str, below: &str) -> Option<bool> {
        let (_, node) = self.entries.iter().find(|(key, _)| key.name == name)?;
        let Value::Map(entries) = &node.value else { return None };
        Some(entries.iter().any(|(key, _)| key.name == below))
    }

    /// A single value, taken by `take`, which says what it expected otherwise.
    pub fn scalar<T>(&mut self, node: &Node, take: impl FnOnce(&str) -> Result<T, String>) -> Option<At<T>> {
        let Value::Scalar(text) = &node.value else {
            let message = format!("expected a single value, found {}", node.value.sort());
            self.report(Rule::WrongValue, node.at.clone(), message, "write one value after the key");
            return None;
        };
        match take(text) {
            Ok(value) => Some(At { value, at: node.at.clone() }),
            Err(expected) => {
                self.report(Rule::WrongValue, node.at.clone(), format!("`{text}` cannot be taken"), expected);
                None
            }
        }
    }

    /// One line of text that is not empty; one a new notice starts with is reported.
    pub fn line(&mut self, node: &Node) -> Option<At<String>> {
        let line = self.scalar(node, |text| {
            let text = text.trim();
            if text.is_empty() {
                Err("write a text".into())
            } else if text.contains('\n') {
                Err("write it on one line".into())
            } else {
                Ok(text.to_owned())
            }
        })?;
        if PLACEHOLDERS.iter().any(|placeholder| line.value.contains(placeholder)) {
            self.report(
                Rule::Placeholder,
                line.at.clone(),
                "this still has to be written",
                "replace the text in brackets",
            );
        }
        Some(line)
    }

    /// A text of at most `most` characters.
    pub fn short_line(&mut self, node: &Node, most: usize, rule: Rule) -> Option<At<String>> {
        let line = self.line(node)?;
        let length = line.value.chars().count();
        if length <= most {
            return Some(line);
        }
        self.report(
            rule,
            line.at,
            format!("this has {length} characters"),
            format!("{most} are the most there can be"),
        );
        None
    }

    /// A list of texts.
    pub fn lines(&mut self, node: &'a Node) -> Option<Vec<At<String>>> {
        let lines: Vec<_> = self.list(node)?.iter().map(|item| self.line(item)).collect();
        if lines.is_empty() {
            self.report(Rule::WrongValue, node.at.clone(), "the list is empty", "fill it, or leave the key out");
        }
        lines.into_iter().collect()
    }

    /// A name of one of the domain's forms.
    pub fn name<T, E: ToString>(&mut self, node: &Node, parse: impl FnOnce(&str) -> Result<T, E>) -> Option<At<T>> {
        self.scalar(node, |text| parse(text).map_err(|error| error.to_string()))
    }

    /// One word of a closed list.
    pub fn word<T: Copy>(&mut self, node: &Node, all: &[T], word: impl Fn(T) -> &'static str) -> Option<At<T>> {
        self.scalar(node, |text| {
            let known = all.iter().copied().find(|known| word(*known) == text);
            known.ok_or_else(|| did_you_mean(text, all.iter().map(|known| word(*known))))
        })
    }

    /// A date, `2026-11-20`.
    pub fn date(&mut self, node: &Node) -> Option<At<NaiveDate>> {
        self.scalar(node, |text| {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
            date.ok_or_else(|| "write a date as in 2026-11-20".into())
        })
    }

    /// A date and time with its offset, `2026-11-20T10:00:00+09:00` (RFC 3339).
    pub fn date_time(&mut self, node: &Node) -> Option<At<DateTime<FixedOffset>>> {
        self.scalar(node, |text| {
            DateTime::parse_from_rfc3339(text)
                .map_err(|_| "write a date and time with offset as in 2026-11-20T10:00:00+09:00".into())
        })
    }

    /// A whole number from 0.
    pub fn number(&mut self, node: &Node) -> Option<At<u32>> {
        self.scalar(node, |text| text.parse().map_err(|_| "write a whole number".into()))
    }

    /// `true` or `false`.
    pub fn truth(&mut self, node: &Node) -> Option<At<bool>> {
        self.scalar(node, |text| text.parse().map_err(|_| "write `true` or `false`".into()))
    }

    /// The items of a list.
    pub fn list(&mut self, node: &'a Node) -> Option<&'a [Node]> {
        let Value::List(items) = &node.value else {
            let message = format!("expected a list, found {}", node.value.sort());
            self.report(Rule::WrongValue, node.at.clone(), message, "write a list as in [one, two]");
            return None;
        };
        Some(items)
    }

    /// A list of names, none of them twice.
    pub fn names<T: PartialEq, E: ToString>(
        &mut self,
        node: &'a Node,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<Vec<At<T>>> {
        let mut names: Vec<At<T>> = vec![];
        let mut complete = true;
        for item in self.list(node)? {
            let Some(name) = self.name(item, &parse) else {
                complete = false;
                continue;
            };
            if names.iter().any(|earlier| earlier.value == name.value) {
                self.report(Rule::DuplicateKey, name.at.clone(), "this is in the list twice", "keep one of them");
            }
            names.push(name);
        }
        complete.then_some(names)
    }

    /// The keys of a map below this one.
    pub fn below<'b>(&'b mut self, node: &'b Node) -> Option<Fields<'b>> {
        let Value::Map(entries) = &node.value else {
            let message = format!("expected a group of keys, found {}", node.value.sort());
            self.report(Rule::WrongValue, node.at.clone(), message, "write it as in { key: value }");
            return None;
        };
        Some(Fields::new(self.file, entries, node.at.clone(), self.findings))
    }

    /// A text in both languages, `{ ja = "…", en = "…" }`; the Japanese has to be there.
    pub fn localized(&mut self, node: &Node) -> Option<Localized<String>> {
        let mut fields = self.below(node)?;
        let ja = fields.required("ja").and_then(|node| fields.line(node));
        let en = fields.node("en").and_then(|node| fields.line(node));
        if en.is_none() {
            fields.report(Rule::MissingTranslation, node.at.clone(), "there is no English here", "add `en`");
        }
        fields.finish();
        Some(Localized { ja: ja?.value, en: en.map(|en| en.value) })
    }

    /// Reports something about a place in this file.
    pub fn report(&mut self, rule: Rule, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(self.file.finding(rule, at, message, help));
    }

    /// The file.
    pub fn file(&self) -> &'a SourceFile<'a> {
        self.file
    }

    /// Ends: every key not asked for is unknown.
    pub fn finish(self) {
        for (key, _) in self.entries.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())) {
            let help = did_you_mean(&key.name, self.asked.iter().copied());
            let message = format!("`{}` is not a key here", key.name);
            self.findings.push(self.file.finding(Rule::UnknownKey, key.at.clone(), message, help));
        }
    }
}
