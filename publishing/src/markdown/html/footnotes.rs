//! Footnotes: numbered in the order they are first referred to, shown after the text, each with a way
//! back to every reference.

use super::{Writer, end_of, escape};
use crate::markdown::Placed;
use pulldown_cmark::{Event, Tag};
use std::collections::HashMap;
use std::fmt::Write as _;

/// The footnotes of a text.
pub(super) struct Footnotes {
    /// Label to the place of the definition.
    definitions: HashMap<String, usize>,
    /// Labels in the order of first reference, each with how many references it has.
    referred: Vec<(String, usize)>,
}

impl Footnotes {
    pub(super) fn find(events: &[Placed<'_>]) -> Self {
        let mut definitions = HashMap::new();
        for (at, (event, _)) in events.iter().enumerate() {
            if let Event::Start(Tag::FootnoteDefinition(label)) = event {
                definitions.entry(label.to_string()).or_insert(at);
            }
        }
        Self { definitions, referred: vec![] }
    }

    /// Counts a reference: the footnote's number and which reference to it this is, both from 1.
    fn refer(&mut self, label: &str) -> Option<(usize, usize)> {
        if !self.definitions.contains_key(label) {
            return None;
        }
        let known = self.referred.iter().position(|(referred, _)| referred == label);
        let nth = known.unwrap_or_else(|| {
            self.referred.push((label.to_owned(), 0));
            self.referred.len() - 1
        });
        self.referred[nth].1 += 1;
        Some((nth + 1, self.referred[nth].1))
    }
}

fn reference_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let Some((number, nth)) = self.footnotes.refer(label) else {
            escape(&format!("[^{label}]"), &mut self.out);
            return;
        };
        let words = format!("{} [{number}]", self.page.words().footnote);
        let id = reference_id(number, nth);
        self.put(format_args!(
            "<sup><a href=\"#fn-{number}\" id=\"{id}\" role=\"doc-noteref\" aria-label=\"{words}\">[{number}]</a></sup>"
        ));
    }

    /// Writes the footnotes that were referred to; one may refer to further ones.
    pub(super) fn write_footnotes(&mut self) {
        if self.footnotes.referred.is_empty() {
            return;
        }
        let label = self.page.words().footnotes;
        self.put(format_args!("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"{label}\">\n<ol>\n"));
        let mut nth = 0;
        while let Some((label, _)) = self.footnotes.referred.get(nth) {
            let start = self.footnotes.definitions.get(label).copied().unwrap_or_default();
            nth += 1;
            self.put(format_args!("<li id=\"fn-{nth}\">"));
            self.write(start + 1, end_of(self.events, start));
            self.ways_back(nth);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn ways_back(&mut self, number: usize) {
        let references = self.footnotes.referred[number - 1].1;
        let words = self.page.words().back_to_text;
        let mut links = String::new();
        for nth in 1..=references {
            let id = reference_id(number, nth);
            let label = if references == 1 { words.to_owned() } else { format!("{words} ({nth})") };
            // Writing to a String cannot fail.
            let _ = write!(
                links,
                " <a href=\"#{id}\" class=\"footnote-back\" role=\"doc-backlink\" aria-label=\"{label}\">↩</a>"
            );
        }
        if self.out.ends_with("</p>\n") {
            self.out.truncate(self.out.len() - "</p>\n".len());
            links.push_str("</p>");
        }
        self.out.push_str(&links);
    }
}
