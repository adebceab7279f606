//! What the front matter says of an incident: when it was detected, which clock runs, and the nine items
//! in each language (個人情報保護法施行規則8条).

use crate::front_matter::{At, Fields};
use crate::rule::Rule;
use chrono::{DateTime, FixedOffset};
use domain::incident::{IncidentAnswer, IncidentFacts, IncidentItem, ReportClock, UNDER_INVESTIGATION};
use domain::locale::Localized;
use std::collections::BTreeMap;
use std::ops::Range;

/// The answers in one language; `None` for an item under investigation.
pub(super) type Answers = BTreeMap<IncidentItem, Option<String>>;

/// Reads `incident` of the Japanese, all of it: the facts, where none is missing, and the answers.
pub(super) fn read_incident(
    fields: &mut Fields<'_>,
    publish_at: Option<&At<DateTime<FixedOffset>>>,
) -> (Option<IncidentFacts>, Answers) {
    let Some(node) = fields.node("incident") else { return Default::default() };
    let Some(mut incident) = fields.below(node) else { return Default::default() };
    let detected_at = incident.required("detected_at").and_then(|node| incident.date_time(node));
    let report = incident.required("report").and_then(|node| incident.word(node, ReportClock::ALL, ReportClock::word));
    let report = report.map(|report| report.value);
    let needed = |item: IncidentItem| report != Some(ReportClock::None) || !item.is_about_persons();
    let (answers, is_whole) = read_answers(&mut incident, needed);
    if let Some((detected, published)) = detected_at.as_ref().zip(publish_at)
        && detected.value >= published.value
    {
        let help = "`detected_at` is when you came to know of it, `publish_at` when its first notice goes out";
        incident.report(Rule::DateOrder, detected.at.clone(), "this is not before the notice is published", help);
    }
    incident.finish();
    let items = answers
        .iter()
        .map(|(item, said)| IncidentAnswer { item: *item, said: said.clone().map(Localized::ja_only) })
        .collect();
    let facts = detected_at.zip(report).filter(|_| is_whole).map(|(detected_at, report)| IncidentFacts {
        detected_at: detected_at.value.to_utc(),
        report,
        items,
    });
    (facts, answers)
}

/// Reads `incident` of the English: the items only.
pub(super) fn read_translated(fields: &mut Fields<'_>) -> Answers {
    let Some(node) = fields.node("incident") else { return Answers::new() };
    let Some(mut incident) = fields.below(node) else { return Answers::new() };
    let (answers, _) = read_answers(&mut incident, |_| false);
    incident.finish();
    answers
}

/// Reads the items; says whether all that are needed could be read.
fn read_answers(incident: &mut Fields<'_>, needed: impl Fn(IncidentItem) -> bool) -> (Answers, bool) {
    let (mut answers, mut is_whole) = (Answers::new(), true);
    for item in IncidentItem::ALL {
        let is_given = incident.key(item.word()).is_some();
        let line = incident.node(item.word()).and_then(|node| incident.line(node));
        if let Some(line) = line {
            answers.insert(*item, (line.value != UNDER_INVESTIGATION).then_some(line.value));
        } else if is_given {
            is_whole = false;
        } else if needed(*item) {
            let help = format!("say what is known, or write `{}: {UNDER_INVESTIGATION}`", item.word());
            incident.missing_because(item.word(), "an incident", &help);
            is_whole = false;
        }
    }
    (answers, is_whole)
}

/// Reports items that one language answers and the other does not.
pub(super) fn compare(fields: &mut Fields<'_>, japanese: &Answers, english: &Answers, head: &Range<usize>) {
    let at = fields.key("incident").unwrap_or_else(|| head.clone());
    for item in IncidentItem::ALL {
        let (ja, en) = (japanese.get(item), english.get(item));
        let word = item.word();
        let (message, help) = match (ja, en) {
            (Some(None), Some(Some(_))) => {
                (format!("`{word}` is under investigation in Japanese only"), "say the same in both")
            }
            (Some(Some(_)), Some(None)) => {
                (format!("`{word}` is under investigation in English only"), "say the same in both")
            }
            (Some(_), None) => (format!("`{word}` is in Japanese only"), "add it below `incident`"),
            (None, Some(_)) => (format!("`{word}` is in English only"), "say it in index.md too, or take it away"),
            _ => continue,
        };
        fields.report(Rule::TranslationWithoutCounterpart, at.clone(), message, help);
    }
}
