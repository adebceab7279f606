//! The front matter of a notice.

use super::audience::{known, read_audience, read_requirement};
use super::edition::Said;
use super::incident::read_incident;
use super::kinds::{Circumstances, check_keys};
use super::references::read_clauses;
use super::revision::{Context, Front};
use crate::front_matter::{At, Fields};
use crate::rule::Rule;
use chrono::{DateTime, FixedOffset, NaiveDate};
use domain::audience::Audience;
use domain::id::{ComponentKey, NoticeId};
use domain::locale::Localized;
use domain::notice::{Category, Impact, NoticeFacts, NoticeKind, Planned};
use domain::publication::PublicationKey;
use domain::revision::Facts;
use domain::zone::civil_date;

/// The dates of a notice with their places.
#[derive(Default)]
struct Dates {
    start: Option<At<DateTime<FixedOffset>>>,
    end: Option<At<DateTime<FixedOffset>>>,
    effective_on: Option<At<NaiveDate>>,
    act_by: Option<At<NaiveDate>>,
}

/// Reads what only notices have.
pub(super) fn read_notice(fields: &mut Fields<'_>, front: &mut Front, context: &mut Context<'_>) {
    front.key = read_id(fields, context).map(PublicationKey::Notice);
    front.audience = read_audience(fields, context);
    front.said = Said::read(fields);
    let published = front.publish_at.as_ref().map(|at| civil_date(at.value.to_utc()));
    let kind = fields.required("kind").and_then(|node| fields.word(node, NoticeKind::ALL, NoticeKind::word));
    let category = fields.node("category").and_then(|node| fields.word(node, Category::ALL, Category::word));
    let impact = fields.required("impact").and_then(|node| fields.word(node, Impact::ALL, Impact::word));
    let components = read_components(fields, context);
    let provider = fields.node("provider").and_then(|node| fields.line(node)).map(|provider| provider.value);
    let adverse = fields.node("adverse").and_then(|node| fields.truth(node)).map(|truth| truth.value);
    let (incident, answers) = read_incident(fields, front.publish_at.as_ref());
    front.said.incident = answers;
    let dates = read_dates(fields);
    let automatic = fields.node("auto").and_then(|node| fields.truth(node));
    let acknowledgement = read_requirement(fields, published);
    let clauses = read_clauses(fields, context);
    let kind = kind.map(|kind| kind.value);
    let category = category.map(|category| category.value);
    let impact = impact.map(|impact| impact.value);
    check_keys(fields, Circumstances { kind, category, impact, adverse }, context.is_past);
    check_dates(fields, &dates, front, kind);
    if !context.is_past {
        check_last_day(fields, &dates, category);
    }
    check_automatic(fields, &dates, automatic.as_ref(), kind);
    check_audience(fields, front.audience.as_ref(), kind);
    let is_incident_whole = incident.is_some() || fields.key("incident").is_none();
    let facts = || {
        is_incident_whole.then_some(())?;
        Some(NoticeFacts {
            kind: kind?,
            category,
            impact: impact?,
            components: components?,
            planned: dates
                .start
                .map(|start| Planned { start: start.value.to_utc(), end: dates.end.map(|end| end.value.to_utc()) }),
            effective_on: dates.effective_on.map(|day| day.value),
            adverse,
            incident: incident.map(Box::new),
            act_by: dates.act_by.map(|day| day.value),
            acknowledgement,
            clauses: clauses?,
            provider,
            is_automatic: automatic.is_some_and(|automatic| automatic.value),
            lead_time_exception: front
                .said
                .lead_time_exception
                .clone()
                .map(|text| Box::new(Localized::ja_only(text.value))),
        })
    };
    front.facts = facts().map(Facts::Notice);
}

fn read_id(fields: &mut Fields<'_>, context: &Context<'_>) -> Option<NoticeId> {
    let node = fields.required("id")?;
    let id = fields.name(node, NoticeId::parse)?;
    let (text, folder) = (id.value.as_str(), context.folder);
    let is_of_folder = folder.name.strip_prefix(text).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    let is_of_year = folder.year == text.split('-').nth(1);
    if !is_of_folder || !is_of_year {
        let year = text.split('-').nth(1).unwrap_or_default();
        let help = format!("the folder of {text} is notices/{year}/{text}-<name>");
        fields.report(Rule::IdFolderMismatch, id.at.clone(), format!("this lies in {}", folder.path), help);
    }
    Some(id.value)
}

fn read_components(fields: &mut Fields<'_>, context: &Context<'_>) -> Option<Vec<ComponentKey>> {
    let node = fields.required("components")?;
    let components = fields.names(node, ComponentKey::parse)?;
    if let Some(portal) = context.portal.filter(|_| !context.is_past) {
        known(fields, &components, &portal.components, Rule::UnknownComponent);
    }
    Some(components.into_iter().map(|component| component.value).collect())
}

