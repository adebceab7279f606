//! What two revisions of a publication say, laid side by side: facts, the items of an incident's report, text,
//! register and files. Facts come from the same place as those on the publication's page, so that both say the
//! same words.

use super::facts::{Fact, fact};
use super::notice_row::joined;
use super::page_request::PageRequest;
use super::particulars::incident_items;
use super::stated::stated;
use super::{audience, dates, words};
use crate::text;
use domain::audience::Audience;
use domain::locale::{Locale, Localized};
use domain::publication::Publication;
use domain::register::{EntryChange, RegisterEntry, compare as compare_entries};
use domain::revision::{Attachment, Body, Facts, Guidance, Revision, WholeRevision};
use publishing::difference::{ComparedSection, Section, compare};

/// Something that is said in a few words, before and after; `None` where nothing was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedFact {
    /// What it is.
    pub label: String,
    /// In the earlier revision.
    pub before: Option<String>,
    /// In the later one.
    pub after: Option<String>,
    /// The languages of the two, where they are not the page's.
    pub langs: (Option<&'static str>, Option<&'static str>),
}

impl ComparedFact {
    /// Whether the two revisions differ here.
    pub fn is_change(&self) -> bool {
        self.before != self.after
    }
}

/// How an entry of a register fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// It came.
    Added,
    /// It was taken out.
    Removed,
    /// It is no longer in use.
    Ended,
    /// Something else is said of it.
    Changed,
}

/// An entry of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedEntry {
    /// Its name.
    pub name: String,
    /// How it fared; `None` where it is the same.
    pub state: Option<EntryState>,
    /// What is said of it.
    pub fields: Vec<ComparedFact>,
}

impl ComparedEntry {
    /// Whether only one of the revisions has it.
    pub const fn is_alone(&self) -> bool {
        matches!(self.state, Some(EntryState::Added | EntryState::Removed))
    }
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Title, summary, what the revision states and the items of an incident's report; then the files.
    pub facts: Vec<ComparedFact>,
    /// The text.
    pub sections: Vec<ComparedSection>,
    /// The register, where it is one.
    pub entries: Vec<ComparedEntry>,
    /// The language both texts are compared in.
    pub written_in: Locale,
}

/// Compares two revisions, in the page's language if both have it, else in Japanese.
/// For staff, `audiences` are whom the two were for.
pub fn comparison(
    request: &PageRequest,
    publication: &Publication,
    before: &WholeRevision,
    after: &WholeRevision,
    audiences: Option<&(Audience, Audience)>,
) -> Comparison {
    let texts = (&before.bodies, &after.bodies);
    let (before, after) = (&before.revision, &after.revision);
    let is_translated = before.editions.en.is_some() && after.editions.en.is_some();
    let written_in = if is_translated { request.locale } else { Locale::Ja };
    let bodies = (texts.0.get(written_in), texts.1.get(written_in));
    let mut facts = compared_facts(request, publication, written_in, [(before, bodies.0), (after, bodies.1)]);
    facts.extend(audiences.map(|(before, after)| compared_audiences(request, before, after)));
    Comparison {
        facts,
        sections: compare(
            &sections(request, publication, before, bodies.0, written_in),
            &sections(request, publication, after, bodies.1, written_in),
        ),
        entries: compared_entries(request, before, after),
        written_in,
    }
}

/// The sections of a revision: what to do, what to use instead, then the text.
fn sections(
    request: &PageRequest,
    publication: &Publication,
    revision: &Revision,
    body: &Body,
    written_in: Locale,
) -> Vec<Section> {
    let edition = revision.editions.get(written_in);
    if matches!(revision.facts, Facts::Policy(_)) {
        return Section::of_policy(&body.text, &edition.outline);
    }
    let steps = |steps: &[String]| steps.iter().map(|step| crate::mail::plain_text(step)).collect::<Vec<_>>();
    let lists = [
        (text!(request.locale, notices.to_do), steps(&body.guidance.actions)),
        (text!(request.locale, notices.alternatives), steps(&body.guidance.alternatives)),
    ];
    let lists = lists.into_iter().filter(|(_, items)| !items.is_empty());
    lists
        .map(|(heading, items)| Section::of_items(heading, items))
        .chain(Section::of_text(&without_revision(&body.text, publication, revision), &body.headings))
        .collect()
}

/// The text without the revision's number in the addresses of its own files: it differs by itself.
fn without_revision(text: &str, publication: &Publication, revision: &Revision) -> String {
    let files = |address: &str| address.trim_end_matches(|c: char| c.is_ascii_digit() || c == '/').to_owned();
    let own = publication.key.attachment_path(revision.head.number, "");
    text.replace(&own, &format!("{}/", files(&own)))
}

