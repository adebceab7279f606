//! Which rule decides, for whom, and from which day on.

use super::*;
use crate::audience::Condition;
use crate::audience::tests::tenant;
use crate::catalogue::tests::notice;
use crate::notice::Planned;
use crate::revision::RevisionClass;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts(start: &str) -> NoticeFacts {
    let start = format!("{start}T02:00:00+09:00").parse().unwrap();
    let publication = notice("SC-2026-0001", &[RevisionClass::Initial]);
    NoticeFacts {
        category: Some(Category::Maintenance),
        planned: Some(Planned { start, end: None }),
        ..publication.notice().unwrap().clone()
    }
}

fn rule(span: Span) -> LeadTimeRule {
    LeadTimeRule {
        kind: None,
        category: None,
        impact: None,
        plans: BTreeSet::new(),
        tenants: BTreeSet::new(),
        since: None,
        span,
    }
}

fn of_hinode(span: Span) -> LeadTimeRule {
    LeadTimeRule { tenants: [TenantId::parse("hinode").unwrap()].into(), ..rule(span) }
}

fn earliest(rules: Vec<LeadTimeRule>, audience: &Audience, known: &[Tenant]) -> Option<(String, Option<String>)> {
    let times = LeadTimes { rules, extra_holidays: vec![] };
    let shortfall = times.shortfall(&facts("2026-12-01"), audience, day("2026-11-20"), known)?;
    Some((shortfall.earliest.to_string(), shortfall.tenant.map(|tenant| tenant.to_string())))
}

fn plans(keys: &[&str]) -> Audience {
    Audience::Tenants(Condition::Plans(keys.iter().map(|key| PlanKey::parse(key).unwrap()).collect()))
}

#[test]
fn a_change_may_start_on_the_last_day_of_its_lead_time_and_no_earlier() {
    assert_eq!(earliest(vec![rule(Span::Days(11))], &Audience::Everyone, &[]), None);
    let late = earliest(vec![rule(Span::Days(12))], &Audience::Everyone, &[]);
    assert_eq!(late, Some(("2026-12-02".to_owned(), None)));
    // 23 November is a holiday.
    assert_eq!(earliest(vec![rule(Span::BusinessDays(6))], &Audience::Everyone, &[]), None);
    let late = earliest(vec![rule(Span::BusinessDays(7))], &Audience::Everyone, &[]);
    assert_eq!(late, Some(("2026-12-02".to_owned(), None)));
}

#[test]
fn the_most_demanding_rule_decides_whatever_the_order() {
    let rules = vec![rule(Span::Days(14)), of_hinode(Span::Days(30)), rule(Span::BusinessDays(10))];
    let expected = Some(("2026-12-20".to_owned(), Some("hinode".to_owned())));
    assert_eq!(earliest(rules.clone(), &Audience::Everyone, &[]), expected);
    assert_eq!(earliest(rules.into_iter().rev().collect(), &Audience::Everyone, &[]), expected);
}

#[test]
fn a_contract_counts_only_where_its_tenant_may_be_in_the_audience() {
    let rules = || vec![of_hinode(Span::Days(30))];
    let named = |id: &str| Audience::named([TenantId::parse(id).unwrap()]);
    assert!(earliest(rules(), &named("hinode"), &[]).is_some());
    assert_eq!(earliest(rules(), &named("aozora"), &[]), None);
    assert!(earliest(rules(), &plans(&["enterprise"]), &[]).is_some(), "nobody knows its plan");
    let known = [tenant("hinode", "light", &[])];
    assert_eq!(earliest(rules(), &plans(&["enterprise"]), &known), None, "its plan is known");
    assert!(earliest(rules(), &plans(&["light"]), &known).is_some());
}

#[test]
fn a_rule_for_a_plan_names_a_tenant_that_has_it() {
    let rules = || vec![LeadTimeRule { plans: [PlanKey::parse("enterprise").unwrap()].into(), ..rule(Span::Days(30)) }];
    assert_eq!(earliest(rules(), &plans(&["light"]), &[]), None);
    assert_eq!(earliest(rules(), &Audience::Everyone, &[]), Some(("2026-12-20".to_owned(), None)));
    let known = [tenant("aozora", "light", &[]), tenant("hinode", "enterprise", &[])];
    let expected = Some(("2026-12-20".to_owned(), Some("hinode".to_owned())));
    assert_eq!(earliest(rules(), &Audience::Everyone, &known), expected);
    let without = &known[..1];
    assert!(earliest(rules(), &Audience::Everyone, without).is_some(), "a customer with that plan may come");
}

