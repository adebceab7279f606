//! Which keys a notice has to have and which only some notices have. One table, from which the check,
//! the schema for editors and the author's guide are made.

use crate::front_matter::Fields;
use crate::rule::Rule;
use domain::notice::{Category, Impact, NoticeKind};

/// What decides which keys there are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Circumstances {
    pub kind: Option<NoticeKind>,
    pub category: Option<Category>,
    pub impact: Option<Impact>,
    pub adverse: Option<bool>,
}

/// A circumstance.
#[derive(Debug, Clone, Copy)]
pub(crate) enum When {
    /// The notice is of that kind.
    Kind(NoticeKind),
    /// A service change of one of these categories.
    Categories(&'static [Category]),
    /// Whatever kind: the reader has to do something.
    ActionRequired,
    /// A service change for which the reader has to do something.
    ChangeToActOn,
    /// Terms change to a customer's disadvantage.
    Adverse,
}

/// A key that has to be there.
pub(crate) struct Demand {
    pub key: &'static str,
    pub when: When,
    /// The way out, for the finding that it is missing.
    pub help: &'static str,
    /// Whether earlier revisions had to have it too; they are not asked for what came later.
    pub is_asked_of_earlier: bool,
}

/// A key that only some notices have.
pub(crate) struct Limit {
    pub key: &'static str,
    pub to: When,
}

const fn demand(key: &'static str, when: When, help: &'static str) -> Demand {
    Demand { key, when, help, is_asked_of_earlier: false }
}

const fn old_demand(key: &'static str, when: When, help: &'static str) -> Demand {
    Demand { key, when, help, is_asked_of_earlier: true }
}

const fn limit(key: &'static str, to: When) -> Limit {
    Limit { key, to }
}

/// Changes that make no sense without a date.
const DATED: When = When::Categories(&[
    Category::Specification,
    Category::Deprecation,
    Category::Removal,
    Category::Maintenance,
    Category::Provider,
]);

pub(crate) const DEMANDS: &[Demand] = &[
    old_demand(
        "category",
        When::Kind(NoticeKind::ServiceChange),
        "say what the change is about: customers choose by it which mails they get",
    ),
    old_demand(
        "effective_on",
        When::Kind(NoticeKind::TermsChange),
        "say from which day the terms hold (民法548条の4第2項)",
    ),
    old_demand(
        "provider",
        When::Categories(&[Category::Provider]),
        "name the cloud whose change causes this one (ISO/IEC 27017 12.1.2)",
    ),
    old_demand("actions", When::ActionRequired, "say what the reader has to do, one sentence for each step"),
    demand(
        "affects",
        When::Kind(NoticeKind::ServiceChange),
        "say in one sentence what of the service is affected and what is not (ISO/IEC 27017 12.1.2)",
    ),
    demand("affects", When::Adverse, "say in one sentence what becomes worse, and for whom"),
    demand(
        "systems",
        When::Kind(NoticeKind::ServiceChange),
        "say in one sentence what changes in the systems underneath, or that nothing does (ISO/IEC 27017 12.1.2)",
    ),
    demand("planned", DATED, "say when it takes place, as in { start: 2027-03-01T02:00:00+09:00 }"),
    demand(
        "alternatives",
        When::Categories(&[Category::Deprecation, Category::Removal]),
        "say what to use instead, or that there is nothing",
    ),
    demand("act_by", When::ChangeToActOn, "say by which day the reader has to act"),
    demand(
        "adverse",
        When::Kind(NoticeKind::TermsChange),
        "write `true` where any customer is worse off afterwards, else `false` (民法548条の4第3項)",
    ),
    demand(
        "incident",
        When::Kind(NoticeKind::Incident),
        "say when it was detected, which clock runs, and the nine items (個人情報保護法施行規則8条)",
    ),
    demand("audience", When::Kind(NoticeKind::Incident), "name the tenants concerned, as in { tenants: [hinode] }"),
];

pub(crate) const LIMITS: &[Limit] = &[
    limit("category", When::Kind(NoticeKind::ServiceChange)),
    limit("planned", When::Kind(NoticeKind::ServiceChange)),
    limit("lead_time_exception", When::Kind(NoticeKind::ServiceChange)),
    limit("provider", When::Categories(&[Category::Provider])),
    limit("effective_on", When::Kind(NoticeKind::TermsChange)),
    limit("adverse", When::Kind(NoticeKind::TermsChange)),
    limit("incident", When::Kind(NoticeKind::Incident)),
];

/// Categories whose planned time has to have an end: work that stops something for a while.
pub(crate) const ENDING: &[Category] = &[Category::Maintenance];

impl When {
    /// Whether it is so.
    pub fn holds(self, circumstances: Circumstances) -> bool {
        let Circumstances { kind, category, impact, adverse } = circumstances;
        match self {
            Self::Kind(wanted) => kind == Some(wanted),
            Self::Categories(wanted) => category.is_some_and(|category| wanted.contains(&category)),
            Self::ActionRequired => impact == Some(Impact::ActionRequired),
            Self::ChangeToActOn => kind == Some(NoticeKind::ServiceChange) && impact == Some(Impact::ActionRequired),
            Self::Adverse => adverse == Some(true),
        }
    }

    /// The notices of which it is so, in words.
    pub fn whose(self) -> String {
        match self {
            Self::Kind(kind) => format!("a notice of kind `{}`", kind.word()),
            Self::Categories(categories) => {
                let words: Vec<_> = categories.iter().map(|category| format!("`{}`", category.word())).collect();
                format!("a notice of category {}", words.join(", "))
            }
            Self::ActionRequired => format!("a notice with `impact: {}`", Impact::ActionRequired.word()),
            Self::ChangeToActOn => {
                format!("a service change with `impact: {}`", Impact::ActionRequired.word())
            }
            Self::Adverse => "a change of terms with `adverse: true`".into(),
        }
    }
}

/// Reports keys that have to be there and are not, and those that have no meaning here.
pub(super) fn check_keys(fields: &mut Fields<'_>, circumstances: Circumstances, is_past: bool) {
    if circumstances.kind.is_none() {
        return;
    }
    let asked = DEMANDS.iter().filter(|demand| demand.is_asked_of_earlier || !is_past);
    for demand in asked.filter(|demand| demand.when.holds(circumstances)) {
        if fields.key(demand.key).is_none() {
            fields.missing_because(demand.key, &demand.when.whose(), demand.help);
        }
    }
    for limit in LIMITS.iter().filter(|limit| !is_past && !limit.to.holds(circumstances)) {
        if let Some(at) = fields.key(limit.key) {
            let message = format!("only {} has `{}`", limit.to.whose(), limit.key);
            fields.report(Rule::WrongValue, at, message, "take the key away");
        }
    }
    let must_end = circumstances.category.is_some_and(|category| ENDING.contains(&category));
    if must_end && !is_past {
        check_end(fields);
    }
}

/// Reports a planned time without an end.
fn check_end(fields: &mut Fields<'_>) {
    let Some((at, ends)) = fields.key("planned").zip(fields.has_below("planned", "end")) else { return };
    if !ends {
        let help = "say until when it takes place, as in { start: …, end: 2027-03-01T04:00:00+09:00 }";
        fields.report(Rule::MissingKey, at, "`planned` has no `end`", help);
    }
}
