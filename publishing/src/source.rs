//! The files below `content/`, and the canonical form that names a revision. A path has `/` between its
//! parts on every system. See docs/decisions/0003-digest-of-a-revision.md.

use crate::finding::Finding;
use crate::rule::Rule;
use domain::digest::Digest;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::OnceLock;

/// The files below `content/`. Each is read when it is needed: all of a large folder is more than should be
/// in memory at once.
pub trait Sources: Sync {
    /// The paths of all files, in order.
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_>;

    /// The bytes of a file; `None` where there is none of that path.
    ///
    /// # Errors
    /// When it cannot be read; the error names it.
    fn read(&self, path: &str) -> io::Result<Option<Cow<'_, [u8]>>>;

    /// The bytes of a file, to show a place in it; `None` where that cannot be.
    fn file(&self, path: &str) -> Option<Cow<'_, [u8]>> {
        self.read(path).ok().flatten()
    }
}

/// A small tree in memory: path below `content/` to bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree(pub BTreeMap<String, Vec<u8>>);

impl Sources for SourceTree {
    fn paths(&self) -> Box<dyn Iterator<Item = &str> + '_> {
        Box::new(self.0.keys().map(String::as_str))
    }

    fn read(&self, path: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
        Ok(self.0.get(path).map(|bytes| Cow::Borrowed(bytes.as_slice())))
    }
}

/// The endings of files whose line ends are not part of their meaning.
const TEXT_ENDINGS: [&str; 5] = ["md", "toml", "csv", "txt", "json"];

/// The bytes that count: text files with `\n` line ends, others as they are.
fn canonical<'a>(name: &str, bytes: &'a [u8]) -> Cow<'a, [u8]> {
    let is_text = name.rsplit_once('.').is_some_and(|(_, ending)| TEXT_ENDINGS.contains(&ending));
    if !is_text || !bytes.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(bytes);
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        if *byte != b'\r' || rest.peek() != Some(&&b'\n') {
            plain.push(*byte);
        }
    }
    Cow::Owned(plain)
}

/// The digest of a revision: for each of its files in order of name: the name, NUL, the length of
/// its canonical bytes in decimal, NUL, those bytes. Files must come in order of name.
pub fn revision_digest<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Digest {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        let bytes = canonical(name, bytes);
        hash.update(name.as_bytes());
        hash.update(b"\0");
        hash.update(bytes.len().to_string().as_bytes());
        hash.update(b"\0");
        hash.update(&bytes);
    }
    Digest::from_bytes(hash.finalize().into())
}

/// The digest of one file as it is.
pub fn file_digest(bytes: &[u8]) -> Digest {
    Digest::from_bytes(Sha256::digest(bytes).into())
}

/// A text file being read: without byte order mark, with `\n` line ends. Ranges are bytes of `text`.
#[derive(Debug)]
pub(crate) struct SourceFile<'a> {
    /// Path below `content/`.
    pub path: String,
    /// What it says.
    pub text: Cow<'a, str>,
    line_starts: OnceLock<Vec<usize>>,
}

impl<'a> SourceFile<'a> {
    /// Takes a file's bytes as text.
    ///
    /// # Errors
    /// A finding where they are not UTF-8, or have a character XML 1.0 §2.2 forbids.
    pub fn open(path: String, bytes: &'a [u8]) -> Result<Self, Finding> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
            Err(error) => return Err(unreadable(path, &bytes[..error.valid_up_to()])),
        };
        let text = if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
        let file = Self { path, text, line_starts: OnceLock::new() };
        match first_forbidden(&file.text) {
            None => Ok(file),
            Some((at, c)) => Err(file.finding(
                Rule::ControlCharacter,
                at..at + c.len_utf8(),
                format!("the character U+{:04X} cannot be published", u32::from(c)),
                "delete it; it often comes in with text pasted from another program",
            )),
        }
    }

    /// A finding about a part of this file.
    pub fn finding(
        &self,
        rule: Rule,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Finding {
        let (line, column) = self.place(at.start);
        let marked = self.text.get(at).unwrap_or_default();
        let marked = marked.split('\n').next().unwrap_or_default();
        Finding {
            rule: rule.name(),
            severity: rule.severity(),
            path: self.path.clone(),
            line,
            column,
            length: count(marked.chars().count()),
            message: message.into(),
            help: help.into(),
        }
    }

    /// Line and column, both from 1, the column in characters.
    fn place(&self, offset: usize) -> (u32, u32) {
        let starts = self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(breaks).collect()
        });
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let before = self.text.get(starts[line - 1]..offset).unwrap_or_default();
        (count(line), count(before.chars().count() + 1))
    }
}

