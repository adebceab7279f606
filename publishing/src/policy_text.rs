//! The text of a policy: published character for character, with an anchor on each part, clause and
//! item. It is not Markdown. Every line of the source is one element of the page, in order, so the
//! words of the page are the words of the text.

use crate::markdown::{clean, escape};
use chrono::NaiveDate;
use domain::id::ClauseAnchor;
use domain::outline::OutlineItem;
use std::fmt::Write as _;
use std::ops::Range;

/// A policy text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyText {
    /// One element per line that is not empty.
    pub html: String,
    /// Parts at level 2, clauses at 3, items at 4.
    pub outline: Vec<OutlineItem>,
    /// Lines whose anchor an earlier line has already: bytes of the text.
    pub repeated: Vec<Range<usize>>,
    /// From the line that gives the date to the end; empty where there is none.
    pub closing: Range<usize>,
}

/// Words a line begins with that gives the day of the text; the closing lines begin there.
const DATE_WORDS: [&str; 5] = ["制定日", "改定日", "施行日", "Established", "Revised"];
/// Of these, those that give the day it was established.
const ESTABLISHED_WORDS: [&str; 2] = ["制定日", "Established"];

impl PolicyText {
    /// Whether the text has this part, clause or item.
    pub fn has(&self, anchor: &ClauseAnchor) -> bool {
        self.outline.iter().any(|item| item.anchor == anchor.as_str())
    }
}

/// Takes a policy text apart and renders it.
pub fn render(text: &str) -> PolicyText {
    let mut writer =
        Writer { policy: PolicyText { closing: text.len()..text.len(), ..PolicyText::default() }, ..Writer::default() };
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        writer.line(content, offset, text.len());
        offset += line.len();
    }
    writer.close_list();
    writer.policy.html = clean(writer.policy.html);
    writer.policy
}

/// The day the closing lines say the text was established; the bytes of the text that say so.
pub fn established_on(text: &str, closing: &Range<usize>) -> Option<(NaiveDate, Range<usize>)> {
    let mut offset = closing.start;
    for line in text[closing.clone()].split_inclusive('\n') {
        let content = line.trim_end();
        if ESTABLISHED_WORDS.iter().any(|word| content.starts_with(word))
            && let Some(date) = date_in(content)
        {
            return Some((date, offset..offset + content.len()));
        }
        offset += line.len();
    }
    None
}

/// A date as a text writes it: `2023年12月1日` or `1 December 2023`.
fn date_in(line: &str) -> Option<NaiveDate> {
    let at = line.find(|c: char| c.is_ascii_digit())?;
    let words = line[at..].trim();
    NaiveDate::parse_from_str(words, "%Y年%m月%d日").or_else(|_| NaiveDate::parse_from_str(words, "%d %B %Y")).ok()
}

#[derive(Default)]
struct Writer {
    policy: PolicyText,
    part: Option<String>,
    clause: Option<String>,
    is_list: bool,
}

