//! A checked folder compared with what stands: what a publish would do with each publication, what is wrong with
//! that, and until when it is right.

use super::{Content, Files};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audience::Tenant;
use domain::lead_time::start_of;
use domain::plan::{Draft, Standing, Step, check_amendment};
use domain::publication::{Publication, PublicationKey, PublicationKind};
use domain::zone::{civil_date, end_of_day};
use publishing::{
    Finding, Sources, Told, asked_in_silence, late_publication, lead_time_finding, refusal_finding, unknown_tenants,
};
use std::collections::{HashMap, HashSet};
use std::iter;
use store::{Store, StoreError, Validity};

/// What a checked folder is compared with.
#[derive(Debug, Default)]
pub struct Ground {
    /// What stands.
    pub standings: Vec<Standing>,
    /// What stands of that which the folder amends.
    pub amended: HashMap<PublicationKey, Publication>,
    /// The tenants there are.
    pub tenants: Vec<Tenant>,
    /// The version of the catalogue all of this is of, or of one before it.
    pub version: i64,
}

impl Ground {
    /// Reads it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn read(store: &Store, content: &Content) -> Result<Self, StoreError> {
        // Before anything else: what changes while the rest is read is seen by it.
        let version = store.catalogue_version().await?;
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
        Ok(Self { standings, amended, tenants: store.every_tenant().await?, version })
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
    /// What did not pass, of the publications and of the drafts.
    refused: [Vec<Draft>; 2],
}

impl Comparison {
    /// Compares what was read with what stands at `now`, and holds what is new to the lead times of the
    /// tenants there are.
    pub fn new(content: &mut Content, ground: &Ground, now: DateTime<Utc>) -> Self {
        let mut findings = content.findings.clone();
        let (drafts, held) = (std::mem::take(&mut content.drafts), std::mem::take(&mut content.held));
        let judge = Judge::new(content, ground, now);
        let is_to_come = |standing: &&Standing| standing.publish_at > now;
        let recalled = held.iter().filter_map(|draft| judge.standing(draft).filter(is_to_come));
        let recalled: Vec<_> = recalled.map(|standing| standing.key.clone()).collect();
        let mut decide = |drafts: Vec<Draft>| {
            let (mut steps, mut refused) = (Vec::with_capacity(drafts.len()), vec![]);
            for draft in drafts {
                let (step, found) = judge.step(&draft, recalled.contains(&draft.key));
                findings.extend(found);
                match step {
                    Some(step) => steps.push((draft, step)),
                    None => refused.push(draft),
                }
            }
            (steps, refused)
        };
        let (steps, refused) = decide(drafts);
        let (held, refused_drafts) = decide(held);
        let refused = [refused, refused_drafts];
        findings.sort();
        let folders = folders(&content.files);
        let keys = ground.standings.iter().map(|standing| &standing.key);
        let without_folder = keys.filter(|key| !folders.contains(&(key.kind(), key.name()))).cloned().collect();
        Self { steps, recalled, held, findings, without_folder, refused }
    }

    /// Gives the content back what was compared, to be compared anew.
    pub fn give_back(self, content: &mut Content) {
        let Self { steps, held, refused: [refused, refused_drafts], .. } = self;
        content.drafts = steps.into_iter().map(|(draft, _)| draft).chain(refused).collect();
        content.held = held.into_iter().map(|(draft, _)| draft).chain(refused_drafts).collect();
    }

    /// While it stays as it is: nothing else is published or recorded, and nothing appears, begins or ends, nor is the
    /// day over.
    pub fn validity(&self, ground: &Ground, now: DateTime<Utc>) -> Validity {
        let appearing = ground.standings.iter().map(|standing| standing.publish_at);
        let changed = self.steps.iter().filter(|(_, step)| *step != Step::Unchanged);
        let facts = changed.filter_map(|(draft, _)| draft.revisions.last()?.facts.notice());
        let planned = facts.filter_map(|facts| facts.planned);
        let planned = planned.flat_map(|planned| iter::once(planned.start).chain(planned.end));
        let next = appearing.chain(planned).filter(|at| *at > now).min();
        let midnight = end_of_day(civil_date(now));
        Validity { version: ground.version, from: now, until: next.map_or(midnight, |next| next.min(midnight)) }
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
        let seen = amended.filter(|amended| amended.is_published(*now));
        let told = Told {
            from,
            now: (!is_history).then_some(*now),
            in_force: seen.and_then(start_in_force),
            is_unseen: !is_history && seen.is_none(),
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

/// The day on which a change starts by what stands: the one it was moved to last, else the one its file states.
fn start_in_force(standing: &Publication) -> Option<NaiveDate> {
    let scheduled = standing.scheduled().map(|planned| civil_date(planned.start));
    scheduled.or_else(|| standing.notice().and_then(start_of).map(|(_, day)| day))
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
