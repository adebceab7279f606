//! What publications say of each other: links, clauses, notices, and numbers that must be unique.
//! Checked when all of them have been read.

use super::publication::Outcome;
use super::revision::Context;
use crate::finding::Finding;
use crate::front_matter::Fields;
use crate::rule::Rule;
use crate::source::SourceFile;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{ClauseAnchor, NoticeId};
use domain::publication::{PublicationKey, PublicationKind};
use domain::zone::civil_date;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Something said of another publication. There may be tens of thousands: what is wrong with one is put into
/// words only when something is.
#[derive(Debug)]
pub(super) struct Reference {
    target: Target,
    path: Box<str>,
    line: u32,
    column: u32,
    length: u32,
}

impl Reference {
    /// To a target, from a part of a file.
    pub(super) fn new(target: Target, file: &SourceFile<'_>, at: Range<usize>) -> Self {
        let Finding { path, line, column, length, .. } = file.finding(target.rule(), at, "", "");
        Self { target, path: path.into(), line, column, length }
    }

    /// The finding for the case that the target is not there.
    fn missing(&self) -> Finding {
        let (message, help) = match &self.target {
            Target::Page { key, .. } => {
                (format!("there is no publication {}", key.path()), "correct the link or take it away")
            }
            Target::Clause(clause) => {
                (format!("no policy has a clause {clause}"), "name it by its anchor, as in II-5 or III-5-c")
            }
            Target::Notice { id, .. } => (format!("there is no notice {id}"), "correct the number"),
        };
        let rule = self.target.rule();
        Finding {
            rule: rule.name(),
            severity: rule.severity(),
            path: self.path.clone().into(),
            line: self.line,
            column: self.column,
            length: self.length,
            message,
            help: help.to_owned(),
        }
    }
}

/// What is referred to.
#[derive(Debug)]
pub(super) enum Target {
    /// A publication, and a place in it.
    Page { key: PublicationKey, anchor: Option<String> },
    /// A clause of any policy.
    Clause(ClauseAnchor),
    /// The notice that announced an entry of a register, and from when the entry holds.
    Notice { id: NoticeId, since: Option<NaiveDate> },
}

impl Target {
    /// What is broken where it is not there.
    const fn rule(&self) -> Rule {
        match self {
            Self::Page { .. } => Rule::DeadLink,
            Self::Clause(_) => Rule::UnknownClause,
            Self::Notice { .. } => Rule::UnknownNotice,
        }
    }
}

/// The places of a text that can be linked to.
#[derive(Debug, Clone, Default)]
pub(super) struct Anchors(Box<str>);

impl Anchors {
    /// These; none has a line end in it.
    pub(super) fn of<'a>(anchors: impl Iterator<Item = &'a str>) -> Self {
        Self(anchors.collect::<Vec<_>>().join("\n").into())
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split('\n').filter(|anchor| !anchor.is_empty())
    }
}

/// What is known of a publication.
struct Known<'a> {
    anchors: Option<&'a Anchors>,
    publish_at: Option<DateTime<Utc>>,
    is_unknown_to_readers: bool,
}

/// Reads `clauses`, to be checked later. `None` where they could not be read.
pub(super) fn read_clauses(fields: &mut Fields<'_>, context: &mut Context<'_>) -> Option<Vec<ClauseAnchor>> {
    let Some(node) = fields.node("clauses") else {
        return fields.key("clauses").is_none().then(Vec::new);
    };
    let clauses = fields.names(node, ClauseAnchor::parse)?;
    if !context.is_past {
        for clause in &clauses {
            let target = Target::Clause(clause.value.clone());
            context.references.push(Reference::new(target, fields.file(), clause.at.clone()));
        }
    }
    Some(clauses.into_iter().map(|clause| clause.value).collect())
}

