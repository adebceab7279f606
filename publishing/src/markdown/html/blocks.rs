//! Paragraphs, headings, callouts, lists, code and tables.

use super::{Table, Writer, end_of, escape};
use crate::markdown::text::plain;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Tag};

impl Writer<'_> {
    /// A paragraph; one that is nothing but an image is a figure.
    pub(super) fn paragraph(&mut self, at: usize) -> usize {
        let events = self.events;
        if let Some((Event::Start(Tag::Image { title, .. }), _)) = events.get(at + 1) {
            let image_end = end_of(events, at + 1);
            if image_end + 1 == end_of(events, at) {
                self.out.push_str("<figure>");
                self.write(at + 1, image_end + 1);
                if !title.is_empty() {
                    self.out.push_str("<figcaption>");
                    escape(title, &mut self.out);
                    self.out.push_str("</figcaption>");
                }
                self.out.push_str("</figure>\n");
                return image_end + 2;
            }
        }
        self.out.push_str("<p>");
        at + 1
    }

    pub(super) fn heading(&mut self, level: HeadingLevel) {
        let level = crate::markdown::anchor::shown_level(level);
        self.put(format_args!("<h{level}"));
        let outline = self.page.outline;
        if let Some(item) = outline.get(self.headings) {
            self.attribute("id", &item.anchor);
        }
        self.headings += 1;
        self.out.push('>');
    }

    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let Some(kind) = kind else {
            self.out.push_str("<blockquote>\n");
            return;
        };
        let class = match kind {
            BlockQuoteKind::Note => "note",
            BlockQuoteKind::Tip => "tip",
            BlockQuoteKind::Important => "important",
            BlockQuoteKind::Warning => "warning",
            BlockQuoteKind::Caution => "caution",
        };
        let title = crate::markdown::text::callout_title(kind, self.page);
        self.put(format_args!("<aside class=\"callout callout-{class}\" role=\"note\">\n"));
        self.put(format_args!("<p class=\"callout-title\">{title}</p>\n"));
    }

    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.codes += 1;
        let label = format!("{} {}", self.page.words().code, self.codes);
        self.out.push_str("<pre class=\"scroll\" tabindex=\"0\" role=\"region\"");
        self.attribute("aria-label", &label);
        self.out.push_str("><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '_' | '#');
            let language: String = info.chars().take_while(is_plain).collect();
            if !language.is_empty() {
                self.attribute("class", &format!("language-{}", language.to_ascii_lowercase()));
            }
        }
        self.out.push('>');
    }

    pub(super) fn item(&mut self, at: usize) {
        let is_task = |offset: usize| matches!(self.events.get(at + offset), Some((Event::TaskListMarker(_), _)));
        let class = if is_task(1) || is_task(2) { " class=\"task\"" } else { "" };
        self.put(format_args!("<li{class}>"));
    }

    pub(super) fn task(&mut self, done: bool) {
        let (mark, label) = if done { ("☑", self.page.words().done) } else { ("☐", self.page.words().to_do) };
        self.put(format_args!("<span class=\"task-mark\" role=\"img\" aria-label=\"{label}\">{mark}</span> "));
    }

    pub(super) fn begin_table(&mut self, alignments: Vec<Alignment>, at: usize) {
        self.tables += 1;
        let label = format!("{} {}", self.page.words().table, self.tables);
        self.out.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
        self.attribute("aria-label", &label);
        self.out.push_str("><table>\n");
        let head = at + 1;
        let mut labels = vec![];
        let mut cell = head + 1;
        while cell < end_of(self.events, head) {
            let end = end_of(self.events, cell);
            labels.push(plain(&self.events[cell + 1..end]));
            cell = end + 1;
        }
        self.table = Table { alignments, labels, column: 0, is_head: true };
    }

    pub(super) fn end_head(&mut self) {
        self.out.push_str("</tr></thead>\n<tbody>\n");
        self.table.is_head = false;
    }

    pub(super) fn begin_row(&mut self) {
        self.table.column = 0;
        self.out.push_str("<tr>");
    }

    pub(super) fn cell(&mut self) {
        let column = self.table.column;
        self.out.push_str(if self.table.is_head { "<th scope=\"col\"" } else { "<td" });
        match self.table.alignments.get(column) {
            Some(Alignment::Center) => self.out.push_str(" class=\"align-center\""),
            Some(Alignment::Right) => self.out.push_str(" class=\"align-right\""),
            _ => {}
        }
        if let Some(label) = self.table.labels.get(column).filter(|label| !self.table.is_head && !label.is_empty()) {
            let label = label.clone();
            self.attribute("data-label", &label);
        }
        self.out.push('>');
    }

    pub(super) fn end_cell(&mut self) {
        self.out.push_str(if self.table.is_head { "</th>" } else { "</td>" });
        self.table.column += 1;
    }
}
