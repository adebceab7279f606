//! The front matter of `index.en.md`, and how it compares with the Japanese.

use super::edition::Said;
use super::incident;
use super::policy::read_signatory;
use super::revision::{Context, Front, Sheet, summary, title};
use crate::finding::Finding;
use crate::front_matter::{At, Fields, Value};
use crate::rule::Rule;
use domain::policy::Signatory;
use domain::publication::PublicationKind;
use std::collections::BTreeMap;

/// What the English front matter says.
#[derive(Debug, Default)]
pub(super) struct Translation {
    pub title: Option<String>,
    pub summary: Option<String>,
    pub translates: Option<u32>,
    pub said: Said,
    pub notes: BTreeMap<u32, String>,
    pub signatory: Option<Signatory>,
    pub is_reference: bool,
}

/// Reads the English front matter and compares it with the Japanese.
pub(super) fn read_translation(
    sheet: &Sheet<'_>,
    front: &Front,
    context: &Context<'_>,
    findings: &mut Vec<Finding>,
) -> Translation {
    let Some(entries) = &sheet.document.entries else { return Translation::default() };
    let head = sheet.document.head.clone();
    let mut fields = Fields::new(&sheet.file, entries, head.clone(), findings);
    let mut translation = Translation {
        title: title(&mut fields),
        summary: summary(&mut fields),
        notes: read_notes(&mut fields, front),
        ..Translation::default()
    };
    let translates = fields.required("translates").and_then(|node| fields.number(node));
    translation.translates = translates.and_then(|number| check_number(&mut fields, &number, front, context));
    match context.folder.kind {
        PublicationKind::Notice => {
            translation.said = Said::read(&mut fields);
            translation.said.incident = incident::read_translated(&mut fields);
            if !context.is_past && front.is_read {
                compare(&mut fields, &front.said, &translation.said, head.clone());
                incident::compare(&mut fields, &front.said.incident, &translation.said.incident, &head);
            }
        }
        PublicationKind::Policy => {
            translation.signatory = read_signatory(&mut fields);
            let node = fields.node("reference_translation");
            translation.is_reference = node.and_then(|node| fields.truth(node)).is_some_and(|truth| truth.value);
        }
        PublicationKind::Disclosure => {}
    }
    if !context.is_past {
        check_notes(&mut fields, &translation, front, head);
    }
    fields.finish();
    translation
}

fn check_number(fields: &mut Fields<'_>, number: &At<u32>, front: &Front, context: &Context<'_>) -> Option<u32> {
    let current = crate::source::count(front.lines.as_ref()?.len());
    if number.value == 0 || number.value > current {
        let help = format!("the current revision is {current}");
        fields.report(Rule::WrongValue, number.at.clone(), format!("there is no revision {}", number.value), help);
        return None;
    }
    if number.value < current && !context.is_past {
        let message = format!("the English is of revision {}, the Japanese of revision {current}", number.value);
        let help =
            format!("bring the English up to date and write `translates: {current}`; until then the page says so");
        fields.report(Rule::StaleTranslation, number.at.clone(), message, help);
    }
    Some(number.value)
}

fn read_notes(fields: &mut Fields<'_>, front: &Front) -> BTreeMap<u32, String> {
    let mut notes = BTreeMap::new();
    let Some(node) = fields.node("notes") else { return notes };
    let Value::Map(entries) = &node.value else {
        let help = "write it as in { 2: what changed }";
        fields.report(Rule::WrongValue, node.at.clone(), "expected notes by revision", help);
        return notes;
    };
    for (key, value) in entries {
        let number = key.name.parse::<u32>().ok();
        let is_noted = |number: &u32| {
            let nth = (*number as usize).checked_sub(1);
            front
                .lines
                .as_ref()
                .is_none_or(|lines| nth.and_then(|nth| lines.get(nth)).is_some_and(|line| line.note.is_some()))
        };
        let Some(number) = number.filter(is_noted) else {
            let message = format!("no revision `{}` has a note in index.md", key.name);
            fields.report(Rule::WrongValue, key.at.clone(), message, "correct the number");
            continue;
        };
        if let Some(note) = fields.line(value) {
            notes.insert(number, note.value);
        }
    }
    notes
}

/// Reports notes that are in Japanese only, up to the revision the English is of.
fn check_notes(fields: &mut Fields<'_>, translation: &Translation, front: &Front, head: std::ops::Range<usize>) {
    let lines = front.lines.as_deref().unwrap_or_default();
    for (number, line) in
        (1..).zip(lines).skip(1).take((translation.translates.unwrap_or(0) as usize).saturating_sub(1))
    {
        if line.note.is_some() && !translation.notes.contains_key(&number) {
            let message = format!("the note of revision {number} is in Japanese only");
            let help = format!("add it to `notes` as in {{ {number}: what changed }}");
            fields.report(Rule::TranslationWithoutCounterpart, head.clone(), message, help);
        }
    }
}

/// Reports what one language says and the other does not.
fn compare(fields: &mut Fields<'_>, japanese: &Said, english: &Said, head: std::ops::Range<usize>) {
    for (name, ja, en) in [
        ("actions", japanese.actions.len(), english.actions.len()),
        ("alternatives", japanese.alternatives.len(), english.alternatives.len()),
        ("affects", usize::from(japanese.affects.is_some()), usize::from(english.affects.is_some())),
        ("systems", usize::from(japanese.systems.is_some()), usize::from(english.systems.is_some())),
        (
            "lead_time_exception",
            usize::from(japanese.lead_time_exception.is_some()),
            usize::from(english.lead_time_exception.is_some()),
        ),
    ] {
        let (message, help) = match (ja, en) {
            (ja, en) if ja == en => continue,
            (_, 0) => (format!("`{name}` is in Japanese only"), format!("add `{name}` in English")),
            (0, _) => (format!("`{name}` is in English only"), "say it in index.md too, or take it away".to_owned()),
            (ja, en) => {
                (format!("`{name}` has {ja} items in Japanese, {en} in English"), "say the same in both".to_owned())
            }
        };
        let at = fields.key(name).unwrap_or_else(|| head.clone());
        fields.report(Rule::TranslationWithoutCounterpart, at, message, help);
    }
}
