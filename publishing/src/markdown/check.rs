//! What an author should know about a body: raw HTML, links that lead nowhere or must not be there,
//! images without words, headings out of order, emphasis that did not become any.

use super::emphasis::is_escaped;
use super::html::{Page, end_of};
use super::link::Destination;
use super::text::plain;
use super::{Issue, PageLink, Placed, Rendered};
use crate::rule::Rule;
use pulldown_cmark::{Event, HeadingLevel, Tag};
use std::ops::Range;

/// Collects issues, links and images; the rest of the result is left empty.
pub(super) fn check(body: &str, events: &[Placed<'_>], page: &Page<'_>) -> Rendered {
    let mut checker =
        Checker { page, found: Rendered::default(), level: 1, single: None, double: None, is_code: false };
    for (at, (event, range)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => checker.heading(*level, range),
            Event::Start(Tag::Link { dest_url, .. }) => checker.link(dest_url, range),
            Event::Start(Tag::Image { dest_url, .. }) => {
                let alternative = plain(&events[at + 1..end_of(events, at)]);
                checker.image(dest_url, &alternative, range);
            }
            Event::Html(html) | Event::InlineHtml(html) => checker.html(html, range),
            Event::Text(_) => checker.text(body, range),
            _ => {}
        }
        match event {
            Event::Start(tag) if !is_inline(tag) => {
                (checker.single, checker.double) = (None, None);
                checker.is_code = matches!(tag, Tag::CodeBlock(_));
            }
            Event::End(_) => checker.is_code = false,
            _ => {}
        }
    }
    checker.found
}

struct Checker<'a> {
    page: &'a Page<'a>,
    found: Rendered,
    level: u8,
    /// Where a star or underscore stayed visible that is not yet one of two.
    single: Option<usize>,
    /// Where two of them did, the first such of their paragraph.
    double: Option<usize>,
    is_code: bool,
}

impl Checker<'_> {
    fn report(&mut self, rule: Rule, at: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.found.issues.push(Issue { rule, at: at.clone(), message: message.into(), help: help.into() });
    }

    fn heading(&mut self, level: HeadingLevel, at: &Range<usize>) {
        let given = level as u8;
        if given == 1 {
            self.report(Rule::HeadingLevel, at, "the first level belongs to the page's title", "begin with `##`");
        } else if given > self.level + 1 {
            let expected = "#".repeat(usize::from(self.level) + 1);
            self.report(Rule::HeadingLevel, at, "this heading leaves out a level", format!("write `{expected}`"));
        }
        self.level = given.max(2);
    }

    fn html(&mut self, html: &str, at: &Range<usize>) {
        if !html.trim().is_empty() {
            self.report(Rule::RawHtml, at, "raw HTML is not published", "use Markdown, or put code between backquotes");
        }
    }

    fn link(&mut self, destination: &str, at: &Range<usize>) {
        match Destination::read(destination, self.page.setting, self.page.anchors) {
            Destination::Page { key, anchor, .. } => self.found.links.push(PageLink { at: at.clone(), key, anchor }),
            Destination::Unsafe => self.refuse_address(destination, at),
            Destination::Dead { message, help } => self.report(Rule::DeadLink, at, message, help),
            _ => {}
        }
    }

    fn refuse_address(&mut self, destination: &str, at: &Range<usize>) {
        let message = format!("a page must not link to `{destination}`");
        self.report(
            Rule::UnsafeLink,
            at,
            message,
            "link to an https or mailto address, a page of the portal or a file",
        );
    }

    fn image(&mut self, destination: &str, alternative: &str, at: &Range<usize>) {
        if alternative.trim().is_empty() {
            let help = "say between the brackets what the image shows: `![…](file.png)`";
            self.report(Rule::ImageWithoutAlternative, at, "the image has no alternative text", help);
        }
        match Destination::read(destination, self.page.setting, self.page.anchors) {
            Destination::File { name, .. } if is_image(&name) => {
                self.found.images.insert(name);
            }
            Destination::File { name, .. } => {
                let message = format!("`{name}` is not an image");
                self.report(Rule::AttachmentType, at, message, "link to it instead, without the `!`");
            }
            Destination::Unsafe => self.refuse_address(destination, at),
            Destination::Dead { message, help } => self.report(Rule::DeadLink, at, message, help),
            _ => {
                let help = "put the file into this folder; pages load nothing from elsewhere";
                self.report(Rule::ExternalImage, at, "the image is not a file of this folder", help);
            }
        }
    }

    /// A pair of marks that stayed visible beside Japanese. The parser may hand over each star alone.
    fn text(&mut self, body: &str, range: &Range<usize>) {
        if self.is_code {
            return;
        }
        let bytes = body.as_bytes();
        for at in range.clone().filter(|at| matches!(bytes.get(*at), Some(b'*' | b'_'))) {
            let is_second = self.single.take().is_some_and(|before| before + 1 == at && bytes[before] == bytes[at]);
            if is_escaped(bytes, at) {
                continue;
            }
            if is_second {
                self.mark(body, at - 1);
            } else {
                self.single = Some(at);
            }
        }
    }

    /// Two stars or underscores that stayed visible.
    fn mark(&mut self, body: &str, at: usize) {
        let mark = &body[at..at + 2];
        match self.double.take() {
            Some(open) if &body[open..open + 2] == mark && is_beside_japanese(body, open, at) => {
                let message = format!("the `{mark}` stay visible here");
                let help = "write `**` directly before the first and after the last character, without spaces";
                self.report(Rule::EmphasisBesideJapanese, &(open..open + 2), message, help);
            }
            Some(open) if &body[open..open + 2] == mark => {}
            _ => self.double = Some(at),
        }
    }
}

/// Whether a character that is not ASCII stands beside one of the two marks.
fn is_beside_japanese(body: &str, open: usize, close: usize) -> bool {
    [open, close].into_iter().any(|at| {
        let before = body[..at].trim_end().chars().next_back();
        let after = body[at + 2..].trim_start().chars().next();
        before.into_iter().chain(after).any(|c| !c.is_ascii())
    })
}

/// Whether a file name ends as an image's does.
pub(super) fn is_image(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ["png", "jpg", "jpeg", "webp", "gif"].contains(&ending.as_str()))
}

const fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}