/// Checks all references, and that every number is there once.
pub(super) fn check(outcomes: &mut [Outcome]) {
    report_duplicates(outcomes);
    let mut found = vec![];
    {
        let known: HashMap<&PublicationKey, Known<'_>> = outcomes
            .iter()
            .filter_map(|outcome| {
                let known = Known {
                    anchors: outcome.anchors.as_ref(),
                    publish_at: outcome.publish_at,
                    is_unknown_to_readers: outcome.is_unknown_to_readers,
                };
                Some((outcome.key.as_ref()?, known))
            })
            .collect();
        let clauses: BTreeSet<&str> = known
            .iter()
            .filter(|(key, _)| key.kind() == PublicationKind::Policy)
            .flat_map(|(_, known)| known.anchors.into_iter().flat_map(Anchors::iter))
            .collect();
        for (nth, outcome) in outcomes.iter().enumerate() {
            let findings = outcome.references.iter().filter_map(|reference| {
                let of_draft = || to_draft(reference, &known).filter(|_| !outcome.is_draft);
                resolve(reference, &known, &clauses).or_else(of_draft)
            });
            found.extend(findings.map(|finding| (nth, finding)));
        }
    }
    for (nth, finding) in found {
        outcomes[nth].findings.push(finding);
    }
}

/// The finding a reference gives, if any.
fn resolve(
    reference: &Reference,
    known: &HashMap<&PublicationKey, Known<'_>>,
    clauses: &BTreeSet<&str>,
) -> Option<Finding> {
    let missing = || Some(reference.missing());
    match &reference.target {
        Target::Clause(clause) if clauses.contains(clause.as_str()) => None,
        Target::Clause(_) => missing(),
        Target::Page { key, anchor } => {
            let Some(page) = known.get(key) else { return missing() };
            let (anchor, anchors) = anchor.as_ref().zip(page.anchors)?;
            if anchors.iter().any(|place| place == anchor) {
                return None;
            }
            let message = format!("{} has no place `{anchor}`", key.path());
            Some(Finding { message, help: "link to one of its headings, or to the page".into(), ..missing()? })
        }
        Target::Notice { id, since } => {
            let Some(notice) = known.get(&PublicationKey::Notice(id.clone())) else { return missing() };
            let published = civil_date(notice.publish_at?);
            let since = since.filter(|since| *since < published)?;
            Some(Finding {
                rule: Rule::DateOrder.name(),
                severity: Rule::DateOrder.severity(),
                message: format!("this holds from {since}, but {id} is published only on {published}"),
                help: "an entry is announced before it is used (ISO/IEC 27018 A.8.1)".into(),
                ..missing()?
            })
        }
    }
}

/// The finding for something published that refers to what readers cannot find yet.
fn to_draft(reference: &Reference, known: &HashMap<&PublicationKey, Known<'_>>) -> Option<Finding> {
    let key = match &reference.target {
        Target::Page { key, .. } => key.clone(),
        Target::Notice { id, .. } => PublicationKey::Notice(id.clone()),
        Target::Clause(_) => return None,
    };
    known.get(&key).filter(|known| known.is_unknown_to_readers)?;
    Some(Finding {
        message: format!("{} is a draft, which readers cannot find", key.path()),
        help: "publish it together with this, or make this a draft too".into(),
        ..reference.missing()
    })
}

/// Reports every folder whose number another folder has too: nobody can tell which one is meant.
fn report_duplicates(outcomes: &mut [Outcome]) {
    let mut folders: HashMap<PublicationKey, Vec<usize>> = HashMap::new();
    for (nth, outcome) in outcomes.iter().enumerate() {
        if let Some(key) = &outcome.key {
            folders.entry(key.clone()).or_default().push(nth);
        }
    }
    for (key, same) in folders.iter().filter(|(_, same)| same.len() > 1) {
        for nth in same {
            let others: Vec<_> =
                same.iter().filter(|other| *other != nth).map(|other| outcomes[*other].folder.clone()).collect();
            let path = format!("{}/index.md", outcomes[*nth].folder);
            let message = format!("{} is also the number of {}", key.name(), others.join(", "));
            let finding = Finding::of_file(Rule::DuplicateId, &path, message, "give one of them the next free number");
            outcomes[*nth].findings.push(finding);
        }
    }
}
