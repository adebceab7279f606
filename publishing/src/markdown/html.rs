//! Writes the parser's events as HTML: headings with anchors, callouts, footnotes with ways back,
//! tables that can be read on a narrow screen, and regions that scroll by keyboard (WCAG 2.2, 2.1.1).

mod blocks;
mod footnotes;
mod inlines;

use super::words::Words;
use super::{Placed, Setting};
use crate::source::{first_forbidden, is_forbidden};
use domain::locale::Locale;
use domain::outline::OutlineItem;
use footnotes::Footnotes;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::HashSet;
use std::fmt::Write as _;

/// What a text's HTML depends on.
pub(super) struct Page<'a> {
    pub setting: &'a Setting<'a>,
    pub outline: &'a [OutlineItem],
    pub anchors: &'a HashSet<&'a str>,
}

impl Page<'_> {
    /// One of two marks, by the text's language.
    pub fn mark<'w>(&self, ja: &'w str, en: &'w str) -> &'w str {
        match self.setting.locale {
            Locale::Ja => ja,
            Locale::En => en,
        }
    }

    /// What the text says by itself, in its language.
    pub const fn words(&self) -> &'static Words {
        Words::of(self.setting.locale)
    }
}

/// The HTML of all events.
pub(super) fn write(events: &[Placed<'_>], page: &Page<'_>) -> String {
    let mut writer = Writer {
        page,
        events,
        out: String::new(),
        headings: 0,
        tables: 0,
        codes: 0,
        table: Table::default(),
        links: vec![],
        footnotes: Footnotes::find(events),
    };
    writer.write(0, events.len());
    writer.write_footnotes();
    writer.out
}

/// A table being written.
#[derive(Default)]
struct Table {
    alignments: Vec<pulldown_cmark::Alignment>,
    labels: Vec<String>,
    column: usize,
    is_head: bool,
}

struct Writer<'a> {
    page: &'a Page<'a>,
    events: &'a [Placed<'a>],
    out: String,
    headings: usize,
    tables: usize,
    codes: usize,
    table: Table,
    /// How each open link ends.
    links: Vec<&'static str>,
    footnotes: Footnotes,
}

impl Writer<'_> {
    /// Writes the events from one place up to another.
    fn write(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            at = self.event(at);
        }
    }

    /// Writes what begins at a place; returns where the rest begins.
    fn event(&mut self, at: usize) -> usize {
        let events = self.events;
        match &events[at].0 {
            Event::Start(tag) => return self.start(tag, at),
            Event::End(tag) => self.end(*tag),
            Event::Text(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => escape(text, &mut self.out),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(*done),
        }
        at + 1
    }

    /// Writes an opening tag, or the whole element where it is written as one.
    fn start(&mut self, tag: &Tag<'_>, at: usize) -> usize {
        match tag {
            Tag::Paragraph => return self.paragraph(at),
            Tag::Heading { level, .. } => self.heading(*level),
            Tag::BlockQuote(kind) => self.quote(*kind),
            Tag::CodeBlock(kind) => self.code_block(kind),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(first)) => self.put(format_args!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::Item => self.item(at),
            Tag::FootnoteDefinition(_) => return end_of(self.events, at) + 1,
            Tag::Table(alignments) => self.begin_table(alignments.clone(), at),
            Tag::TableHead => self.out.push_str("<thead><tr>"),
            Tag::TableRow => self.begin_row(),
            Tag::TableCell => self.cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { dest_url, title, .. } => self.link(dest_url, title),
            Tag::Image { dest_url, .. } => return self.image(dest_url, at),
            _ => {}
        }
        at + 1
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>\n"),
            TagEnd::Heading(level) => {
                let level = super::anchor::shown_level(level);
                self.put(format_args!("</h{level}>\n"));
            }
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</aside>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.out.write_fmt(text);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.put(format_args!(" {name}=\""));
        escape_value(value, &mut self.out);
        self.out.push('"');
    }
}

/// Writes text between tags; characters no page may carry are left out.
pub(crate) fn escape(text: &str, out: &mut String) {
    escape_bytes(text, b"&<>", out);
}

/// Writes text between double quotes.
fn escape_value(text: &str, out: &mut String) {
    escape_bytes(text, b"&<>\"", out);
}

fn escape_bytes(text: &str, special: &[u8], out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| special.contains(&byte)) {
        push_plain(&rest[..at], out);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    push_plain(rest, out);
}

fn push_plain(text: &str, out: &mut String) {
    if first_forbidden(text).is_none() {
        out.push_str(text);
    } else {
        out.extend(text.chars().filter(|c| !is_forbidden(*c)));
    }
}

/// Where the element that begins at `at` ends.
pub(super) fn end_of(events: &[Placed<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (nth, (event, _)) in events.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return nth;
        }
    }
    events.len().saturating_sub(1)
}
