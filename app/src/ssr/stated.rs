//! What one revision of a publication stated, whatever has happened since: for its own page and for
//! comparisons, so that both say the same words.

use super::facts::{Fact, FactValue, answered_clauses, details, fact, times};
use super::notice_row::{component_names, joined};
use super::page_request::PageRequest;
use super::{dates, words};
use crate::components::acknowledge_panel::asked;
use crate::text;
use domain::acknowledgement::Requirement;
use domain::locale::Locale;
use domain::notice::NoticeFacts;
use domain::policy::PolicyFacts;
use domain::publication::Publication;
use domain::revision::{DisclosureFacts, Facts, Guidance, Revision};
use std::sync::Arc;

/// What a revision stated in a few words each, no label twice: not its title, summary and text, nor where the
/// publication stands and whom it is for, which are no revision's. Texts are in `written_in`.
pub fn stated(
    request: &PageRequest,
    publication: &Publication,
    revision: &Revision,
    guidance: &Guidance,
    written_in: Locale,
) -> Vec<Fact> {
    match &revision.facts {
        Facts::Notice(notice) => {
            let alone = Publication { current: Arc::new(revision.clone()), events: vec![], ..publication.clone() };
            let mut stated = what_is_asked(request, notice);
            stated.extend(times(request, &alone, notice, false));
            stated.extend(details(request, notice, guidance, written_in));
            stated
        }
        Facts::Disclosure(disclosure) => of_disclosure(request, disclosure),
        Facts::Policy(policy) => of_policy(request, policy, written_in),
    }
}

/// What a notice is about, and what it asks of its reader by when.
fn what_is_asked(request: &PageRequest, notice: &NoticeFacts) -> Vec<Fact> {
    let locale = request.locale;
    let components = component_names(request, notice);
    let category =
        notice.category.map_or_else(|| words::kind(locale, notice.kind), |category| words::category(locale, category));
    let mut stated = vec![
        fact(text!(locale, comparison.field.impact), words::impact(locale, notice.impact), None),
        fact(text!(locale, comparison.field.category), category, None),
    ];
    if !components.is_empty() {
        stated.push(fact(text!(locale, comparison.field.components), joined(request, &components), None));
    }
    if let Some(day) = notice.act_by {
        stated.push(fact(text!(locale, comparison.field.act_by), dates::day(locale, day), None));
    }
    stated.extend(acknowledgement(request, notice.acknowledgement.as_ref()));
    stated
}

fn of_disclosure(request: &PageRequest, disclosure: &DisclosureFacts) -> Vec<Fact> {
    let as_of = dates::day(request.locale, disclosure.as_of);
    let as_of = fact(text!(request.locale, comparison.field.as_of), as_of, None);
    let asked = acknowledgement(request, disclosure.acknowledgement.as_ref());
    let clauses = answered_clauses(request, &disclosure.clauses);
    std::iter::once(as_of).chain(asked).chain(clauses).collect()
}

fn of_policy(request: &PageRequest, policy: &PolicyFacts, written_in: Locale) -> Vec<Fact> {
    let locale = request.locale;
    let name = policy
        .signatory
        .clone()
        .map(|signatory| format!("{} {} {}", signatory.organisation, signatory.title, signatory.name));
    let values = vec![FactValue::written(locale, written_in, &name)];
    vec![
        fact(text!(locale, comparison.field.established_on), dates::day(locale, policy.established_on), None),
        Fact { label: text!(locale, comparison.field.signatory), values },
    ]
}

fn acknowledgement(request: &PageRequest, requirement: Option<&Requirement>) -> Option<Fact> {
    let label = text!(request.locale, comparison.field.acknowledgement);
    requirement.map(|requirement| fact(label, asked(request, requirement), None))
}
