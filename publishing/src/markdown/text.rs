//! Writes the parser's events as plain text, for mail and search: headings marked, lists with ・ or -,
//! tables as rows, links as `text (address)`, code indented, footnotes at the end. Writing to a
//! `String` cannot fail, so results of `write!` are not looked at.

use super::Placed;
use super::html::{Page, end_of};
use super::link::Destination;
use pulldown_cmark::{BlockQuoteKind, Event, Tag};
use std::fmt::Write as _;

/// The text of all events.
pub(super) fn write(events: &[Placed<'_>], page: &Page<'_>) -> String {
    let mut writer = TextWriter { events, page, notes: vec![] };
    let mut blocks = writer.blocks(0, events.len());
    for label in writer.notes.clone() {
        let at = events.iter().position(
            |(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(defined)) if **defined == *label),
        );
        if let Some(at) = at {
            let text = writer.blocks(at + 1, end_of(events, at)).join("\n");
            blocks.push(format!("[{label}] {text}"));
        }
    }
    blocks.join("\n\n")
}

/// The words of some inline events alone.
pub(super) fn plain(events: &[Placed<'_>]) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::Text(words) | Event::Code(words) | Event::InlineHtml(words) => text.push_str(words),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// The word over a callout.
pub(super) fn callout_title(kind: BlockQuoteKind, page: &Page<'_>) -> &'static str {
    match kind {
        BlockQuoteKind::Note => page.words().note,
        BlockQuoteKind::Tip => page.words().tip,
        BlockQuoteKind::Important => page.words().important,
        BlockQuoteKind::Warning => page.words().warning,
        BlockQuoteKind::Caution => page.words().caution,
    }
}

struct TextWriter<'a> {
    events: &'a [Placed<'a>],
    page: &'a Page<'a>,
    /// Labels of the footnotes referred to, in order.
    notes: Vec<String>,
}

impl TextWriter<'_> {
    /// The blocks between two places, each without a line end.
    fn blocks(&mut self, from: usize, to: usize) -> Vec<String> {
        let mut blocks = vec![];
        let mut at = from;
        while at < to {
            let (block, next) = self.block(at, to);
            blocks.extend(Some(block).filter(|block| !block.trim().is_empty()));
            at = next;
        }
        blocks
    }

    fn block(&mut self, at: usize, to: usize) -> (String, usize) {
        let events = self.events;
        let Event::Start(tag) = &events[at].0 else {
            if events[at].0 == Event::Rule {
                return ("----".into(), at + 1);
            }
            return self.loose(at, to);
        };
        let end = end_of(events, at);
        let text = match tag {
            Tag::Heading { .. } => format!("{} {}", self.page.mark("■", "#"), self.inline(at + 1, end)),
            Tag::BlockQuote(kind) => self.quote(*kind, at, end),
            Tag::CodeBlock(_) => prefixed(plain(&events[at + 1..end]).trim_end(), "    ", "    "),
            Tag::List(first) => self.list(*first, at, end),
            Tag::Table(_) => self.table(at, end),
            Tag::FootnoteDefinition(_) => String::new(),
            Tag::HtmlBlock => plain(&events[at + 1..end]),
            Tag::Paragraph => self.inline(at + 1, end),
            _ => return self.loose(at, to),
        };
        (text, end + 1)
    }

    /// Inline events that stand in a block by themselves, as in the items of a tight list.
    fn loose(&mut self, at: usize, to: usize) -> (String, usize) {
        let mut end = at;
        while end < to {
            match &self.events[end].0 {
                Event::Start(tag) if is_block(tag) => break,
                Event::Start(_) => end = end_of(self.events, end) + 1,
                _ => end += 1,
            }
        }
        let end = end.max(at + 1);
        (self.inline(at, end), end)
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>, at: usize, end: usize) -> String {
        let text = self.blocks(at + 1, end).join("\n\n");
        match kind {
            None => prefixed(&text, "> ", "> "),
            Some(kind) => format!(
                "{}{text}",
                self.page.mark("【", "[").to_owned() + callout_title(kind, self.page) + self.page.mark("】", "] ")
            ),
        }
    }

    fn list(&mut self, first: Option<u64>, at: usize, end: usize) -> String {
        let mut number = first;
        let mut items = vec![];
        let mut item = at + 1;
        while item < end {
            let item_end = end_of(self.events, item);
            let text = self.blocks(item + 1, item_end).join("\n");
            let mark = number.map_or_else(|| self.page.mark("・", "- ").to_owned(), |number| format!("{number}. "));
            items.push(prefixed(&text, &mark, "  "));
            number = number.map(|number| number + 1);
            item = item_end + 1;
        }
        items.join("\n")
    }

    fn table(&mut self, at: usize, end: usize) -> String {
        let mut rows = vec![];
        let mut row = at + 1;
        while row < end {
            let row_end = end_of(self.events, row);
            let mut cells = vec![];
            let mut cell = row + 1;
            while cell < row_end {
                let cell_end = end_of(self.events, cell);
                cells.push(self.inline(cell + 1, cell_end));
                cell = cell_end + 1;
            }
            rows.push(cells.join(" | "));
            row = row_end + 1;
        }
        rows.join("\n")
    }

    fn inline(&mut self, from: usize, to: usize) -> String {
        let events = self.events;
        let mut text = String::new();
        let mut at = from;
        while at < to {
            match &events[at].0 {
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let end = end_of(events, at);
                    let words = self.inline(at + 1, end);
                    text.push_str(&words);
                    if let Some(address) = self.address(dest_url).filter(|address| *address != words) {
                        let _ = write!(text, " ({address})");
                    }
                    at = end;
                }
                Event::Start(Tag::Image { .. }) => {
                    let end = end_of(events, at);
                    let _ = write!(text, "[{}]", plain(&events[at + 1..end]));
                    at = end;
                }
                Event::FootnoteReference(label) => {
                    if !self.notes.iter().any(|known| **known == **label) {
                        self.notes.push(label.to_string());
                    }
                    let _ = write!(text, "[{label}]");
                }
                Event::TaskListMarker(done) => text.push_str(if *done { "[x] " } else { "[ ] " }),
                Event::HardBreak => text.push('\n'),
                Event::SoftBreak => text.push_str(self.page.mark("", " ")),
                event => text.push_str(&plain(std::slice::from_ref(&(event.clone(), 0..0)))),
            }
            at += 1;
        }
        text
    }

    /// The address of a link that leads out of the text.
    fn address(&self, destination: &str) -> Option<String> {
        match Destination::read(destination, self.page.setting, self.page.anchors) {
            Destination::Portal { href }
            | Destination::Page { href, .. }
            | Destination::File { href, .. }
            | Destination::External { href } => Some(href.strip_prefix("mailto:").map_or(href.clone(), str::to_owned)),
            Destination::Here { .. } | Destination::Unsafe | Destination::Dead { .. } => None,
        }
    }
}

const fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Table(_)
            | Tag::FootnoteDefinition(_)
    )
}

/// A text with something before its first line and something before each other.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let mut lines = text.lines();
    let mut out = format!("{first}{}", lines.next().unwrap_or_default());
    for line in lines {
        out.push('\n');
        out.push_str(others);
        out.push_str(line);
    }
    out
}
