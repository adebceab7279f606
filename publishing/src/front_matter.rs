//! Front matter and TOML files as one tree in which every key and value knows its place, and typed
//! reading from it that collects all mistakes instead of stopping at the first.

mod fields;
mod nearest;
mod node;
mod toml;
mod yaml;

pub(crate) use fields::{At, Fields};
pub(crate) use nearest::did_you_mean;
pub(crate) use node::{Entries, Node, Value};
pub(crate) use toml::parse_toml;

use crate::finding::Finding;
use crate::rule::Rule;
use crate::source::SourceFile;
use std::ops::Range;

/// A text file taken apart: its front matter and where its body begins.
#[derive(Debug)]
pub(crate) struct Document {
    /// The keys; `None` where the front matter could not be read.
    pub entries: Option<Entries>,
    /// Where the front matter begins, for findings about something that is not there.
    pub head: Range<usize>,
    /// Where the body begins.
    pub body: usize,
}

const FENCE: &str = "---";

impl Document {
    /// Splits a file at its `---` lines and reads the YAML between them. `None`, with a finding,
    /// where there is no front matter.
    pub fn parse(file: &SourceFile<'_>, findings: &mut Vec<Finding>) -> Option<Self> {
        let text: &str = &file.text;
        let Some((yaml, body)) = split(text) else {
            findings.push(file.finding(
                Rule::FrontMatterMissing,
                0..text.find('\n').unwrap_or(text.len()),
                "the file does not begin with front matter",
                "put `---` on the first line, then the keys, then `---` on a line of its own, then the text",
            ));
            return None;
        };
        let entries = yaml::parse_yaml(file, yaml, findings);
        Some(Self { entries, head: 0..FENCE.len(), body })
    }

    /// Where a key is written.
    pub fn key(&self, name: &str) -> Option<Range<usize>> {
        let (key, _) = self.entries.as_ref()?.iter().find(|(key, _)| key.name == name)?;
        Some(key.at.clone())
    }

    /// The whole lines of the file's text on which a key and its value are written; `None` where anything but a comment
    /// stands there besides.
    pub fn lines_of(&self, name: &str, text: &str) -> Option<Range<usize>> {
        let (key, node) = self.entries.as_ref()?.iter().find(|(key, _)| key.name == name)?;
        let start = text[..key.at.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[node.at.end..].find('\n').map_or(text.len(), |at| node.at.end + at + 1);
        let (before, after) = (&text[start..key.at.start], text[node.at.end..end].trim());
        (before.trim().is_empty() && (after.is_empty() || after.starts_with('#'))).then_some(start..end)
    }
}

/// The range of the YAML and the start of the body.
fn split(text: &str) -> Option<(Range<usize>, usize)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == FENCE)?;
    let mut offset = first.len();
    for line in lines {
        if line.trim_end() == FENCE {
            return Some((first.len()..offset, offset + line.len()));
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_what_follows_the_second_fence_to_the_byte() {
        let text = "---\na: 1\n---\nI. 方針\n---\nend";
        let (yaml, body) = split(text).unwrap();
        assert_eq!((&text[yaml], &text[body..]), ("a: 1\n", "I. 方針\n---\nend"));
        assert_eq!(split("---\n---").unwrap(), (4..4, 7));
        assert!(split("a: 1\n---\n").is_none() && split("---\na: 1\n").is_none() && split("").is_none());
    }
}