/// Whether XML 1.0 §2.2 keeps the character out of a feed (and with it every page and mail). A bare
/// carriage return counts too, since parsers disagree on what it is.
pub(crate) const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}')
}

/// The first character of a text that [`is_forbidden`], and where. Most texts have none: their bytes
/// tell that faster than their characters.
pub(crate) fn first_forbidden(text: &str) -> Option<(usize, char)> {
    let is_suspect = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n') || matches!(byte, 0x7f | 0xef);
    if !text.as_bytes().iter().any(is_suspect) {
        return None;
    }
    text.char_indices().find(|(_, c)| is_forbidden(*c))
}

/// A number of lines or characters as findings have it.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn unreadable(path: String, valid: &[u8]) -> Finding {
    let valid = std::str::from_utf8(valid).unwrap_or_default();
    let last_line = valid.rsplit('\n').next().unwrap_or_default();
    Finding {
        rule: Rule::Unreadable.name(),
        severity: Rule::Unreadable.severity(),
        path,
        line: count(valid.matches('\n').count() + 1),
        column: count(last_line.chars().count() + 1),
        length: 1,
        message: "the file is not UTF-8 text".into(),
        help: "save it as UTF-8".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_do_not_change_the_digest_of_a_text_but_that_of_other_files() {
        let digest = |name: &'static str, bytes: &'static [u8]| revision_digest([(name, bytes)]);
        assert_eq!(digest("index.md", b"a\r\nb\n"), digest("index.md", b"a\nb\n"));
        assert_ne!(digest("a.zip", b"a\r\nb\n"), digest("a.zip", b"a\nb\n"));
        assert_ne!(digest("index.md", b"a\rb"), digest("index.md", b"a\nb"));
    }

    #[test]
    fn bytes_cannot_move_from_one_file_to_the_next_unnoticed() {
        let together = revision_digest([("a.txt", b"12".as_slice()), ("b.txt", b"3")]);
        let moved = revision_digest([("a.txt", b"1".as_slice()), ("b.txt", b"23")]);
        assert_ne!(together, moved);
    }

    #[test]
    fn the_digest_is_what_the_decision_record_says() {
        let by_hand = file_digest(b"index.md\x003\x00a\nb");
        assert_eq!(revision_digest([("index.md", b"a\r\nb".as_slice())]), by_hand);
    }

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_is_none() {
        let bytes = "\u{feff}一\r\n二三四".as_bytes();
        let file = SourceFile::open("x.md".into(), bytes).unwrap();
        let at = file.text.find('四').unwrap();
        let finding = file.finding(Rule::WrongValue, at..at + 3, "", "");
        assert_eq!((finding.line, finding.column, finding.length), (2, 3, 1));
    }

    #[test]
    fn a_file_that_is_not_text_is_named_with_its_place() {
        let finding = SourceFile::open("x.md".into(), b"ab\ncd\xff").unwrap_err();
        assert_eq!((finding.rule, finding.line, finding.column), ("unreadable", 2, 3));
        let finding = SourceFile::open("x.md".into(), b"ab\x08").unwrap_err();
        assert_eq!((finding.rule, finding.line, finding.column), ("control-character", 1, 3));
    }
}