#[test]
fn a_rule_asks_only_what_it_says() {
    let about = |change: fn(&mut LeadTimeRule)| {
        let mut asked = rule(Span::Days(30));
        change(&mut asked);
        earliest(vec![asked], &Audience::Everyone, &[]).is_some()
    };
    assert!(about(|rule| rule.category = Some(Category::Maintenance)));
    assert!(!about(|rule| rule.category = Some(Category::Removal)));
    assert!(about(|rule| rule.impact = Some(Impact::Informational)));
    assert!(!about(|rule| rule.impact = Some(Impact::ActionRequired)));
    assert!(!about(|rule| rule.kind = Some(NoticeKind::TermsChange)));
    assert!(about(|rule| rule.since = Some("2026-11-20".parse().unwrap())));
    assert!(!about(|rule| rule.since = Some("2026-11-21".parse().unwrap())));
}

#[test]
fn the_start_is_what_reaches_the_readers_first_and_an_incident_has_none() {
    let planned = facts("2026-12-01");
    assert_eq!(start_of(&planned), Some((StartDate::PlannedStart, day("2026-12-01"))));
    let terms = NoticeFacts { planned: None, effective_on: Some(day("2027-04-01")), ..planned.clone() };
    assert_eq!(start_of(&terms), Some((StartDate::EffectiveOn, day("2027-04-01"))));
    let acting = NoticeFacts { effective_on: None, act_by: Some(day("2027-02-26")), ..terms };
    assert_eq!(start_of(&acting), Some((StartDate::ActBy, day("2027-02-26"))));
    assert_eq!(start_of(&NoticeFacts { act_by: None, ..acting }), None);
    assert_eq!(start_of(&NoticeFacts { kind: NoticeKind::Incident, ..planned }), None);
}

#[test]
fn a_rule_says_itself_in_a_few_words() {
    let every = rule(Span::Days(1));
    let mut rule = of_hinode(Span::BusinessDays(30));
    rule.category = Some(Category::Maintenance);
    assert_eq!(rule.to_string(), "maintenance, tenants hinode: 30 business days");
    assert_eq!(every.to_string(), "every notice: 1 day");
}

#[test]
fn all_for_whom_it_is_too_early_are_named_with_the_day_that_suits_them_all() {
    let of_plan = LeadTimeRule { plans: [PlanKey::parse("enterprise").unwrap()].into(), ..rule(Span::Days(20)) };
    let rules = vec![rule(Span::Days(12)), of_plan, of_hinode(Span::Days(30)), of_hinode(Span::Days(5))];
    let times = LeadTimes { rules, extra_holidays: vec![] };
    let known =
        [tenant("aozora", "enterprise", &[]), tenant("hinode", "enterprise", &[]), tenant("sora", "standard", &[])];
    let told = |audience: &Audience| {
        let early = times.too_early(&facts("2026-12-01"), audience, day("2026-11-20"), &known)?;
        assert_eq!(early.starts_on, day("2026-12-01"));
        let names: Vec<_> = early.tenants.iter().map(ToString::to_string).collect();
        Some((early.earliest.to_string(), names.join(" ")))
    };
    assert_eq!(told(&Audience::Everyone), Some(("2026-12-20".to_owned(), "aozora hinode".to_owned())));
    let standard = told(&plans(&["standard"]));
    assert_eq!(standard, Some(("2026-12-02".to_owned(), String::new())), "the rule for everyone alone");
}

#[test]
fn nobody_is_named_for_what_a_rule_for_everyone_decides() {
    let tenants = |everyones: u32| {
        let rules = vec![of_hinode(Span::Days(20)), rule(Span::Days(everyones))];
        let times = LeadTimes { rules, extra_holidays: vec![] };
        let early = times.too_early(&facts("2026-12-01"), &Audience::Everyone, day("2026-11-20"), &[]).unwrap();
        (early.earliest.to_string(), early.tenants.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(tenants(30), ("2026-12-20".to_owned(), vec![]), "hinode's contract asks for less");
    assert_eq!(tenants(20), ("2026-12-10".to_owned(), vec![]), "and here for no more");
    assert_eq!(tenants(19), ("2026-12-10".to_owned(), vec!["hinode".to_owned()]));
}
