//! The life of a notice after it was announced: which events can be recorded, one after another, and
//! why others cannot. A service change begins and is done (ISO/IEC 27017 12.1.2), moves before that,
//! or is cancelled; changed terms only move later, and only before they hold (民法548条の4); an incident
//! goes forward from `suspected` to `closed`, never back, and where a final report is due it is closed with all of
//! that answered (個人情報保護法施行規則8条2項). Any of them can be withdrawn. To ask for
//! what has been recorded already changes nothing.

mod standing;
#[cfg(test)]
mod tests;

pub use standing::Phase;

use crate::audience::Tenant;
use crate::event::{EventKind, Moved};
use crate::lead_time::{LeadTimes, TooEarly};
use crate::notice::{NoticeFacts, NoticeKind, Planned, words};
use crate::publication::Publication;
use crate::zone::{civil_date, start_of_day};
use chrono::{DateTime, Utc};

words! {
    /// What can be recorded by hand, in the order it is offered.
    Verb {
        /// The change begins.
        Start = "start",
        /// The change is done.
        Complete = "complete",
        /// An incident: something may have happened.
        Suspected = "suspected",
        /// An incident: it has happened.
        Confirmed = "confirmed",
        /// An incident: it spreads no further.
        Contained = "contained",
        /// An incident: it is over.
        Closed = "closed",
        /// The planned time moves.
        Reschedule = "reschedule",
        /// The change will not take place.
        Cancel = "cancel",
        /// The notice is taken back.
        Withdraw = "withdraw",
    }
}

impl Verb {
    /// The event it leads to.
    pub const fn event(self) -> EventKind {
        match self {
            Self::Start => EventKind::Started,
            Self::Complete => EventKind::Completed,
            Self::Suspected => EventKind::Suspected,
            Self::Confirmed => EventKind::Confirmed,
            Self::Contained => EventKind::Contained,
            Self::Closed => EventKind::Closed,
            Self::Reschedule => EventKind::Rescheduled,
            Self::Cancel => EventKind::Cancelled,
            Self::Withdraw => EventKind::Withdrawn,
        }
    }

    /// Whether it is a stage of an incident.
    pub const fn is_stage(self) -> bool {
        matches!(self, Self::Suspected | Self::Confirmed | Self::Contained | Self::Closed)
    }
}

/// New planned times. What is left out stays; an end that is left out moves with its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shift {
    /// The new start.
    pub start: Option<DateTime<Utc>>,
    /// The new end.
    pub end: Option<DateTime<Utc>>,
}

/// What someone asks to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// What.
    pub verb: Verb,
    /// To when; only [`Verb::Reschedule`] looks at it.
    pub shift: Shift,
}

impl Transition {
    /// Anything but a new time.
    pub fn to(verb: Verb) -> Self {
        Self { verb, shift: Shift::default() }
    }

    /// New planned times.
    pub const fn reschedule(shift: Shift) -> Self {
        Self { verb: Verb::Reschedule, shift }
    }
}

/// What is to be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What happened.
    pub kind: EventKind,
    /// When.
    pub at: DateTime<Utc>,
    /// From when to when a planned time moved.
    pub moved: Option<Moved>,
    /// Whether those concerned are told.
    pub is_told: bool,
}

/// What to do with a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Record this.
    Record(Entry),
    /// It has been recorded already: change nothing.
    Unchanged,
}

words! {
    /// Why something cannot be recorded.
    Refusal {
        /// Only notices have a life like this.
        NotANotice = "not-a-notice",
        /// The notice has not appeared yet: its file can still be changed.
        NotPublished = "not-published",
        /// Only service changes begin and are done.
        NotAServiceChange = "not-a-service-change",
        /// Only incidents have stages.
        NotAnIncident = "not-an-incident",
        /// An incident is not planned.
        IncidentIsNotPlanned = "incident-is-not-planned",
        /// It was taken back.
        Withdrawn = "withdrawn",
        /// It will not take place.
        Cancelled = "cancelled",
        /// It is done already.
        AlreadyCompleted = "already-completed",
        /// It has not begun.
        NotStarted = "not-started",
        /// The incident has gone further already.
        GoesBack = "goes-back",
        /// The final report of the incident is due, and items of it are still under investigation.
        ItemsOpen = "items-open",
        /// There is no planned time that could move.
        NotPlanned = "not-planned",
        /// No new time was given.
        NothingToMove = "nothing-to-move",
        /// The new start has passed.
        StartInPast = "start-in-past",
        /// It has begun: only its end can move.
        StartHasPassed = "start-has-passed",
        /// The new end has passed.
        EndInPast = "end-in-past",
        /// The end is not after the start.
        EndBeforeStart = "end-before-start",
        /// Changed terms hold from a day on, in Japan, and have no end.
        TermsTakeADay = "terms-take-a-day",
        /// The day from which changed terms hold only moves later.
        TermsMoveLaterOnly = "terms-move-later-only",
        /// The changed terms hold already.
        InEffect = "in-effect",
    }
}

