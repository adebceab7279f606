//! What a publish would do: each publication's step, and for each whom it would reach. Reads the
//! store, changes nothing.

use super::Content;
use chrono::{DateTime, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::Audience;
use domain::plan::{Draft, Ground, Standing, Step};
use domain::publication::{PublicationKey, PublicationKind};
use domain::revision::{Facts, RevisionClass};
use domain::subscription::Topic;
use publishing::{Finding, SourceTree, refusal_finding};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use store::{Reach, Store, StoreError};

/// A checked folder compared with what stands.
pub struct Comparison {
    /// What passed, with what a publish does with it.
    pub steps: Vec<(Draft, Step)>,
    /// Drafts that passed, with what a publish would do with them if they were none.
    pub held: Vec<(Draft, Step)>,
    /// Everything that is wrong: of the check, and texts changed silently.
    pub findings: Vec<Finding>,
    /// Publications that stand and have no folder: they are left standing.
    pub without_folder: Vec<PublicationKey>,
}

impl Comparison {
    /// Compares what was read with what stands at `now`.
    pub fn new(content: &mut Content, standings: &[Standing], now: DateTime<Utc>) -> Self {
        let ground = Ground { now, is_empty: standings.is_empty() };
        let standing: HashMap<_, _> = standings.iter().map(|standing| (&standing.key, standing)).collect();
        let mut findings = std::mem::take(&mut content.findings);
        let mut decide = |drafts: Vec<Draft>| {
            let mut steps = Vec::with_capacity(drafts.len());
            for draft in drafts {
                match domain::plan::decide(standing.get(&draft.key).copied(), &draft, ground) {
                    Ok(step) => steps.push((draft, step)),
                    Err(refusal) => findings.push(refusal_finding(&content.tree, &draft, &refusal)),
                }
            }
            steps
        };
        let steps = decide(std::mem::take(&mut content.drafts));
        let held = decide(std::mem::take(&mut content.held));
        findings.sort();
        let folders = folders(&content.tree);
        let keys = standings.iter().map(|standing| &standing.key);
        let without_folder = keys.filter(|key| !folders.contains(&(key.kind(), key.name()))).cloned().collect();
        Self { steps, held, findings, without_folder }
    }

    /// Of these drafts that are kept for their reviewers, those whose time is over: they were published,
    /// or their folder is gone. One that has an error now stays as it was.
    pub fn outdated(&self, tree: &SourceTree, kept: Vec<PublicationKey>) -> Vec<PublicationKey> {
        let is_no_draft = |(draft, step): &(Draft, Step)| (*step == Step::Unchanged).then(|| draft.key.clone());
        let published: HashSet<_> = self.steps.iter().map(|(draft, _)| draft.key.clone()).collect();
        let published: HashSet<_> = self.held.iter().filter_map(is_no_draft).chain(published).collect();
        let folders = folders(tree);
        let is_over = |key: &PublicationKey| published.contains(key) || !folders.contains(&(key.kind(), key.name()));
        kept.into_iter().filter(is_over).collect()
    }

    /// Whether anything is kept from being published.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// What a publish would do with one publication, and whom it would reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedPublication {
    /// `notice/SC-2026-0042`.
    pub key: String,
    /// The Japanese title; none where there is no folder to take it from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What happens.
    #[serde(flatten)]
    pub step: PlannedStep,
    /// Whom it reaches.
    #[serde(flatten)]
    pub people: NumberOfPeople,
}

/// What happens to a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum PlannedStep {
    /// It was not there before.
    New {
        /// The number of its last revision.
        revision: u32,
    },
    /// It gets another revision.
    Revised {
        /// The number of its last revision.
        revision: u32,
        /// The gravest class among the new ones.
        class: RevisionClass,
    },
    /// Nothing.
    Unchanged,
    /// It stands, its folder is gone, and it is left standing.
    LeftStanding,
    /// Nothing: it is a draft. Whom it reaches is whom it would reach.
    Draft {
        /// The number of its last revision.
        revision: u32,
    },
}

impl PlannedStep {
    /// The same of a draft: nothing happens.
    const fn of_draft(self) -> Self {
        match self {
            Self::New { revision } | Self::Revised { revision, .. } | Self::Draft { revision } => {
                Self::Draft { revision }
            }
            Self::Unchanged | Self::LeftStanding => self,
        }
    }
}

