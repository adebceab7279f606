//! What a publish would do: each publication's step, and for each whom it would reach. Reads the
//! store, changes nothing.

use super::{Content, Files};
use chrono::{DateTime, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Tenant};
use domain::id::TenantId;
use domain::plan::{Draft, Ground, Standing, Step};
use domain::publication::{PublicationKey, PublicationKind};
use domain::revision::{Facts, RevisionClass};
use domain::subscription::Topic;
use publishing::{Finding, Sources, lead_time_finding, refusal_finding, unknown_tenants};
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
    /// Compares what was read with what stands at `now`, and holds what is new to the lead times of the
    /// tenants there are.
    pub fn new(content: &mut Content, standings: &[Standing], tenants: &[Tenant], now: DateTime<Utc>) -> Self {
        let ground = Ground { now, is_empty: standings.is_empty() };
        let standing: HashMap<_, _> = standings.iter().map(|standing| (&standing.key, standing)).collect();
        let mut findings = std::mem::take(&mut content.findings);
        let (drafts, held) = (std::mem::take(&mut content.drafts), std::mem::take(&mut content.held));
        let content = &*content;
        let mut decide = |drafts: Vec<Draft>| {
            let mut steps = Vec::with_capacity(drafts.len());
            for draft in drafts {
                match domain::plan::decide(standing.get(&draft.key).copied(), &draft, ground) {
                    Ok(step) => {
                        let found = against_tenants(content, &draft, step, tenants);
                        if !found.iter().any(Finding::is_error) {
                            steps.push((draft, step));
                        }
                        findings.extend(found);
                    }
                    Err(refusal) => findings.push(refusal_finding(&content.files, &draft, &refusal)),
                }
            }
            steps
        };
        let steps = decide(drafts);
        let held = decide(held);
        findings.sort();
        let folders = folders(&content.files);
        let keys = standings.iter().map(|standing| &standing.key);
        let without_folder = keys.filter(|key| !folders.contains(&(key.kind(), key.name()))).cloned().collect();
        Self { steps, held, findings, without_folder }
    }

    /// Of these drafts that are kept for their reviewers, those whose time is over: they were published,
    /// or their folder is gone. One that has an error now stays as it was.
    pub fn outdated(&self, files: &Files, kept: Vec<PublicationKey>) -> Vec<PublicationKey> {
        let is_no_draft = |(draft, step): &(Draft, Step)| (*step == Step::Unchanged).then(|| draft.key.clone());
        let published: HashSet<_> = self.steps.iter().map(|(draft, _)| draft.key.clone()).collect();
        let published: HashSet<_> = self.held.iter().filter_map(is_no_draft).chain(published).collect();
        let folders = folders(files);
        let is_over = |key: &PublicationKey| published.contains(key) || !folders.contains(&(key.kind(), key.name()));
        kept.into_iter().filter(is_over).collect()
    }

    /// Whether anything is kept from being published.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(Finding::is_error)
    }
}

/// What the tenants there are have to say to a publication that is not published yet as it is: a change
/// told too late for one of them, a name that none of them has.
fn against_tenants(content: &Content, draft: &Draft, step: Step, tenants: &[Tenant]) -> Vec<Finding> {
    let from = match step {
        Step::New => 0,
        Step::Revised { from, .. } => from,
        Step::Unchanged => return vec![],
    };
    let rules = content.portal.as_ref().map(|portal| &portal.lead_times);
    let late = rules.and_then(|rules| lead_time_finding(&content.files, rules, draft, from, tenants));
    let unknown = if tenants.is_empty() { vec![] } else { unknown_tenants(&content.files, draft, tenants) };
    late.into_iter().chain(unknown).collect()
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
    /// Who can see it.
    pub audience: PlannedAudience,
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

/// Who can see a publication.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlannedAudience {
    /// Also people without an account.
    #[default]
    Everyone,
    /// These tenants.
    Tenants(Vec<NamedTenant>),
}

/// A tenant by key and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedTenant {
    /// Its key.
    pub id: TenantId,
    /// Its Japanese name.
    pub name: String,
}

impl PlannedAudience {
    fn of(audience: &Audience, tenants: &[Tenant]) -> Self {
        if audience.is_public() {
            return Self::Everyone;
        }
        let concerned = tenants.iter().filter(|tenant| audience.concerns(tenant));
        Self::Tenants(concerned.map(|it| NamedTenant { id: it.id.clone(), name: it.name.ja.clone() }).collect())
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
        let revised = both().filter(|(_, step)| matches!(step, Step::Revised { .. }));
        let revised: Vec<_> = revised.map(|(draft, _)| draft).collect();
        let moving = store.moving(&revised, now).await?;
        let tenants = store.every_tenant().await?;
        let mut publications: Vec<_> = both()
            .map(|(draft, step)| {
                let reach = audience_and_topic(draft, *step).and_then(|_| reaches.next());
                let audience = match step {
                    Step::Unchanged => PlannedAudience::default(),
                    _ => PlannedAudience::of(&draft.audience, &tenants),
                };
                let is_told = step.is_told(draft.publish_at, now) || moving.contains(&draft.key);
                PlannedPublication { audience, ..planned(draft, *step, reach.unwrap_or_default(), is_told) }
            })
            .collect();
        for publication in &mut publications[comparison.steps.len()..] {
            publication.step = publication.step.of_draft();
        }
        publications.extend(comparison.without_folder.iter().map(|key| PlannedPublication {
            key: key.to_string(),
            title: None,
            step: PlannedStep::LeftStanding,
            audience: PlannedAudience::default(),
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

fn planned(draft: &Draft, step: Step, reach: Reach, is_told: bool) -> PlannedPublication {
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
        mails: if is_told { reach.mails } else { 0 },
        acknowledgements: requirement.map_or(0, |requirement| match requirement.by {
            RequiredOf::EveryMember => reach.people,
            RequiredOf::OneAdministrator => reach.tenants,
        }),
    };
    let title = current.map(|revision| revision.editions.ja.title.clone());
    let audience = PlannedAudience::default();
    PlannedPublication { key: draft.key.to_string(), title, step: planned, audience, people }
}

fn requirement(facts: &Facts) -> Option<&Requirement> {
    match facts {
        Facts::Notice(facts) => facts.acknowledgement.as_ref(),
        Facts::Disclosure(facts) => facts.acknowledgement.as_ref(),
        Facts::Policy(_) => None,
    }
}

/// What has a folder, whatever is wrong in it: kind and name of the publication.
fn folders(files: &Files) -> HashSet<(PublicationKind, &str)> {
    let of_path = |path| {
        let parts: Vec<&str> = str::splitn(path, 4, '/').collect();
        match parts[..] {
            ["notices", _, folder, _] => Some((PublicationKind::Notice, notice_number(folder))),
            ["disclosures", slug, _, ..] => Some((PublicationKind::Disclosure, slug)),
            ["policies", slug, _, ..] => Some((PublicationKind::Policy, slug)),
            _ => None,
        }
    };
    files.paths().filter_map(of_path).collect()
}

/// `SC-2026-0042` of `SC-2026-0042-recording-api-v3`.
fn notice_number(folder: &str) -> &str {
    folder.match_indices('-').nth(2).map_or(folder, |(at, _)| &folder[..at])
}
