//! The text of a revision in one language: what its front matter says in sentences, and its body.

use super::incident::Answers;
use super::policy::check_text;
use super::references::{Reference, Target};
use super::revision::{Context, Front, Sheet};
use super::translation::Translation;
use crate::finding::Finding;
use crate::front_matter::{At, Fields};
use crate::markdown::{self, Rendered, Setting};
use crate::policy_text;
use crate::rule::Rule;
use crate::scaffold::PLACEHOLDERS;
use domain::locale::Locale;
use domain::publication::{PublicationKey, PublicationKind};
use domain::revision::{Body, Edition, Facts, Guidance};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The sentences in the front matter of a notice, in one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    pub actions: Vec<At<String>>,
    pub alternatives: Vec<At<String>>,
    pub affects: Option<At<String>>,
    pub systems: Option<At<String>>,
    pub lead_time_exception: Option<At<String>>,
    pub incident: Answers,
}

impl Said {
    /// Reads them.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        let mut lines = |name| fields.node(name).and_then(|node| fields.lines(node)).unwrap_or_default();
        let (actions, alternatives) = (lines("actions"), lines("alternatives"));
        let mut line = |name| fields.node(name).and_then(|node| fields.line(node));
        Self {
            actions,
            alternatives,
            affects: line("affects"),
            systems: line("systems"),
            lead_time_exception: line("lead_time_exception"),
            incident: Answers::new(),
        }
    }
}

/// A text to be rendered and where it stands.
pub(super) struct Text<'a> {
    pub sheet: &'a Sheet<'a>,
    pub key: &'a PublicationKey,
    pub number: u32,
    pub files: &'a BTreeMap<&'a str, &'a [u8]>,
    pub locale: Locale,
}

/// An edition, but for title, summary and what it translates; and the images it shows.
pub(super) struct Written {
    pub edition: Edition,
    pub body: Body,
    pub images: BTreeSet<String>,
}

/// Renders a text and reports what is wrong with it.
pub(super) fn write(body: &Text<'_>, said: &Said, context: &mut Context<'_>, findings: &mut Vec<Finding>) -> Written {
    let offset = body.sheet.document.body;
    let text = &body.sheet.file.text[offset..];
    let mut edition =
        Edition { title: String::new(), summary: String::new(), outline: vec![], translates: body.number };
    if context.folder.kind == PublicationKind::Policy {
        let policy = policy_text::render(text);
        edition.outline = policy.outline;
        return Written {
            edition,
            body: Body { html: policy.html, text: text.to_owned(), ..Body::default() },
            images: BTreeSet::new(),
        };
    }
    if context.folder.kind == PublicationKind::Notice && text.trim().is_empty() && !context.is_past {
        let help = "describe the change for someone who has to work with it: why, what exactly, how it was before";
        let at = body.sheet.document.head.clone();
        findings.push(body.sheet.file.finding(Rule::EmptyText, at, "the notice has no text", help));
    }
    let setting = Setting { locale: body.locale, key: body.key, revision: body.number, files: body.files };
    let rendered = markdown::render(text, &setting);
    report(body, &rendered, |at| at.start + offset..at.end + offset, context, findings);
    for at in PLACEHOLDERS.iter().filter_map(|placeholder| text.find(placeholder)) {
        let at = at + offset..at + offset + 1;
        let help = "replace the text in brackets";
        findings.push(body.sheet.file.finding(Rule::Placeholder, at, "this still has to be written", help));
    }
    let mut sentences = |lines: &[At<String>]| {
        let sentence = |line: &At<String>| {
            let rendered = markdown::render_inline(&line.value, &setting);
            report(body, &rendered, |_| line.at.clone(), context, findings);
            rendered.html
        };
        lines.iter().map(sentence).collect()
    };
    let guidance = Guidance {
        actions: sentences(&said.actions),
        alternatives: sentences(&said.alternatives),
        affects: said.affects.as_ref().map(|line| line.value.clone()),
        systems: said.systems.as_ref().map(|line| line.value.clone()),
    };
    let Rendered { html, text, outline: headings, images, .. } = rendered;
    Written { edition, body: Body { html, text, headings, guidance }, images }
}

fn report(
    body: &Text<'_>,
    rendered: &Rendered,
    place: impl Fn(&Range<usize>) -> Range<usize>,
    context: &mut Context<'_>,
    findings: &mut Vec<Finding>,
) {
    let file = &body.sheet.file;
    for issue in &rendered.issues {
        findings.push(file.finding(issue.rule, place(&issue.at), issue.message.clone(), issue.help.clone()));
    }
    if context.is_past {
        return;
    }
    for link in &rendered.links {
        let target = Target::Page { key: link.key.clone(), anchor: link.anchor.clone() };
        context.references.push(Reference::new(target, file, place(&link.at)));
    }
}

/// Compares the texts of a policy with its front matter and with each other.
pub(super) fn check_policies(
    japanese: &Sheet<'_>,
    english: Option<&Sheet<'_>>,
    front: &Front,
    translation: Option<&Translation>,
    findings: &mut Vec<Finding>,
) {
    let Some(Facts::Policy(facts)) = &front.facts else { return };
    let original = check_text(japanese, facts.established_on, Some(&facts.signatory.ja), findings);
    let Some((english, translation)) = english.zip(translation) else { return };
    let translated = check_text(english, facts.established_on, translation.signatory.as_ref(), findings);
    let anchors = |outline: &[domain::outline::OutlineItem]| -> Vec<String> {
        outline.iter().map(|item| item.anchor.clone()).collect()
    };
    let (original, translated) = (anchors(&original.outline), anchors(&translated.outline));
    let differs = original.iter().find(|anchor| !translated.contains(anchor));
    let differs = differs.or_else(|| translated.iter().find(|anchor| !original.contains(anchor)));
    if let Some(anchor) = differs {
        let message = format!("only one of the two languages has {anchor}");
        let help = "give both texts the same parts, clauses and items";
        let at = english.document.head.clone();
        findings.push(english.file.finding(Rule::TranslationWithoutCounterpart, at, message, help));
    }
}
