//! Lead times: how long before a change those it concerns must be told. The rules are the operator's,
//! in `portal.toml`; for each notice the most demanding one decides that holds for any tenant that may
//! be in its audience. An incident has no lead time.

use crate::audience::{Audience, Tenant};
use crate::business_day::{ExtraHoliday, business_days_after};
use crate::id::{PlanKey, TenantId};
use crate::notice::{Category, Impact, NoticeFacts, NoticeKind};
use crate::zone::civil_date;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// How long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Calendar days.
    Days(u32),
    /// Business days in Japan.
    BusinessDays(u32),
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (count, what) = match self {
            Self::Days(count) => (count, "day"),
            Self::BusinessDays(count) => (count, "business day"),
        };
        write!(f, "{count} {what}{}", if *count == 1 { "" } else { "s" })
    }
}

/// One rule; what it leaves out it does not ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTimeRule {
    /// Only for notices of this kind.
    pub kind: Option<NoticeKind>,
    /// Only for service changes of this category.
    pub category: Option<Category>,
    /// Only for notices with this impact.
    pub impact: Option<Impact>,
    /// Only for tenants with one of these plans; empty for all.
    pub plans: BTreeSet<PlanKey>,
    /// Only for these tenants, whose contracts say so; empty for all.
    pub tenants: BTreeSet<TenantId>,
    /// Only for what is told from this day on.
    pub since: Option<NaiveDate>,
    /// How long before.
    pub span: Span,
}

/// The rule in a few words, as findings name it: `maintenance, tenants hinode: 30 business days`.
impl fmt::Display for LeadTimeRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts: Vec<String> = vec![];
        parts.extend(self.kind.map(|kind| kind.word().to_owned()));
        parts.extend(self.category.map(|category| category.word().to_owned()));
        parts.extend(self.impact.map(|impact| impact.word().to_owned()));
        let names = |names: &mut dyn Iterator<Item = &str>| names.collect::<Vec<_>>().join(" ");
        if !self.plans.is_empty() {
            parts.push(format!("plans {}", names(&mut self.plans.iter().map(PlanKey::as_str))));
        }
        if !self.tenants.is_empty() {
            parts.push(format!("tenants {}", names(&mut self.tenants.iter().map(TenantId::as_str))));
        }
        if parts.is_empty() {
            parts.push("every notice".to_owned());
        }
        write!(f, "{}: {}", parts.join(", "), self.span)
    }
}

/// The rules of a service, and the days on which its operator is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadTimes {
    /// In the order written.
    pub rules: Vec<LeadTimeRule>,
    /// Besides weekends and public holidays.
    pub extra_holidays: Vec<ExtraHoliday>,
}

/// Which date of a notice says when the change reaches its readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartDate {
    /// `planned.start`.
    PlannedStart,
    /// `effective_on`.
    EffectiveOn,
    /// `act_by`, where there is no other.
    ActBy,
}

/// The day on which a change reaches its readers, in Japan: its planned start, else the day the terms
/// hold from, else the day to act by. `None` for an incident and for what has none of these.
pub fn start_of(facts: &NoticeFacts) -> Option<(StartDate, NaiveDate)> {
    if facts.kind == NoticeKind::Incident {
        return None;
    }
    let planned = facts.planned.map(|planned| (StartDate::PlannedStart, civil_date(planned.start)));
    let effective = facts.effective_on.map(|day| (StartDate::EffectiveOn, day));
    planned.or(effective).or_else(|| facts.act_by.map(|day| (StartDate::ActBy, day)))
}

/// A change told too late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall<'a> {
    /// The most demanding rule.
    pub rule: &'a LeadTimeRule,
    /// Whose contract or plan it is, where the rule is not everyone's.
    pub tenant: Option<TenantId>,
    /// When it starts.
    pub starts_on: NaiveDate,
    /// When it may start at the earliest.
    pub earliest: NaiveDate,
}

/// A change told too late, with everyone for whom it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooEarly {
    /// When it starts.
    pub starts_on: NaiveDate,
    /// When it may start at the earliest by all the rules.
    pub earliest: NaiveDate,
    /// Whose plans or contracts ask for more than the rules for everyone; empty where one of those decides.
    pub tenants: BTreeSet<TenantId>,
}