fn compared_facts(
    request: &PageRequest,
    publication: &Publication,
    written_in: Locale,
    [before, after]: [(&Revision, &Body); 2],
) -> Vec<ComparedFact> {
    let said_of =
        |(revision, body): (&Revision, &Body)| said(request, publication, revision, &body.guidance, written_in);
    let (said_before, said_after) = (said_of(before), said_of(after));
    let mut labels: Vec<&String> = said_after.iter().map(|fact| &fact.label).collect();
    for Fact { label, .. } in &said_before {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let compared = |label: &String| {
        let of = |said: &[Fact]| said.iter().find(|fact| fact.label == *label).map(|fact| in_words(request, fact));
        let ((before, lang_before), (after, lang_after)) =
            (of(&said_before).unwrap_or_default(), of(&said_after).unwrap_or_default());
        ComparedFact { label: label.clone(), before, after, langs: (lang_before, lang_after) }
    };
    labels.into_iter().map(compared).collect()
}

/// All that a fact says, and its language where that is not the page's.
fn in_words(request: &PageRequest, fact: &Fact) -> (Option<String>, Option<&'static str>) {
    let values: Vec<_> = fact.values.iter().map(|value| value.text.clone()).collect();
    let said = Some(joined(request, &values)).filter(|said| !said.is_empty());
    (said, fact.values.first().and_then(|value| value.lang))
}

/// Whom the two were for, in words.
fn compared_audiences(request: &PageRequest, before: &Audience, after: &Audience) -> ComparedFact {
    let in_words = |audience| Some(audience::in_words(request, audience).join("\n"));
    ComparedFact {
        label: text!(request.locale, notices.fact.audience),
        before: in_words(before),
        after: in_words(after),
        langs: (None, None),
    }
}

/// What a revision says in a few words each, no label twice.
fn said(
    request: &PageRequest,
    publication: &Publication,
    revision: &Revision,
    guidance: &Guidance,
    written_in: Locale,
) -> Vec<Fact> {
    let locale = request.locale;
    let lang = written_in.tag_on(locale);
    let edition = revision.editions.get(written_in);
    let incident = revision.facts.notice().and_then(|notice| notice.incident.as_ref());
    let mut said = vec![
        fact(text!(locale, comparison.field.title), edition.title.clone(), lang),
        fact(text!(locale, comparison.field.summary), edition.summary.clone(), lang),
    ];
    said.extend(stated(request, publication, revision, guidance, written_in));
    said.extend(incident.iter().flat_map(|incident| incident_items(locale, written_in, incident)));
    // The digest tells two files of one name apart.
    let file = |file: &Attachment| format!("{} (SHA-256 {})", file.name, file.digest.short());
    let files: Vec<_> = revision.attachments.iter().map(file).collect();
    if !files.is_empty() {
        said.push(fact(text!(locale, comparison.files), files.join("\n"), None));
    }
    said
}

fn register(revision: &Revision) -> &[RegisterEntry] {
    match &revision.facts {
        Facts::Disclosure(disclosure) => disclosure.register.as_ref().map_or(&[], |register| &register.entries),
        _ => &[],
    }
}

fn compared_entries(request: &PageRequest, before: &Revision, after: &Revision) -> Vec<ComparedEntry> {
    compare_entries(register(before), register(after))
        .into_iter()
        .map(|change| {
            let (before, after, state) = match change {
                EntryChange::Same(entry) => (Some(entry), Some(entry), None),
                EntryChange::Added(entry) => (None, Some(entry), Some(EntryState::Added)),
                EntryChange::Removed(entry) => (Some(entry), None, Some(EntryState::Removed)),
                EntryChange::Ended(before, after) => (Some(before), Some(after), Some(EntryState::Ended)),
                EntryChange::Changed(before, after) => (Some(before), Some(after), Some(EntryState::Changed)),
            };
            let name = after.or(before).map(|entry| entry.name.get(request.locale).clone()).unwrap_or_default();
            ComparedEntry { name, state, fields: fields(request, before, after) }
        })
        .collect()
}

/// What is said of an entry, before and after.
fn fields(request: &PageRequest, before: Option<&RegisterEntry>, after: Option<&RegisterEntry>) -> Vec<ComparedFact> {
    type Value = fn(Locale, &RegisterEntry) -> Option<String>;
    type Text = fn(&RegisterEntry) -> Option<&Localized<String>>;
    let locale = request.locale;
    let told = |text: Option<&Localized<String>>| text.map(|text| text.get(locale).clone());
    let fields: [(String, Value); 4] = [
        (text!(locale, publications.register.name), |locale, entry| Some(entry.name.get(locale).clone())),
        (text!(locale, publications.register.country), |locale, entry| Some(words::country(locale, &entry.country))),
        (text!(locale, comparison.field.status), |locale, entry| Some(words::entry_status(locale, entry.status))),
        (text!(locale, comparison.field.since), |locale, entry| Some(dates::day(locale, entry.since))),
    ];
    let texts: [(String, Text); 4] = [
        (text!(locale, publications.register.purpose), |entry| Some(&entry.purpose)),
        (text!(locale, publications.register.information), |entry| Some(&entry.information)),
        (text!(locale, publications.register.safeguards), |entry| entry.safeguards.as_ref()),
        (text!(locale, publications.register.opt_out), |entry| entry.opt_out.as_ref()),
    ];
    let short = fields.into_iter().map(|(label, value)| ComparedFact {
        label,
        before: before.and_then(|entry| value(locale, entry)),
        after: after.and_then(|entry| value(locale, entry)),
        langs: (None, None),
    });
    let long = texts.into_iter().map(|(label, value)| ComparedFact {
        label,
        before: told(before.and_then(value)),
        after: told(after.and_then(value)),
        langs: (None, None),
    });
    short.chain(long).filter(|fact| fact.before.is_some() || fact.after.is_some()).collect()
}
