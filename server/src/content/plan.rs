//! What a publish would do: each publication's step, and for each whom it would reach. Reads the
//! store, changes nothing.

use super::Comparison;
use chrono::{DateTime, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Tenant};
use domain::id::TenantId;
use domain::plan::{Draft, Step};
use domain::revision::{Facts, RevisionClass};
use domain::subscription::Topic;
use publishing::Finding;
use serde::Serialize;
use store::{Reach, Store, StoreError};

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
    /// It was to appear, and is a draft again.
    Recalled,
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
            Self::Unchanged | Self::LeftStanding | Self::Recalled => self,
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
            let is_recalled = comparison.recalled.iter().any(|key| key.to_string() == publication.key);
            publication.step = if is_recalled { PlannedStep::Recalled } else { publication.step.of_draft() };
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