/// Whom a step reaches, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct NumberOfPeople {
    /// Tenants that can see it.
    pub tenants: u64,
    /// Mails that will be sent because of it.
    pub mails: u64,
    /// Acknowledgements that will be asked for: people, or tenants where one administrator suffices.
    pub acknowledgements: u64,
}

/// Everything a publish would do.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// Publication by publication.
    pub publications: Vec<PlannedPublication>,
    /// What is wrong with those that are left out.
    pub findings: Vec<Finding>,
}

impl Plan {
    /// Adds to a comparison whom each step would reach.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn new(comparison: &Comparison, store: &Store, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let both = || comparison.steps.iter().chain(&comparison.held);
        let asked: Vec<_> = both().filter_map(|(draft, step)| audience_and_topic(draft, *step)).collect();
        let mut reaches = store.reaches(&asked).await?.into_iter();
        let mut publications: Vec<_> = both()
            .map(|(draft, step)| {
                let reach = audience_and_topic(draft, *step).and_then(|_| reaches.next());
                planned(draft, *step, reach.unwrap_or_default(), now)
            })
            .collect();
        for publication in &mut publications[comparison.steps.len()..] {
            publication.step = publication.step.of_draft();
        }
        publications.extend(comparison.without_folder.iter().map(|key| PlannedPublication {
            key: key.to_string(),
            title: None,
            step: PlannedStep::LeftStanding,
            people: NumberOfPeople::default(),
        }));
        Ok(Self { publications, findings: comparison.findings.clone() })
    }
}

/// What decides whom a step reaches; `None` when it reaches nobody because nothing happens.
fn audience_and_topic(draft: &Draft, step: Step) -> Option<(Audience, Topic)> {
    let current = draft.revisions.last().filter(|_| step != Step::Unchanged)?;
    Some((draft.audience.clone(), Topic::of_facts(&current.facts)))
}

fn planned(draft: &Draft, step: Step, reach: Reach, now: DateTime<Utc>) -> PlannedPublication {
    let current = draft.revisions.last();
    let revision = current.map_or(0, |revision| revision.number);
    // Something is asked anew of a new publication, and of an amended one that means something else.
    let (planned, is_asked) = match step {
        Step::New => (PlannedStep::New { revision }, true),
        Step::Revised { class, .. } => (PlannedStep::Revised { revision, class }, class.is_told_again()),
        Step::Unchanged => (PlannedStep::Unchanged, false),
    };
    let requirement = current.and_then(|revision| requirement(&revision.facts)).filter(|_| is_asked);
    let people = NumberOfPeople {
        tenants: reach.tenants,
        mails: if step.is_told(draft.publish_at, now) { reach.mails } else { 0 },
        acknowledgements: requirement.map_or(0, |requirement| match requirement.by {
            RequiredOf::EveryMember => reach.people,
            RequiredOf::OneAdministrator => reach.tenants,
        }),
    };
    let title = current.map(|revision| revision.editions.ja.title.clone());
    PlannedPublication { key: draft.key.to_string(), title, step: planned, people }
}

fn requirement(facts: &Facts) -> Option<&Requirement> {
    match facts {
        Facts::Notice(facts) => facts.acknowledgement.as_ref(),
        Facts::Disclosure(facts) => facts.acknowledgement.as_ref(),
        Facts::Policy(_) => None,
    }
}

/// What has a folder, whatever is wrong in it: kind and name of the publication.
fn folders(tree: &SourceTree) -> HashSet<(PublicationKind, &str)> {
    let of_path = |path| {
        let parts: Vec<&str> = str::splitn(path, 4, '/').collect();
        match parts[..] {
            ["notices", _, folder, _] => Some((PublicationKind::Notice, notice_number(folder))),
            ["disclosures", slug, _, ..] => Some((PublicationKind::Disclosure, slug)),
            ["policies", slug, _, ..] => Some((PublicationKind::Policy, slug)),
            _ => None,
        }
    };
    tree.0.keys().filter_map(|path| of_path(path)).collect()
}

/// `SC-2026-0042` of `SC-2026-0042-recording-api-v3`.
fn notice_number(folder: &str) -> &str {
    folder.match_indices('-').nth(2).map_or(folder, |(at, _)| &folder[..at])
}
