//! The front matter of a policy, and whether it agrees with the text.

use super::disclosure::folder_slug;
use super::revision::{Context, Front, Sheet};
use crate::finding::Finding;
use crate::front_matter::Fields;
use crate::policy_text::{self, PolicyText};
use crate::rule::Rule;
use chrono::NaiveDate;
use domain::audience::Audience;
use domain::locale::Localized;
use domain::policy::{PolicyFacts, Signatory};
use domain::publication::PublicationKey;
use domain::revision::Facts;

/// Reads what only policies have.
pub(super) fn read_policy(fields: &mut Fields<'_>, front: &mut Front, context: &Context<'_>) {
    front.key = folder_slug(fields, context).map(PublicationKey::Policy);
    front.audience = Some(Audience::Everyone);
    let established_on = fields.required("established_on").and_then(|node| fields.date(node));
    let signatory = read_signatory(fields);
    front.facts = established_on.zip(signatory).map(|(established_on, signatory)| {
        Facts::Policy(PolicyFacts {
            established_on: established_on.value,
            signatory: Localized::ja_only(signatory),
            is_reference_translation: false,
        })
    });
}

/// Reads `signatory`.
pub(super) fn read_signatory(fields: &mut Fields<'_>) -> Option<Signatory> {
    let node = fields.required("signatory")?;
    let mut signatory = fields.below(node)?;
    let mut line = |name| signatory.required(name).and_then(|node| signatory.line(node)).map(|line| line.value);
    let (organisation, title, name) = (line("organisation"), line("title"), line("name"));
    signatory.finish();
    Some(Signatory { organisation: organisation?, title: title?, name: name? })
}

/// Compares the closing lines of a text with the front matter, and reports numbers used twice.
pub(super) fn check_text(
    sheet: &Sheet<'_>,
    established_on: NaiveDate,
    signatory: Option<&Signatory>,
    findings: &mut Vec<Finding>,
) -> PolicyText {
    let (file, body) = (&sheet.file, sheet.document.body);
    let text = &file.text[body..];
    let policy = policy_text::render(text);
    for at in &policy.repeated {
        let help = "each part, clause and item needs a number of its own: links and notices name it";
        let at = at.start + body..at.end + body;
        findings.push(file.finding(Rule::DuplicateAnchor, at, "this number was used before", help));
    }
    if let Some((day, at)) = policy_text::established_on(text, &policy.closing)
        && day != established_on
    {
        let message = format!("the text says {day}, `established_on` says {established_on}");
        let at = at.start + body..at.end + body;
        findings.push(file.finding(Rule::PolicyContradiction, at, message, "correct the one that is wrong"));
    }
    let closing = &text[policy.closing.clone()];
    let is_signed = |signatory: &Signatory| {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let closing = squeezed(closing);
        [&signatory.organisation, &signatory.title, &signatory.name]
            .iter()
            .all(|part| closing.contains(&squeezed(part)))
    };
    if let Some(signatory) = signatory.filter(|signatory| !closing.is_empty() && !is_signed(signatory)) {
        let at = sheet.document.key("signatory").unwrap_or_else(|| sheet.document.head.clone());
        let message =
            format!("the text is not signed by {} {} {}", signatory.organisation, signatory.title, signatory.name);
        let help = "`signatory` has to say what the last lines of the text say";
        findings.push(file.finding(Rule::PolicyContradiction, at, message, help));
    }
    policy
}
