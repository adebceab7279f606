//! Markdown to safe HTML, plain text and an outline, with everything an author should know about it.
//! The HTML is written here tag by tag from text that is escaped, and passes an allow-list afterwards,
//! so two mistakes are needed before anything unsafe gets through. Rendering never fails: what cannot
//! be shown is left out and reported.

mod anchor;
mod check;
mod emphasis;
mod html;
mod image_size;
mod link;
mod sanitize;
mod text;
mod words;

use crate::rule::Rule;
use domain::locale::Locale;
use domain::outline::OutlineItem;
use domain::publication::PublicationKey;
use pulldown_cmark::{Event, Options, Parser};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub(crate) use html::escape;
pub(crate) use sanitize::clean;

/// Where a text stands: links and labels depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The text's language.
    pub locale: Locale,
    /// The publication it belongs to.
    pub key: &'a PublicationKey,
    /// The revision it is of.
    pub revision: u32,
    /// The files beside it, by name.
    pub files: &'a BTreeMap<&'a str, &'a [u8]>,
}

/// Something an author should know, at bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The rule.
    pub rule: Rule,
    /// Where.
    pub at: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// A link to a publication, to be checked when all publications are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// Where it is written.
    pub at: Range<usize>,
    /// The publication it names.
    pub key: PublicationKey,
    /// The anchor it names there.
    pub anchor: Option<String>,
}

/// A text, rendered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rendered {
    /// Safe HTML.
    pub html: String,
    /// Plain text, for mail and search.
    pub text: String,
    /// The headings.
    pub outline: Vec<OutlineItem>,
    /// What an author should know.
    pub issues: Vec<Issue>,
    /// Links to publications.
    pub links: Vec<PageLink>,
    /// Names of the files shown as images.
    pub images: BTreeSet<String>,
}

/// An event of the parser and the bytes it comes from.
type Placed<'a> = (Event<'a>, Range<usize>);

/// Renders a body.
pub fn render(body: &str, setting: &Setting<'_>) -> Rendered {
    let prepared = emphasis::prepare(body);
    let events = emphasis::resolve(parse(&prepared));
    let outline = anchor::outline(&events);
    let anchors = outline.iter().map(|item| item.anchor.as_str()).collect();
    let page = html::Page { setting, outline: &outline, anchors: &anchors };
    let mut rendered = check::check(body, &events, &page);
    rendered.html = clean(html::write(&events, &page));
    rendered.text = text::write(&events, &page);
    rendered.outline = outline;
    rendered
}

/// Renders one sentence: as [`render`], but without block elements around it. Anything that is not
/// one paragraph is reported.
pub fn render_inline(sentence: &str, setting: &Setting<'_>) -> Rendered {
    let mut rendered = render(sentence.trim(), setting);
    let inner = rendered.html.trim().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>"));
    match inner.filter(|inner| !inner.contains("<p>")) {
        Some(inner) => rendered.html = inner.to_owned(),
        None => rendered.issues.push(Issue {
            rule: Rule::WrongValue,
            at: 0..sentence.len(),
            message: "this is not one sentence of inline Markdown".into(),
            help: "write a sentence without headings, lists, tables or images; the rest belongs in the body".into(),
        }),
    }
    rendered
}

fn parse(text: &str) -> Vec<Placed<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_GFM;
    Parser::new_ext(text, options).into_offset_iter().collect()
}

#[cfg(test)]
mod tests;
