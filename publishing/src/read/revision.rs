//! One revision: its texts in both languages, its facts, its files and its digest. The current one and
//! earlier ones are read alike, but an earlier one is not asked to agree with what has changed since:
//! the components there are, the publications it links to, its translation.

use super::edition::{self, Said, Text};
use super::folder::Folder;
use super::references::{Anchors, Reference};
use super::revision_lines::{Line, read_lines};
use super::translation::{Translation, read_translation};
use super::{attachments, disclosure, notice, policy};
use crate::finding::Finding;
use crate::front_matter::{At, Document, Fields};
use crate::rule::Rule;
use crate::source::{SourceFile, revision_digest};
use chrono::{DateTime, FixedOffset, Utc};
use domain::audience::Audience;
use domain::locale::{Locale, Localized};
use domain::plan::DraftRevision;
use domain::portal::Portal;
use domain::publication::{PublicationKey, PublicationKind};
use domain::revision::{Edition, Facts};
use std::collections::{BTreeMap, BTreeSet};

/// What a revision is read with.
pub(super) struct Context<'a> {
    /// The publication's folder.
    pub folder: &'a Folder<'a>,
    /// The revision's own folder below `content/`.
    pub path: String,
    /// The service.
    pub portal: Option<&'a Portal>,
    /// Whether it is an earlier revision.
    pub is_past: bool,
    /// What it says of other publications.
    pub references: Vec<Reference>,
}

/// What could be read of a revision.
#[derive(Debug, Default)]
pub(super) struct ReadRevision {
    pub key: Option<PublicationKey>,
    pub audience: Option<Audience>,
    pub publish_at: Option<DateTime<Utc>>,
    pub lines: Option<Vec<Line>>,
    pub anchors: Option<Anchors>,
    /// Whether it says `draft: true`.
    pub is_draft: bool,
    pub revision: Option<DraftRevision>,
}

/// What the front matter of `index.md` says, for every kind of publication.
#[derive(Debug, Default)]
pub(super) struct Front {
    /// Whether there were keys to read.
    pub is_read: bool,
    pub key: Option<PublicationKey>,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub publish_at: Option<At<DateTime<FixedOffset>>>,
    pub audience: Option<Audience>,
    pub facts: Option<Facts>,
    pub said: Said,
    pub lines: Option<Vec<Line>>,
    pub is_draft: bool,
}

/// The most characters of a title and of a summary.
pub(crate) const LONGEST_TITLE: usize = 80;
pub(crate) const LONGEST_SUMMARY: usize = 300;

/// Reads a revision from its files, by name.
pub(super) fn read_revision(
    files: &BTreeMap<&str, &[u8]>,
    context: &mut Context<'_>,
    findings: &mut Vec<Finding>,
) -> ReadRevision {
    let attachments = attachments::read_attachments(files, context, findings);
    let Some(japanese) = open("index.md", files, context, findings) else { return ReadRevision::default() };
    let english = open("index.en.md", files, context, findings);
    let mut front = read_front(&japanese, files, context, findings);
    let number = front.lines.as_ref().map_or(1, Vec::len);
    let translation = english.as_ref().map(|english| read_translation(english, &front, context, findings));
    if !context.is_past && !files.contains_key("index.en.md") {
        let help = "add index.en.md with title, summary and body";
        findings.push(Finding::of_file(
            Rule::MissingTranslation,
            &japanese.file.path,
            "there is no English text",
            help,
        ));
    }
    let mut read = ReadRevision {
        key: front.key.clone(),
        audience: front.audience.take(),
        publish_at: front.publish_at.as_ref().map(|at| at.value.to_utc()),
        lines: front.lines.clone(),
        is_draft: front.is_draft,
        ..ReadRevision::default()
    };
    let Some(key) = front.key.clone().or_else(|| key_of_folder(context.folder)) else { return read };
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    let (mut images, mut anchors) = (BTreeSet::new(), BTreeSet::new());
    let mut write = |sheet: &Sheet<'_>, said: &Said, locale| {
        let text = Text { sheet, key: &key, number, files, locale };
        let written = edition::write(&text, said, context, findings);
        images.extend(written.images);
        let places = written.edition.outline.iter().chain(&written.body.headings);
        anchors.extend(places.map(|item| item.anchor.clone()));
        (written.edition, written.body)
    };
    let (ja, ja_body) = write(&japanese, &front.said, Locale::Ja);
    let en = english.as_ref().zip(translation.as_ref());
    let en = en.map(|(english, translation)| write(english, &translation.said, Locale::En));
    let (en, en_body) = en.unzip();
    let bodies = Localized { ja: ja_body, en: en_body }.into();
    read.anchors = Some(Anchors::of(anchors.iter().map(String::as_str)));
    edition::check_policies(&japanese, english.as_ref(), &front, translation.as_ref(), findings);
    // What a preview shows is the digest the text will have once it is published.
    let published = front.is_draft.then(|| without_draft_line(&japanese));
    let published = published.as_deref().map(str::as_bytes);
    let digest = revision_digest(files.iter().map(|(name, bytes)| match published {
        Some(published) if *name == "index.md" => (*name, published),
        _ => (*name, *bytes),
    }));
    read.revision = assemble(front, translation, number, Localized { ja, en }, |facts, editions, line, note| {
        let mut attachments = attachments;
        for attachment in &mut attachments {
            attachment.meta.is_shown_in_text = images.contains(&attachment.meta.name);
        }
        let audience = read.audience.clone();
        let Line { class, on, .. } = *line;
        DraftRevision { number, digest, class, on, note, audience, facts, editions, bodies, attachments }
    });
    read
}

