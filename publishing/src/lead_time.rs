//! Whether a notice tells of its change early enough, as a finding at its date. Looked at once all files
//! are read, because which tenants there are is known only where a database stands.

use crate::finding::Finding;
use crate::front_matter::{Document, Value};
use crate::rule::Rule;
use crate::source::{SourceFile, Sources};
use chrono::{DateTime, NaiveDate, Utc};
use domain::audience::Tenant;
use domain::lead_time::{LeadTimes, Shortfall, StartDate, start_of};
use domain::notice::{NoticeFacts, NoticeKind};
use domain::plan::{Draft, DraftRevision};
use domain::revision::{Facts, RevisionClass};
use domain::zone::civil_date;
use std::ops::Range;

/// What readers of a notice have been told already, and when they will be told the rest.
#[derive(Debug, Clone, Copy, Default)]
pub struct Told {
    /// The first revision that is not published yet: what was published kept the rules of its day.
    pub from: u32,
    /// When it is published; `None` where that is not known, or history is being filled in.
    pub now: Option<DateTime<Utc>>,
    /// The day of the start that is in force, where readers know of one.
    pub in_force: Option<NaiveDate>,
    /// Whether readers have seen nothing of it, however many revisions it has: they are told all of it when it
    /// appears.
    pub is_unseen: bool,
}

/// The finding for a notice whose change starts too early, unless it says why.
pub fn lead_time_finding(
    files: &dyn Sources,
    rules: &LeadTimes,
    draft: &Draft,
    told: Told,
    tenants: &[Tenant],
) -> Option<Finding> {
    let facts = notice(draft.revisions.last()?).filter(|facts| facts.lead_time_exception.is_none())?;
    let (key, starts_on) = start_of(facts)?;
    // What has begun already is told as history, however the files are dated.
    let now = told.now.filter(|now| is_ahead(facts, starts_on, *now));
    let told = Told { now, is_unseen: told.is_unseen && now.is_some(), ..told };
    let told_on = told_on(draft, starts_on, told)?.max(now.map_or(NaiveDate::MIN, civil_date));
    let shortfall = rules.shortfall(facts, &draft.audience, told_on, tenants)?;
    let path = format!("{}/index.md", draft.folder);
    let message = message(&shortfall, tenants);
    let help = if facts.kind == NoticeKind::TermsChange {
        "move it, or publish earlier"
    } else {
        "move it, publish earlier, or say in `lead_time_exception` why that cannot be; the reason is published"
    };
    let at_date = files.file(&path).and_then(|bytes| {
        let file = SourceFile::open(path.clone(), &bytes).ok()?;
        let at = place(&Document::parse(&file, &mut vec![])?, key)?;
        Some(file.finding(Rule::LeadTime, at, message.clone(), help))
    });
    Some(at_date.unwrap_or_else(|| Finding::of_file(Rule::LeadTime, &path, message, help)))
}

fn notice(revision: &DraftRevision) -> Option<&NoticeFacts> {
    match &revision.facts {
        Facts::Notice(facts) => Some(facts),
        _ => None,
    }
}

/// Whether it starts after that instant. What has only a day is ahead until that day is over.
fn is_ahead(facts: &NoticeFacts, starts_on: NaiveDate, now: DateTime<Utc>) -> bool {
    facts.planned.map_or_else(|| civil_date(now) <= starts_on, |planned| now < planned.start)
}

/// The day on which readers are told that it starts then: the day of publication, or that of the revision
/// which moved it there from a later day. `None` where it was published before, or gives as much time as what is
/// in force.
fn told_on(draft: &Draft, starts_on: NaiveDate, told: Told) -> Option<NaiveDate> {
    let published = civil_date(draft.publish_at);
    if told.is_unseen {
        return Some(published);
    }
    let start = |revision: &DraftRevision| notice(revision).and_then(start_of).map(|(_, day)| day);
    let with_this_start = draft.revisions.iter().rev().take_while(|revision| start(revision) == Some(starts_on));
    let first = with_this_start.last()?;
    if first.number < told.from {
        return None;
    }
    if first.number == 1 {
        return Some(published);
    }
    let before = draft.revisions.iter().rfind(|revision| revision.number < first.number);
    let gives_time = match told.in_force.or_else(|| before.and_then(start)) {
        Some(in_force) => starts_on >= in_force,
        // The earlier text is not at hand, so whether the start moved cannot be seen.
        None => before.is_none() && first.class == RevisionClass::Editorial,
    };
    (!gives_time).then_some(first.on.max(published))
}

fn message(shortfall: &Shortfall<'_>, tenants: &[Tenant]) -> String {
    let Shortfall { rule, tenant, starts_on, earliest } = shortfall;
    let whom = tenant.as_ref().map_or_else(String::new, |id| {
        let known = tenants.iter().find(|tenant| tenant.id == *id);
        known.map_or_else(|| format!(" for {id}"), |tenant| format!(" for {id} ({})", tenant.name.ja))
    });
    format!("{starts_on} is too early{whom}: the rule \"{rule}\" permits {earliest} at the earliest")
}

fn place(document: &Document, key: StartDate) -> Option<Range<usize>> {
    let entries = document.entries.as_ref()?;
    let value = |entries: &crate::front_matter::Entries, name: &str| {
        entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node.clone())
    };
    match key {
        StartDate::EffectiveOn => value(entries, "effective_on").map(|node| node.at),
        StartDate::ActBy => value(entries, "act_by").map(|node| node.at),
        StartDate::PlannedStart => match value(entries, "planned")?.value {
            Value::Map(planned) => value(&planned, "start").map(|node| node.at),
            _ => None,
        },
    }
}