/// Decides whether a transition can be recorded at `now`.
///
/// # Errors
/// [`Refusal`] when it cannot.
pub fn decide(publication: &Publication, transition: Transition, now: DateTime<Utc>) -> Result<Decision, Refusal> {
    if !admits(publication, transition.verb, now)? {
        return Ok(Decision::Unchanged);
    }
    let moved = match transition.verb {
        Verb::Reschedule => match moved(publication, transition.shift, now)? {
            None => return Ok(Decision::Unchanged),
            moved => moved,
        },
        _ => None,
    };
    Ok(Decision::Record(Entry { kind: transition.verb.event(), at: now, moved, is_told: true }))
}

/// What can be recorded at `now`: what a form offers. A new time can still be refused for itself.
pub fn possible(publication: &Publication, now: DateTime<Utc>) -> Vec<Verb> {
    Verb::ALL.iter().copied().filter(|verb| admits(publication, *verb, now) == Ok(true)).collect()
}

/// What the server has to record by itself at `now`, in order: the beginning and the end of a notice
/// with `auto: true`, at the planned times, however late it comes to that. A change of one moment is
/// done at that moment and has no beginning of its own. Only the last is told of, and none that was
/// past already when the notice came into the store: that is history being filled in.
pub fn due(publication: &Publication, now: DateTime<Utc>) -> Vec<Entry> {
    let is_automatic = |facts: &NoticeFacts| facts.is_automatic && facts.kind == NoticeKind::ServiceChange;
    if !publication.notice().is_some_and(is_automatic) || !publication.is_published(now) {
        return vec![];
    }
    let Some(planned) = publication.planned() else { return vec![] };
    let end = planned.end.unwrap_or(planned.start);
    let (start, end) = match publication.phase() {
        Phase::Open => (planned.end.map(|_| planned.start), end),
        Phase::Started => (None, publication.at_of(EventKind::Started).map_or(end, |at| at.max(end))),
        _ => return vec![],
    };
    let arrived = publication.history.first().map(|first| first.published_at);
    let entry = |kind, at| Entry { kind, at, moved: None, is_told: arrived.is_none_or(|arrived| arrived <= at) };
    let start = start.map(|at| entry(EventKind::Started, at));
    let entries = [start, Some(entry(EventKind::Completed, end))];
    let mut due: Vec<_> = entries.into_iter().flatten().filter(|entry| entry.at <= now).collect();
    let last = due.len().saturating_sub(1);
    for entry in due.iter_mut().take(last) {
        entry.is_told = false;
    }
    due
}

/// Whether a new revision moves the planned time: its file says something else than the one before did,
/// and something else than what is in force. A file that still has the old time after the change was
/// rescheduled by other means does not move it back.
pub fn moved_by_revision(publication: &Publication, before: &NoticeFacts, after: &NoticeFacts) -> Option<Moved> {
    let to = after.stated()?;
    let is_over = !matches!(publication.phase(), Phase::Open | Phase::Started);
    let from = publication.scheduled();
    (!is_over && before.stated() != Some(to) && from != Some(to)).then_some(Moved { from, to })
}

/// Whether a move brings the change forward to a day that is too soon for a tenant of the audience, who is
/// told of it at `now`. To move it to a later day is never too soon: those concerned gain time.
pub fn too_early(
    publication: &Publication,
    moved: Moved,
    rules: &LeadTimes,
    tenants: &[Tenant],
    now: DateTime<Utc>,
) -> Option<TooEarly> {
    let day = |planned: Planned| civil_date(planned.start);
    let is_forward = moved.from.is_none_or(|from| day(moved.to) < day(from));
    let facts = publication.notice().filter(|_| is_forward)?;
    let facts = NoticeFacts { planned: Some(moved.to), ..facts.clone() };
    rules.too_early(&facts, &publication.audience, civil_date(now), tenants)
}