fn read_dates(fields: &mut Fields<'_>) -> Dates {
    let mut dates = Dates {
        effective_on: fields.node("effective_on").and_then(|node| fields.date(node)),
        act_by: fields.node("act_by").and_then(|node| fields.date(node)),
        ..Dates::default()
    };
    if let Some(mut planned) = fields.node("planned").and_then(|node| fields.below(node)) {
        dates.start = planned.required("start").and_then(|node| planned.date_time(node));
        dates.end = planned.node("end").and_then(|node| planned.date_time(node));
        planned.finish();
    }
    dates
}

/// An incident is private to the tenants it concerns (ISO/IEC 27017 16.1).
fn check_audience(fields: &mut Fields<'_>, audience: Option<&Audience>, kind: Option<NoticeKind>) {
    let is_open = audience.is_some_and(|audience| !audience.is_of_named_tenants());
    if let Some(at) = fields.key("audience").filter(|_| is_open && kind == Some(NoticeKind::Incident)) {
        let help = "name the tenants concerned, as in { tenants: [hinode] }";
        fields.report(Rule::IncidentAudience, at, "this does not say which tenants the incident concerns", help);
    }
}

/// What comes first: publication, then acting, start and end. An incident, and a notice that says why
/// its lead time could not be kept, may come after the fact; changed terms never (民法548条の4).
fn check_dates(fields: &mut Fields<'_>, dates: &Dates, front: &Front, kind: Option<NoticeKind>) {
    if let (Some(start), Some(end)) = (&dates.start, &dates.end)
        && end.value <= start.value
    {
        fields.report(Rule::DateOrder, end.at.clone(), "`end` is not after `start`", "put them in order");
    }
    let Some(publish_at) = &front.publish_at else { return };
    let published = civil_date(publish_at.value.to_utc());
    let may_be_late = kind == Some(NoticeKind::Incident) || fields.key("lead_time_exception").is_some();
    if let Some(start) = dates.start.as_ref().filter(|start| start.value <= publish_at.value && !may_be_late) {
        let help = "tell of a change before it starts, or say in `lead_time_exception` why it could not be";
        fields.report(Rule::DateOrder, start.at.clone(), "this starts before the notice is published", help);
    }
    if let Some(day) = dates.act_by.as_ref().filter(|day| day.value < published) {
        let help = "give people time to act, or leave `act_by` out";
        fields.report(Rule::DateOrder, day.at.clone(), "this day is past when the notice is published", help);
    }
    if let Some(day) = dates.effective_on.as_ref().filter(|day| day.value <= published) {
        let help = "changed terms hold only when they were made known before (民法548条の4)";
        fields.report(Rule::DateOrder, day.at.clone(), "the terms would hold before they are published", help);
    }
    let lines = front.lines.as_deref().unwrap_or_default();
    if let Some((day, line)) = dates.effective_on.as_ref().zip(lines.last().filter(|_| lines.len() > 1))
        && line.on >= day.value
    {
        let message = format!("revision {} is dated {}, when the terms hold already", lines.len(), line.on);
        let help = "terms are amended before they hold; a further change is a notice of its own (民法548条の4)";
        fields.report(Rule::DateOrder, day.at.clone(), message, help);
    }
}

/// Where something stops or behaves differently, it is too late to act once the change is done. Elsewhere it may not
/// be: a feature can be switched on later, and a hole closed at last.
fn check_last_day(fields: &mut Fields<'_>, dates: &Dates, category: Option<Category>) {
    let too_late_after = [Category::Specification, Category::Removal, Category::Maintenance];
    if !category.is_some_and(|category| too_late_after.contains(&category)) {
        return;
    }
    let Some((day, done)) = dates.act_by.as_ref().zip(dates.end.as_ref().or(dates.start.as_ref())) else { return };
    let done_on = civil_date(done.value.to_utc());
    if day.value > done_on {
        let message = format!("the change is done on {done_on}, before this day");
        let help = "write the last day on which it still helps to act, or a later `planned.end`";
        fields.report(Rule::ActByAfterChange, day.at.clone(), message, help);
    }
}

/// Only a service change with a planned time begins and ends by itself.
fn check_automatic(fields: &mut Fields<'_>, dates: &Dates, automatic: Option<&At<bool>>, kind: Option<NoticeKind>) {
    let Some(automatic) = automatic.filter(|automatic| automatic.value) else { return };
    let message = if kind.is_some_and(|kind| kind != NoticeKind::ServiceChange) {
        "only a notice of kind `service_change` begins and ends by itself"
    } else if dates.start.is_none() {
        "without `planned` there is no time at which it could begin by itself"
    } else {
        return;
    };
    fields.report(Rule::WrongValue, automatic.at.clone(), message, "take `auto` away, or give `planned`");
}
