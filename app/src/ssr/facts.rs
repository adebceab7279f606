//! The facts panel of a notice: when, for whom, what is affected, what changes underneath, which clause.

use super::page_request::PageRequest;
use super::{audience, dates, particulars, words};
use crate::text;
use domain::audience::Audience;
use domain::id::ClauseAnchor;
use domain::locale::{Locale, Localized};
use domain::notice::{NoticeFacts, NoticeState};
use domain::publication::{Publication, PublicationKind};
use domain::revision::Guidance;

/// One fact: a label and what is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: String,
    /// One or more values.
    pub values: Vec<FactValue>,
}

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactValue {
    /// In words.
    pub text: String,
    /// Where it leads.
    pub address: Option<String>,
    /// Its language, where that is not the page's.
    pub lang: Option<&'static str>,
}

impl FactValue {
    /// A text in `wanted` or, where that is missing, in Japanese, on a page in `locale`.
    pub(super) fn written(locale: Locale, wanted: Locale, text: &Localized<String>) -> Self {
        let (text, written_in) = text.get_with_locale(wanted);
        Self { text: text.clone(), address: None, lang: written_in.tag_on(locale) }
    }
}

/// The facts in the order a reader asks for them, as they stand.
pub fn facts(request: &PageRequest, publication: &Publication, notice: &NoticeFacts, guidance: &Guidance) -> Vec<Fact> {
    let locale = request.locale;
    let (_, written_in) = publication.current.editions.get_with_locale(locale);
    let mut facts = times(request, publication, notice, true);
    let state = publication.state(request.now);
    if state != NoticeState::Undated {
        facts.push(fact(text!(locale, notices.fact.state), words::state(locale, state), None));
    }
    facts.push(for_whom(request, &publication.audience));
    facts.extend(details(request, notice, guidance, written_in));
    facts.push(fact(text!(locale, notices.fact.published), dates::moment(locale, publication.publish_at), None));
    facts
}

/// When it takes place; of changed terms also whether they are a disadvantage, of an incident its clocks.
pub(super) fn times(
    request: &PageRequest,
    publication: &Publication,
    notice: &NoticeFacts,
    is_in_force: bool,
) -> Vec<Fact> {
    let locale = request.locale;
    let mut facts = vec![];
    let mut say = |label: String, text: String| facts.push(fact(label, text, None));
    if let Some(planned) = publication.planned() {
        say(text!(locale, notices.fact.planned), dates::span(locale, planned));
    }
    if let Some(day) = publication.effective_on() {
        say(text!(locale, notices.fact.effective_on), dates::day(locale, day));
    }
    facts.extend(notice.adverse.map(|is_adverse| particulars::adverse(locale, is_adverse)));
    if let Some(incident) = &notice.incident {
        let now = is_in_force.then_some(request.now);
        facts.extend(particulars::incident_clocks(locale, publication, incident, now));
    }
    facts
}

/// Whom it is for.
pub fn for_whom(request: &PageRequest, audience: &Audience) -> Fact {
    let values = audience::in_words(request, audience).into_iter();
    let values = values.map(|text| FactValue { text, address: None, lang: None }).collect();
    Fact { label: text!(request.locale, notices.fact.audience), values }
}

/// What is affected, what changes underneath, why it comes so soon and which clauses it answers; texts in
/// `written_in`.
pub(super) fn details(
    request: &PageRequest,
    notice: &NoticeFacts,
    guidance: &Guidance,
    written_in: Locale,
) -> Vec<Fact> {
    let locale = request.locale;
    let lang = written_in.tag_on(locale);
    let mut facts = vec![];
    if let Some(affects) = &guidance.affects {
        facts.push(fact(text!(locale, notices.fact.affects), affects.clone(), lang));
    }
    if let Some(systems) = &guidance.systems {
        facts.push(fact(text!(locale, notices.fact.systems), systems.clone(), lang));
    }
    if let Some(provider) = &notice.provider {
        facts.push(fact(text!(locale, notices.fact.provider), provider.clone(), None));
    }
    if let Some(reason) = &notice.lead_time_exception {
        let values = vec![FactValue::written(locale, written_in, reason)];
        facts.push(Fact { label: text!(locale, notices.fact.lead_time_exception), values });
    }
    facts.extend(answered_clauses(request, &notice.clauses));
    facts
}

/// The clauses of the policy it answers; nothing where it answers none.
pub(super) fn answered_clauses(request: &PageRequest, clauses: &[ClauseAnchor]) -> Option<Fact> {
    let values: Vec<_> = clauses.iter().map(|clause| clause_value(request, clause)).collect();
    (!values.is_empty()).then(|| Fact { label: text!(request.locale, notices.fact.clauses), values })
}

pub(super) fn fact(label: String, text: String, lang: Option<&'static str>) -> Fact {
    Fact { label, values: vec![FactValue { text, address: None, lang }] }
}

/// A clause's heading without the number it has in the text: the anchor before it says the same.
fn without_marker(heading: &str) -> &str {
    heading
        .split_once([' ', '\u{3000}'])
        .filter(|(marker, _)| marker.ends_with(['.', ')']))
        .map_or(heading, |(_, rest)| rest)
}

/// A clause with its heading, linked into the policy's text.
pub fn clause_value(request: &PageRequest, clause: &ClauseAnchor) -> FactValue {
    let found = request.catalogue.of_kind(&request.viewer, request.now, PublicationKind::Policy).find_map(|policy| {
        let outline = &policy.current.editions.get(request.locale).outline;
        outline.iter().find(|item| item.anchor == clause.as_str()).map(|item| (policy.key.path(), item.text.clone()))
    });
    match found {
        Some((path, heading)) => FactValue {
            text: format!("{clause} {}", without_marker(&heading)),
            address: Some(request.to(&format!("{path}#{clause}"))),
            lang: None,
        },
        None => FactValue { text: clause.to_string(), address: None, lang: None },
    }
}