/// Whether it can be recorded, the new time apart. `false` when it has been already.
fn admits(publication: &Publication, verb: Verb, now: DateTime<Utc>) -> Result<bool, Refusal> {
    let facts = publication.notice().ok_or(Refusal::NotANotice)?;
    if !publication.is_published(now) {
        return Err(Refusal::NotPublished);
    }
    suits(facts.kind, verb)?;
    match (publication.phase(), verb) {
        (Phase::Withdrawn, Verb::Withdraw)
        | (Phase::Cancelled, Verb::Cancel)
        | (Phase::Completed, Verb::Complete)
        | (Phase::Started, Verb::Start) => return Ok(false),
        (Phase::Withdrawn, _) => return Err(Refusal::Withdrawn),
        (_, Verb::Withdraw) => {}
        (Phase::Cancelled, _) => return Err(Refusal::Cancelled),
        (Phase::Completed, _) => return Err(Refusal::AlreadyCompleted),
        (Phase::Open, Verb::Complete) if publication.planned().is_none_or(|planned| planned.end.is_some()) => {
            return Err(Refusal::NotStarted);
        }
        (Phase::Incident(stage), verb) if verb == stage => return Ok(false),
        (Phase::Incident(stage), verb) if verb < stage => return Err(Refusal::GoesBack),
        (_, Verb::Closed) if !facts.incident.as_ref().is_none_or(|incident| incident.is_answered()) => {
            return Err(Refusal::ItemsOpen);
        }
        (Phase::Open | Phase::Started, Verb::Reschedule) if publication.scheduled().is_none() => {
            return Err(Refusal::NotPlanned);
        }
        _ => {}
    }
    let holds = facts.effective_on.is_some() && publication.scheduled().is_some_and(|terms| terms.start <= now);
    if holds && publication.phase() != Phase::Cancelled { Err(Refusal::InEffect) } else { Ok(true) }
}

/// Which kind of notice has which events.
const fn suits(kind: NoticeKind, verb: Verb) -> Result<(), Refusal> {
    match (verb, kind) {
        (Verb::Withdraw, _)
        | (Verb::Start | Verb::Complete | Verb::Reschedule | Verb::Cancel, NoticeKind::ServiceChange)
        | (Verb::Reschedule | Verb::Cancel, NoticeKind::TermsChange) => Ok(()),
        (Verb::Start | Verb::Complete, _) => Err(Refusal::NotAServiceChange),
        (Verb::Reschedule | Verb::Cancel, NoticeKind::Incident) => Err(Refusal::IncidentIsNotPlanned),
        (_, NoticeKind::Incident) => Ok(()),
        _ => Err(Refusal::NotAnIncident),
    }
}

/// From when to when; `None` when that is in force already.
fn moved(publication: &Publication, shift: Shift, now: DateTime<Utc>) -> Result<Option<Moved>, Refusal> {
    let from = publication.scheduled().ok_or(Refusal::NotPlanned)?;
    if shift == Shift::default() {
        return Err(Refusal::NothingToMove);
    }
    let start = shift.start.unwrap_or(from.start);
    let end = shift.end.or_else(|| from.end.map(|end| start + (end - from.start)));
    let to = Planned { start, end };
    if to == from {
        return Ok(None);
    }
    let moved = Moved { from: Some(from), to };
    check_move(publication, moved, now)?;
    Ok(Some(moved))
}

/// Whether a planned time can move like this at `now`, whoever moves it.
///
/// # Errors
/// [`Refusal`] when it cannot.
pub fn check_move(publication: &Publication, moved: Moved, now: DateTime<Utc>) -> Result<(), Refusal> {
    let Moved { from, to: to @ Planned { start, end } } = moved;
    // What begins and ends by itself has done so, though it may not be written down yet.
    let due = due(publication, now);
    let has_come = |kind| due.iter().any(|entry| entry.kind == kind);
    if has_come(EventKind::Completed) {
        return Err(Refusal::AlreadyCompleted);
    }
    if publication.effective_on().is_some() {
        later_day(from, to)?;
    } else if from.is_none_or(|from| from.start != start) {
        if publication.phase() == Phase::Started || has_come(EventKind::Started) {
            return Err(Refusal::StartHasPassed);
        }
        if start <= now {
            return Err(Refusal::StartInPast);
        }
    }
    match end {
        Some(end) if end <= start => Err(Refusal::EndBeforeStart),
        Some(end) if end <= now => Err(Refusal::EndInPast),
        _ => Ok(()),
    }
}

fn later_day(from: Option<Planned>, to: Planned) -> Result<(), Refusal> {
    if to.end.is_some() || start_of_day(civil_date(to.start)) != to.start {
        Err(Refusal::TermsTakeADay)
    } else if from.is_some_and(|from| to.start < from.start) {
        Err(Refusal::TermsMoveLaterOnly)
    } else {
        Ok(())
    }
}
