//! Where a notice stands by what was recorded: the phase of its life, the planned time in force, its
//! state and the date that matters.

use super::{Refusal, Verb};
use crate::event::{Event, EventKind};
use crate::notice::{KeyDate, NoticeKind, NoticeState, Planned};
use crate::publication::Publication;
use crate::zone::{civil_date, days_until};
use chrono::{DateTime, NaiveDate, Utc};

/// How far the life of a notice has come, by its events alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It was announced, and nothing more has happened.
    Open,
    /// The change has begun.
    Started,
    /// The change is done.
    Completed,
    /// The change will not take place.
    Cancelled,
    /// The notice was taken back.
    Withdrawn,
    /// An incident is at this stage.
    Incident(Verb),
}

/// The stages of an incident, the last first.
const STAGES: [Verb; 4] = [Verb::Closed, Verb::Contained, Verb::Confirmed, Verb::Suspected];

impl Publication {
    /// How far it has come.
    pub fn phase(&self) -> Phase {
        let has = |kind| self.event_of(kind).is_some();
        if has(EventKind::Withdrawn) {
            Phase::Withdrawn
        } else if has(EventKind::Cancelled) {
            Phase::Cancelled
        } else if has(EventKind::Completed) {
            Phase::Completed
        } else if has(EventKind::Started) {
            Phase::Started
        } else {
            STAGES.into_iter().find(|stage| has(stage.event())).map_or(Phase::Open, Phase::Incident)
        }
    }

    /// Why its time cannot move any more; `None` while it goes on.
    pub fn ended(&self) -> Option<Refusal> {
        match self.phase() {
            Phase::Completed => Some(Refusal::AlreadyCompleted),
            Phase::Cancelled => Some(Refusal::Cancelled),
            Phase::Withdrawn => Some(Refusal::Withdrawn),
            Phase::Open | Phase::Started | Phase::Incident(_) => None,
        }
    }

    /// The event of that kind; of one there can be several of, the one recorded last.
    pub fn event_of(&self, kind: EventKind) -> Option<&Event> {
        self.events.iter().filter(|event| event.kind == kind).max_by_key(|event| event.id)
    }

    /// When that happened.
    pub fn at_of(&self, kind: EventKind) -> Option<DateTime<Utc>> {
        self.event_of(kind).map(|event| event.at)
    }

    /// When it was taken back, if it was.
    pub fn withdrawn_at(&self) -> Option<DateTime<Utc>> {
        self.at_of(EventKind::Withdrawn)
    }

    /// Whether it was taken back.
    pub fn is_withdrawn(&self) -> bool {
        self.event_of(EventKind::Withdrawn).is_some()
    }

    /// Whether nothing is to be expected of it any more: cancelled or taken back.
    pub fn is_called_off(&self) -> bool {
        matches!(self.phase(), Phase::Cancelled | Phase::Withdrawn)
    }

    /// Whether it is done or called off.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state(now), NoticeState::Completed | NoticeState::Cancelled | NoticeState::Withdrawn)
    }

    /// The time in force: the one it was moved to last, else the one its file states. For changed terms
    /// the first instant of their day.
    pub fn scheduled(&self) -> Option<Planned> {
        let stated = self.notice()?.stated()?;
        let moved = self.event_of(EventKind::Rescheduled).and_then(Event::moved);
        Some(moved.map_or(stated, |moved| moved.to))
    }

    /// The time it was first planned for, where it has moved since.
    pub fn first_scheduled(&self) -> Option<Planned> {
        let moves = self.events.iter().filter(|event| event.kind == EventKind::Rescheduled);
        let first = moves.min_by_key(|event| event.id)?.moved()?.from?;
        (Some(first) != self.scheduled()).then_some(first)
    }

    /// When the change it tells of is planned to take place, as it stands now.
    pub fn planned(&self) -> Option<Planned> {
        let facts = self.notice()?;
        if facts.effective_on.is_some() { facts.planned } else { self.scheduled() }
    }

    /// From which day the changed terms hold, as it stands now.
    pub fn effective_on(&self) -> Option<NaiveDate> {
        self.notice()?.effective_on?;
        self.scheduled().map(|terms| civil_date(terms.start))
    }

    /// Where it stands at `now`: what was recorded counts, not the plan. A planned start that has passed
    /// without a word is said to be just that, unless the change begins and ends by itself. Changed terms
    /// hold by themselves. What is no notice has no date.
    pub fn state(&self, now: DateTime<Utc>) -> NoticeState {
        let Some(facts) = self.notice() else {
            return NoticeState::Undated;
        };
        match self.phase() {
            Phase::Withdrawn => NoticeState::Withdrawn,
            Phase::Cancelled => NoticeState::Cancelled,
            Phase::Completed | Phase::Incident(Verb::Closed) => NoticeState::Completed,
            Phase::Started | Phase::Incident(_) => NoticeState::Running,
            Phase::Open if facts.kind == NoticeKind::Incident => NoticeState::Undated,
            Phase::Open => match self.scheduled() {
                None => NoticeState::Undated,
                Some(planned) if now < planned.start => NoticeState::Upcoming,
                Some(_) if facts.effective_on.is_some() => NoticeState::Completed,
                Some(planned) if facts.is_automatic => match planned.end {
                    Some(end) if now < end => NoticeState::Running,
                    _ => NoticeState::Completed,
                },
                Some(_) => NoticeState::Unreported,
            },
        }
    }

    /// The date a reader looks for first: of what is over, since when; else act by, else effective, else
    /// planned, else published. A day to act by that has passed gives way to what comes next.
    pub fn key_date(&self, now: DateTime<Utc>) -> KeyDate {
        let over = match self.phase() {
            Phase::Withdrawn => self.at_of(EventKind::Withdrawn).map(KeyDate::Withdrawn),
            Phase::Cancelled => self.at_of(EventKind::Cancelled).map(KeyDate::Cancelled),
            Phase::Completed => self.at_of(EventKind::Completed).map(KeyDate::Completed),
            _ => None,
        };
        let act_by = self.notice().and_then(|facts| facts.act_by).filter(|day| days_until(*day, now) >= 0);
        over.or(act_by.map(KeyDate::ActBy))
            .or_else(|| self.effective_on().map(KeyDate::EffectiveOn))
            .or_else(|| self.planned().map(KeyDate::Planned))
            .unwrap_or(KeyDate::Published(self.publish_at))
    }
}