/// Puts a revision together, where everything it needs could be read.
fn assemble(
    front: Front,
    translation: Option<Translation>,
    number: u32,
    editions: Localized<Edition>,
    finish: impl FnOnce(Facts, Localized<Edition>, &Line, Option<Box<Localized<String>>>) -> DraftRevision,
) -> Option<DraftRevision> {
    let mut facts = front.facts?;
    let lines = front.lines?;
    let line = lines.last()?;
    let mut editions = editions;
    editions.ja.title = front.title?;
    editions.ja.summary = front.summary?;
    editions.ja.translates = number;
    let mut english_note = None;
    match (&mut editions.en, translation) {
        (Some(edition), Some(translation)) => {
            english_note = translation.notes.get(&number).cloned();
            edition.title = translation.title?;
            edition.summary = translation.summary?;
            edition.translates = translation.translates?;
            match &mut facts {
                Facts::Notice(facts) => {
                    if let Some(exception) = &mut facts.lead_time_exception {
                        exception.en = translation.said.lead_time_exception.map(|text| text.value);
                    }
                    for answer in facts.incident.iter_mut().flat_map(|incident| &mut incident.items) {
                        if let Some(said) = &mut answer.said {
                            said.en = translation.said.incident.get(&answer.item).cloned().flatten();
                        }
                    }
                }
                Facts::Policy(facts) => {
                    facts.signatory.en = Some(translation.signatory?);
                    facts.is_reference_translation = translation.is_reference;
                }
                Facts::Disclosure(_) => {}
            }
        }
        (Some(_), None) => return None,
        (None, _) => {}
    }
    let note = line.note.clone().map(|ja| Localized { ja, en: english_note });
    Some(finish(facts, editions, line, note.map(Box::new)))
}

/// A text file of a revision, opened and taken apart.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub file: SourceFile<'a>,
    pub document: Document,
}

fn open<'a>(
    name: &str,
    files: &BTreeMap<&str, &'a [u8]>,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) -> Option<Sheet<'a>> {
    let path = format!("{}/{name}", context.path);
    let Some(bytes) = files.get(name) else {
        if name == "index.md" {
            let help = "the Japanese text and all metadata go into index.md; see docs/authors.md";
            findings.push(Finding::of_file(Rule::MissingIndex, &path, "there is no index.md in this folder", help));
        }
        return None;
    };
    let file = SourceFile::open(path, bytes).map_err(|finding| findings.push(finding)).ok()?;
    let document = Document::parse(&file, findings)?;
    Some(Sheet { file, document })
}

fn read_front(
    sheet: &Sheet<'_>,
    files: &BTreeMap<&str, &[u8]>,
    context: &mut Context<'_>,
    findings: &mut Vec<Finding>,
) -> Front {
    let Some(entries) = &sheet.document.entries else { return Front::default() };
    let mut beside = vec![];
    let mut fields = Fields::new(&sheet.file, entries, sheet.document.head.clone(), findings);
    let mut front = Front {
        is_read: true,
        title: title(&mut fields),
        summary: summary(&mut fields),
        publish_at: fields.required("publish_at").and_then(|node| fields.date_time(node)),
        lines: read_lines(&mut fields),
        is_draft: !context.is_past && is_draft(&mut fields),
        ..Front::default()
    };
    match context.folder.kind {
        PublicationKind::Notice => notice::read_notice(&mut fields, &mut front, context),
        PublicationKind::Disclosure => {
            disclosure::read_disclosure(&mut fields, &mut front, files, context, &mut beside);
        }
        PublicationKind::Policy => policy::read_policy(&mut fields, &mut front, context),
    }
    fields.finish();
    findings.append(&mut beside);
    front
}

/// Whether the author still writes on it.
fn is_draft(fields: &mut Fields<'_>) -> bool {
    fields.node("draft").and_then(|node| fields.truth(node)).is_some_and(|draft| draft.value)
}

/// The text as it stands once the author has taken the line away.
fn without_draft_line(sheet: &Sheet<'_>) -> String {
    let text = &sheet.file.text;
    let Some(lines) = sheet.document.lines_of("draft", text) else { return text.to_string() };
    [&text[..lines.start], &text[lines.end..]].concat()
}

/// The title, which has to be there.
pub(super) fn title(fields: &mut Fields<'_>) -> Option<String> {
    let node = fields.required("title")?;
    fields.short_line(node, LONGEST_TITLE, Rule::TitleTooLong).map(|title| title.value)
}

/// The summary, which has to be there.
pub(super) fn summary(fields: &mut Fields<'_>) -> Option<String> {
    let node = fields.required("summary")?;
    fields.short_line(node, LONGEST_SUMMARY, Rule::SummaryTooLong).map(|summary| summary.value)
}

/// The name the folder gives, for reading on where the front matter has none.
pub(super) fn key_of_folder(folder: &Folder<'_>) -> Option<PublicationKey> {
    let name = match folder.kind {
        PublicationKind::Notice => folder.name.split('-').take(3).collect::<Vec<_>>().join("-"),
        PublicationKind::Disclosure | PublicationKind::Policy => folder.name.to_owned(),
    };
    PublicationKey::parse(folder.kind, &name).ok()
}