/// What a line opens.
enum Opens<'a> {
    Part(&'a str),
    Clause(&'a str),
    Item(&'a str),
    Nothing,
}

impl Writer {
    fn line(&mut self, line: &str, offset: usize, end: usize) {
        if line.trim().is_empty() {
            return;
        }
        let is_closing = self.policy.closing.start < end;
        match opens(line) {
            Opens::Part(number) if !is_closing => self.heading(2, number, line, offset),
            Opens::Clause(number) if !is_closing && self.part.is_some() => {
                let anchor = format!("{}-{number}", self.part.clone().unwrap_or_default());
                self.heading(3, &anchor, line, offset);
            }
            Opens::Item(letter) if !is_closing && self.clause.is_some() => {
                let anchor = format!("{}-{letter}", self.clause.clone().unwrap_or_default());
                self.item(&anchor, line, offset);
            }
            _ => self.paragraph(line, offset, end),
        }
    }

    fn heading(&mut self, level: u8, anchor: &str, line: &str, offset: usize) {
        self.close_list();
        if level == 2 {
            self.part = Some(anchor.to_owned());
            self.clause = None;
        } else {
            self.clause = Some(anchor.to_owned());
        }
        self.element(&format!("h{level}"), "", level, anchor, line, offset);
    }

    fn item(&mut self, anchor: &str, line: &str, offset: usize) {
        if !self.is_list {
            self.policy.html.push_str("<ul class=\"clause-items\">\n");
            self.is_list = true;
        }
        self.element("li", "", 4, anchor, line, offset);
    }

    fn paragraph(&mut self, line: &str, offset: usize, end: usize) {
        self.close_list();
        if self.policy.closing.start == end && DATE_WORDS.iter().any(|word| line.starts_with(word)) {
            self.policy.closing = offset..end;
        }
        let class = match (self.policy.closing.start < end, &self.part) {
            (true, _) => " class=\"policy-closing\"",
            (false, None) => " class=\"policy-preamble\"",
            (false, Some(_)) => "",
        };
        self.put("p", class, line);
    }

    /// Writes an element with an anchor, unless the anchor is taken.
    fn element(&mut self, tag: &str, class: &str, level: u8, anchor: &str, line: &str, offset: usize) {
        if self.policy.outline.iter().any(|item| item.anchor == anchor) {
            self.policy.repeated.push(offset..offset + line.len());
            self.put(tag, class, line);
        } else {
            self.policy.outline.push(OutlineItem { level, anchor: anchor.to_owned(), text: line.to_owned() });
            self.put(tag, &format!("{class} id=\"{anchor}\""), line);
        }
    }

    fn put(&mut self, tag: &str, attributes: &str, line: &str) {
        let html = &mut self.policy.html;
        // Writing to a String cannot fail.
        let _ = write!(html, "<{tag}{attributes}>");
        escape(line, html);
        let _ = writeln!(html, "</{tag}>");
    }

    fn close_list(&mut self) {
        if std::mem::take(&mut self.is_list) {
            self.policy.html.push_str("</ul>\n");
        }
    }
}

/// `I. …` opens a part, `1. …` a clause, `a) …` an item.
fn opens(line: &str) -> Opens<'_> {
    let ends = |mark: char| line.split_once(mark).filter(|(_, rest)| rest.starts_with([' ', '\u{3000}']));
    if let Some((number, _)) = ends('.') {
        if !number.is_empty() && number.len() <= 5 && number.bytes().all(|byte| b"IVX".contains(&byte)) {
            return Opens::Part(number);
        }
        if !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Opens::Clause(number);
        }
    }
    match ends(')') {
        Some((letter, _)) if letter.len() == 1 && letter.as_bytes()[0].is_ascii_lowercase() => Opens::Item(letter),
        _ => Opens::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEXT: &str = "前文。\nI. 方針\n1. <適用>\n本文 & 続き。\n2. 項目\na) 一つ。\nb) 二つ。\n制定日:2023年12月1日\n1. 会社\n山 宇";

    #[test]
    fn parts_clauses_and_items_get_their_anchors() {
        let policy = render(TEXT);
        let anchors: Vec<_> = policy.outline.iter().map(|item| (item.level, item.anchor.as_str())).collect();
        assert_eq!(anchors, [(2, "I"), (3, "I-1"), (3, "I-2"), (4, "I-2-a"), (4, "I-2-b")]);
        assert!(policy.outline.iter().all(|item| ClauseAnchor::parse(&item.anchor).is_ok()));
        assert!(policy.has(&ClauseAnchor::parse("I-2-b").unwrap()));
        insta::assert_snapshot!(policy.html);
    }

    #[test]
    fn a_number_used_twice_is_reported_and_gets_no_second_anchor() {
        let text = "I. 一\n1. 二\n1. 三\nI. 四";
        let policy = render(text);
        assert_eq!(policy.repeated.iter().map(|at| &text[at.clone()]).collect::<Vec<_>>(), ["1. 三", "I. 四"]);
        assert_eq!(policy.html.matches("id=\"I-1\"").count(), 1);
    }

    #[rstest]
    #[case("前文\n制定日:2023年12月1日\n会社", Some("2023-12-01"))]
    #[case("Text.\nEstablished: 1 December 2023\nCompany", Some("2023-12-01"))]
    #[case("Text.\nRevised: 1 December 2023", None)]
    #[case("Text of 1 December 2023.", None)]
    fn the_closing_lines_give_the_day(#[case] text: &str, #[case] day: Option<&str>) {
        let found = established_on(text, &render(text).closing);
        assert_eq!(found.map(|(date, _)| date.to_string()).as_deref(), day);
    }
}
