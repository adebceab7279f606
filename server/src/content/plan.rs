//! What a publish would do: each publication's step, and for each whom it would reach. Reads the
//! store, changes nothing.

use super::{Content, Files};
use chrono::{DateTime, Utc};
use domain::acknowledgement::{RequiredOf, Requirement};
use domain::audience::{Audience, Tenant};
use domain::id::TenantId;
use domain::plan::{Draft, Standing, Step, check_amendment};
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::revision::{Facts, RevisionClass};
use domain::subscription::Topic;
use domain::zone::civil_date;
use publishing::{
    Finding, Sources, Told, asked_in_silence, late_publication, lead_time_finding, refusal_finding, unknown_tenants,
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use store::{Reach, Store, StoreError};

/// What a checked folder is compared with.
#[derive(Debug, Default)]
pub struct Ground {
    /// What stands.
    pub standings: Vec<Standing>,
    /// What stands of that which the folder amends.
    pub amended: HashMap<PublicationKey, Publication>,
    /// The tenants there are.
    pub tenants: Vec<Tenant>,
}

impl Ground {
    /// Reads it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(store: &Store, content: &Content) -> Result<Self, StoreError> {
        let standings = store.standings().await?;
        let last: HashMap<_, _> =
            standings.iter().map(|standing| (&standing.key, standing.revisions.last().map_or(0, |it| it.0))).collect();
        let is_amended = |draft: &&Draft| {
            let given = draft.revisions.last().map_or(0, |revision| revision.number);
            last.get(&draft.key).is_some_and(|published| given > *published)
        };
        let drafts = content.drafts.iter().chain(&content.held);
        let keys: Vec<_> = drafts.filter(is_amended).map(|draft| draft.key.clone()).collect();
        let amended = store.amended(&keys).await?;
        Ok(Self { standings, amended, tenants: store.every_tenant().await? })
    }
}

/// A checked folder compared with what stands.
pub struct Comparison {
    /// What passed, with what a publish does with it.
    pub steps: Vec<(Draft, Step)>,
    /// What was to appear, has not yet, and is a draft again: a publish takes it back.
    pub recalled: Vec<PublicationKey>,
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
    pub fn new(content: &mut Content, ground: &Ground, now: DateTime<Utc>) -> Self {
        let mut findings = std::mem::take(&mut content.findings);
        let (drafts, held) = (std::mem::take(&mut content.drafts), std::mem::take(&mut content.held));
        let judge = Judge::new(content, ground, now);
        let is_to_come = |standing: &&Standing| standing.publish_at > now;
        let recalled = held.iter().filter_map(|draft| judge.standing(draft).filter(is_to_come));
        let recalled: Vec<_> = recalled.map(|standing| standing.key.clone()).collect();
        let mut decide = |drafts: Vec<Draft>| {
            let mut steps = Vec::with_capacity(drafts.len());
            for draft in drafts {
                let (step, found) = judge.step(&draft, recalled.contains(&draft.key));
                steps.extend(step.map(|step| (draft, step)));
                findings.extend(found);
            }
            steps
        };
        let steps = decide(drafts);
        let held = decide(held);
        findings.sort();
        let folders = folders(&content.files);
        let keys = ground.standings.iter().map(|standing| &standing.key);
        let without_folder = keys.filter(|key| !folders.contains(&(key.kind(), key.name()))).cloned().collect();
        Self { steps, recalled, held, findings, without_folder }
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

/// Says of each publication what a publish does with it, and what is wrong with that.
struct Judge<'a> {
    content: &'a Content,
    ground: &'a Ground,
    standing: HashMap<&'a PublicationKey, &'a Standing>,
    now: DateTime<Utc>,
}

impl<'a> Judge<'a> {
    fn new(content: &'a Content, ground: &'a Ground, now: DateTime<Utc>) -> Self {
        let standing = ground.standings.iter().map(|standing| (&standing.key, standing)).collect();
        Self { content, ground, standing, now }
    }

    fn standing(&self, draft: &Draft) -> Option<&'a Standing> {
        self.standing.get(&draft.key).copied()
    }

    /// The step, unless an error keeps it from being taken. Of what is taken back nothing stands.
    fn step(&self, draft: &Draft, is_recalled: bool) -> (Option<Step>, Vec<Finding>) {
        let standing = self.standing(draft).filter(|_| !is_recalled);
        let ground = domain::plan::Ground { now: self.now, is_empty: self.ground.standings.is_empty() };
        let amended = self.ground.amended.get(&draft.key).filter(|_| !is_recalled);
        let decided = domain::plan::decide(standing, draft, ground).and_then(|step| {
            let amended = amended.filter(|_| matches!(step, Step::Revised { .. }));
            amended.map_or(Ok(()), |amended| check_amendment(amended, draft, self.now)).map(|()| step)
        });
        match decided {
            Ok(step) => {
                let found = self.against_tenants(draft, step, amended);
                (Some(step).filter(|_| !found.iter().any(Finding::is_error)), found)
            }
            Err(refusal) => (None, vec![refusal_finding(&self.content.files, draft, &refusal)]),
        }
    }

    /// What the tenants there are have to say to a publication that is not published yet as it is: a change
    /// told too late for one of them, a name that none of them has, news that none of them is told.
    fn against_tenants(&self, draft: &Draft, step: Step, amended: Option<&Publication>) -> Vec<Finding> {
        let Self { content, ground, now, .. } = self;
        let from = match step {
            Step::New => 0,
            Step::Revised { from, .. } => from,
            Step::Unchanged => return vec![],
        };
        let is_history = ground.standings.is_empty();
        let told = Told {
            from,
            today: (!is_history).then(|| civil_date(*now)),
            in_force: amended.and_then(Publication::scheduled).map(|planned| civil_date(planned.start)),
        };
        let rules = content.portal.as_ref().map(|portal| &portal.lead_times);
        let late = rules.and_then(|rules| lead_time_finding(&content.files, rules, draft, told, &ground.tenants));
        let is_untold = step == Step::New && !is_history && !step.is_told(draft.publish_at, *now);
        let untold = is_untold.then(|| late_publication(&content.files, draft));
        let unknown =
            if ground.tenants.is_empty() { vec![] } else { unknown_tenants(&content.files, draft, &ground.tenants) };
        let silent =
            amended.map(|amended| domain::plan::asked_in_silence(amended, draft)).filter(|keys| !keys.is_empty());
        let silent = silent.map(|keys| asked_in_silence(&content.files, draft, &keys));
        late.into_iter().chain(untold).chain(silent).chain(unknown).collect()
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