impl LeadTimes {
    /// As [`Self::shortfall`], with all tenants for whom it starts too early by more than for everyone.
    pub fn too_early(
        &self,
        facts: &NoticeFacts,
        audience: &Audience,
        told_on: NaiveDate,
        known: &[Tenant],
    ) -> Option<TooEarly> {
        let Shortfall { starts_on, earliest, .. } = self.shortfall(facts, audience, told_on, known)?;
        let about = self.rules.iter().filter(|rule| rule.is_about(facts, told_on));
        let (everyones, others): (Vec<_>, Vec<_>) = about.partition(|rule| rule.is_everyones());
        let permits = |rule: &LeadTimeRule| self.earliest(rule.span, told_on);
        let by_everyones = everyones.into_iter().map(permits).fold(starts_on, Ord::max);
        let asking_more = others.into_iter().filter(|rule| permits(rule) > by_everyones);
        let tenants = asking_more.flat_map(|rule| rule.concerned(audience, known)).collect();
        Some(TooEarly { starts_on, earliest, tenants })
    }

    /// Whether a change that is told on that day starts too early. `known` are the tenants there are; of
    /// one that a rule names and that is not among them, nothing but its name is known.
    pub fn shortfall(
        &self,
        facts: &NoticeFacts,
        audience: &Audience,
        told_on: NaiveDate,
        known: &[Tenant],
    ) -> Option<Shortfall<'_>> {
        let (_, starts_on) = start_of(facts)?;
        let mut worst: Option<Shortfall<'_>> = None;
        for rule in self.rules.iter().filter(|rule| rule.is_about(facts, told_on)) {
            let earliest = self.earliest(rule.span, told_on);
            let is_worse = worst.as_ref().is_none_or(|worst| earliest > worst.earliest);
            if starts_on < earliest
                && is_worse
                && let Some(tenant) = rule.first_concerned(audience, known)
            {
                worst = Some(Shortfall { rule, tenant, starts_on, earliest });
            }
        }
        worst
    }

    fn earliest(&self, span: Span, told_on: NaiveDate) -> NaiveDate {
        match span {
            Span::Days(days) => told_on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX),
            Span::BusinessDays(days) => business_days_after(told_on, days, &self.extra_holidays),
        }
    }
}

impl LeadTimeRule {
    fn is_about(&self, facts: &NoticeFacts, told_on: NaiveDate) -> bool {
        self.kind.is_none_or(|kind| kind == facts.kind)
            && self.category.is_none_or(|category| facts.category == Some(category))
            && self.impact.is_none_or(|impact| impact == facts.impact)
            && self.since.is_none_or(|since| told_on >= since)
    }

    /// The first tenant of the audience the rule holds for: `Some(None)` where it is nobody's in
    /// particular, `None` where there can be none.
    #[expect(clippy::option_option, reason = "nobody, somebody, or this tenant")]
    fn first_concerned(&self, audience: &Audience, known: &[Tenant]) -> Option<Option<TenantId>> {
        if self.is_everyones() {
            return Some(None);
        }
        if let Some(tenant) = self.concerned(audience, known).next() {
            return Some(Some(tenant));
        }
        let is_possible = self.tenants.is_empty() && self.may_be_in(audience, None);
        is_possible.then_some(None)
    }

    /// Whether it is nobody's in particular.
    fn is_everyones(&self) -> bool {
        self.plans.is_empty() && self.tenants.is_empty()
    }

    /// The tenants of the audience it holds for: of those there are, then of those it names that are not
    /// known.
    fn concerned<'a>(
        &'a self,
        audience: &'a Audience,
        known: &'a [Tenant],
    ) -> impl Iterator<Item = TenantId> + use<'a> {
        let is_of_rule = move |tenant: &Tenant| {
            (self.plans.is_empty() || self.plans.contains(&tenant.plan))
                && (self.tenants.is_empty() || self.tenants.contains(&tenant.id))
        };
        let there = known.iter().filter(move |tenant| is_of_rule(tenant) && audience.concerns(tenant));
        let unknown = self.tenants.iter().filter(move |id| !known.iter().any(|tenant| tenant.id == **id));
        let unknown = unknown.filter(move |id| self.may_be_in(audience, Some(id)));
        there.map(|tenant| &tenant.id).chain(unknown).cloned()
    }

    /// Whether a tenant of which only this name is known, or nothing, can be in the audience with one of its
    /// plans.
    fn may_be_in(&self, audience: &Audience, id: Option<&TenantId>) -> bool {
        if self.plans.is_empty() {
            return audience.may_include(id, None);
        }
        self.plans.iter().any(|plan| audience.may_include(id, Some(plan)))
    }
}

#[cfg(test)]
mod tests;
