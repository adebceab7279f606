//! The lead time rules in `portal.toml`, and the days on which the operator is closed.

use super::audience::known;
use crate::front_matter::{At, Fields, Node};
use crate::rule::Rule;
use domain::business_day::ExtraHoliday;
use domain::id::{PlanKey, TenantId};
use domain::lead_time::{LeadTimeRule, LeadTimes, Span};
use domain::notice::{Category, Impact, NoticeKind};
use domain::portal::Named;
use std::collections::BTreeSet;

/// The longest lead time in days: what is longer is a slip of the pen.
const LONGEST: u32 = 1_000;

/// Reads `[[lead_time]]` and `[business_days]`; `None` where something in them could not be read.
pub(super) fn read_lead_times(fields: &mut Fields<'_>, plans: &[Named<PlanKey>]) -> Option<LeadTimes> {
    let mut rules = vec![];
    let mut is_whole = true;
    if let Some(node) = fields.node("lead_time") {
        for item in fields.list(node)? {
            match read_rule(fields, item, plans) {
                Some(rule) => rules.push(rule),
                None => is_whole = false,
            }
        }
    }
    let extra_holidays = read_extra_holidays(fields)?;
    is_whole.then_some(LeadTimes { rules, extra_holidays })
}

fn read_rule(fields: &mut Fields<'_>, node: &Node, listed: &[Named<PlanKey>]) -> Option<LeadTimeRule> {
    let mut rule = fields.below(node)?;
    let kinds = [NoticeKind::ServiceChange, NoticeKind::TermsChange];
    let kind = rule.node("kind").map(|node| rule.word(node, &kinds, NoticeKind::word));
    let category = rule.node("category").map(|node| rule.word(node, Category::ALL, Category::word));
    let impact = rule.node("impact").map(|node| rule.word(node, Impact::ALL, Impact::word));
    let plans = read_names(&mut rule, "plans", PlanKey::parse);
    let tenants = read_names(&mut rule, "tenants", TenantId::parse);
    let since = rule.node("since").map(|node| rule.date(node));
    let days = rule.node("days").map(|node| read_count(&mut rule, node));
    let business_days = rule.node("business_days").map(|node| read_count(&mut rule, node));
    known(&mut rule, plans.as_deref().unwrap_or_default(), listed, Rule::UnknownPlan);
    let span = match (days, business_days) {
        (Some(days), None) => days.map(Span::Days),
        (None, Some(days)) => days.map(Span::BusinessDays),
        (Some(_), Some(_)) => {
            let help = "keep one of them; write two rules for both";
            rule.report(Rule::WrongValue, node.at.clone(), "a rule has `days` or `business_days`, not both", help);
            None
        }
        (None, None) => {
            let help = "add `days = 30` or `business_days = 20`";
            rule.report(Rule::MissingKey, node.at.clone(), "this rule does not say how long", help);
            None
        }
    };
    let is_of_change = category.is_some()
        && kind.as_ref().and_then(Option::as_ref).is_some_and(|kind| kind.value == NoticeKind::TermsChange);
    if let Some(at) = rule.key("category").filter(|_| is_of_change) {
        rule.report(Rule::WrongValue, at, "only service changes have a category", "take one of the two keys away");
    }
    rule.finish();
    Some(LeadTimeRule {
        kind: as_given(kind)?,
        category: as_given(category)?,
        impact: as_given(impact)?,
        plans: set(plans?),
        tenants: set(tenants?),
        since: as_given(since)?,
        span: span?,
    })
}

/// The value of a key that may be left out; `None` where it is there but could not be read.
#[expect(clippy::option_option, reason = "unreadable, left out, or given")]
fn as_given<T>(read: Option<Option<At<T>>>) -> Option<Option<T>> {
    read.map_or(Some(None), |read| read.map(|at| Some(at.value)))
}

fn read_count(rule: &mut Fields<'_>, node: &Node) -> Option<u32> {
    let count = rule.number(node)?;
    if count.value == 0 || count.value > LONGEST {
        let help = format!("write a number from 1 to {LONGEST}");
        rule.report(Rule::WrongValue, count.at, format!("{} days cannot be kept to", count.value), help);
        return None;
    }
    Some(count.value)
}

/// Names, none where the key is not there; `None` where they could not be read.
fn read_names<K: PartialEq, E: ToString>(
    rule: &mut Fields<'_>,
    name: &'static str,
    parse: impl Fn(&str) -> Result<K, E>,
) -> Option<Vec<At<K>>> {
    let Some(node) = rule.node(name) else { return rule.key(name).is_none().then(Vec::new) };
    let names = rule.names(node, parse)?;
    if names.is_empty() {
        let help = format!("name someone, or leave `{name}` out");
        rule.report(Rule::WrongValue, node.at.clone(), "an empty list names nobody", help);
        return None;
    }
    Some(names)
}

fn set<K: Ord>(names: Vec<At<K>>) -> BTreeSet<K> {
    names.into_iter().map(|name| name.value).collect()
}

fn read_extra_holidays(fields: &mut Fields<'_>) -> Option<Vec<ExtraHoliday>> {
    let Some(node) = fields.node("business_days") else { return fields.key("business_days").is_none().then(Vec::new) };
    let mut group = fields.below(node)?;
    let mut days = Some(vec![]);
    if let Some(node) = group.node("extra_holidays") {
        days = group
            .list(node)
            .map(|items| {
                let read = |item| {
                    group.scalar(item, |text| {
                        ExtraHoliday::parse(text).ok_or_else(|| "write \"12-29\" for every year, or 2027-05-06".into())
                    })
                };
                items.iter().map(read).map(|day| day.map(|day| day.value)).collect::<Vec<_>>()
            })
            .and_then(|days| days.into_iter().collect());
    }
    group.finish();
    days
}
