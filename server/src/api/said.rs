//! What a notice says beside its title, summary and text, as its page and its mails list it. It is part of the
//! answer about one notice only: a text has to be read for it.

use super::views::Texts;
use super::words::{IncidentItemWord, ReportClockWord, Text};
use chrono::{DateTime, NaiveDate, Utc};
use domain::incident::{IncidentAnswer, IncidentFacts, IncidentItem, ReportClock, ReportDays};
use domain::notice::NoticeFacts;
use domain::revision::Guidance;
use serde::Serialize;
use utoipa::ToSchema;

/// What a notice says beside its text.
#[derive(Default, Serialize, ToSchema)]
pub struct Said {
    /// What the reader has to do, one entry for each step.
    pub actions: Lines,
    /// What to use instead, one entry for each way.
    pub alternatives: Lines,
    /// What is affected and what is not.
    pub affects: Option<Text>,
    /// What changes in the systems underneath.
    pub systems: Option<Text>,
    /// The cloud whose change causes this one.
    #[schema(example = "Example Cloud")]
    pub provider: Option<String>,
    /// Whether changed terms are to a customer's disadvantage; null for what changes none.
    pub adverse: Option<bool>,
    /// Why the lead time could not be kept, as its file says.
    pub lead_time_exception: Option<Text>,
    /// What is known of a security incident; null for every other notice.
    pub incident: Option<Incident>,
}

/// Lines in Japanese and, where there is a translation, in English.
#[derive(Default, Serialize, ToSchema)]
pub struct Lines {
    /// Safe inline HTML; links are absolute paths.
    #[schema(example = json!(["…"]))]
    pub ja: Vec<String>,
    /// The same in English.
    #[schema(example = json!(["…"]))]
    pub en: Option<Vec<String>>,
}

/// What is known of a security incident. Where it stands is in the timeline.
#[derive(Serialize, ToSchema)]
pub struct Incident {
    /// When the provider came to know of it.
    pub detected_at: DateTime<Utc>,
    /// Which clock of the report to the authority runs.
    #[schema(value_type = ReportClockWord)]
    pub report: ReportClock,
    /// The days by which reports are due; null where none is.
    pub report_days: Option<ReportDaysOf>,
    /// The items of the report, in the order of the rule.
    pub items: Vec<Answer>,
}

/// The days by which reports are due, in Japan.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportDays)]
pub struct ReportDaysOf {
    /// The preliminary report: from this day …
    pub preliminary_from: NaiveDate,
    /// … until this one.
    pub preliminary_until: NaiveDate,
    /// The final report: until this day.
    pub final_until: NaiveDate,
}

/// One item of the report.
#[derive(Serialize, ToSchema)]
#[schema(as = IncidentItem)]
pub struct Answer {
    /// Which.
    #[schema(value_type = IncidentItemWord)]
    pub item: IncidentItem,
    /// What is known; null while it is under investigation.
    pub said: Option<Text>,
}

impl Said {
    /// What a notice says in the texts of its current revision.
    pub fn of(facts: &NoticeFacts, texts: &Texts) -> Self {
        Self {
            actions: lines(texts, |guidance| &guidance.actions),
            alternatives: lines(texts, |guidance| &guidance.alternatives),
            affects: line(texts, |guidance| guidance.affects.as_ref()),
            systems: line(texts, |guidance| guidance.systems.as_ref()),
            provider: facts.provider.clone(),
            adverse: facts.adverse,
            lead_time_exception: facts.lead_time_exception.as_deref().cloned().map(Text::from),
            incident: facts.incident.as_deref().map(Incident::from),
        }
    }
}

fn lines(texts: &Texts, of: impl Fn(&Guidance) -> &Vec<String>) -> Lines {
    let en = texts.en.as_ref().map(|body| of(&body.guidance).clone());
    Lines { ja: of(&texts.ja.guidance).clone(), en }
}

fn line(texts: &Texts, of: impl Fn(&Guidance) -> Option<&String>) -> Option<Text> {
    let en = texts.en.as_ref().and_then(|body| of(&body.guidance).cloned());
    of(&texts.ja.guidance).map(|ja| Text { ja: ja.clone(), en })
}

impl From<&IncidentFacts> for Incident {
    fn from(incident: &IncidentFacts) -> Self {
        Self {
            detected_at: incident.detected_at,
            report: incident.report,
            report_days: incident.report_days().map(ReportDaysOf::from),
            items: incident.items.iter().map(Answer::from).collect(),
        }
    }
}

impl From<ReportDays> for ReportDaysOf {
    fn from(days: ReportDays) -> Self {
        Self {
            preliminary_from: days.preliminary_from,
            preliminary_until: days.preliminary_until,
            final_until: days.final_until,
        }
    }
}

impl From<&IncidentAnswer> for Answer {
    fn from(answer: &IncidentAnswer) -> Self {
        Self { item: answer.item, said: answer.said.clone().map(Text::from) }
    }
}
