//! Every transition from every state, the times a change can move to, what the server records by
//! itself, and where a notice is said to stand.

use super::*;
use crate::catalogue::tests::notice;
use crate::event::{Event, EventDetails, Recorder};
use crate::incident::{IncidentAnswer, IncidentFacts, IncidentItem, ReportClock};
use crate::notice::{KeyDate, NoticeState};
use crate::revision::{Facts, Revision, RevisionClass};
use chrono::{NaiveDate, TimeDelta};
use rstest::rstest;
use std::fmt::Write;
use std::sync::Arc;

/// The planned start of the samples: 1 March 2027, two o'clock in Japan.
fn start() -> DateTime<Utc> {
    "2027-02-28T17:00:00Z".parse().unwrap()
}

fn minutes(minutes: i64) -> DateTime<Utc> {
    start() + TimeDelta::minutes(minutes)
}

fn with(mut publication: Publication, change: impl FnOnce(&mut NoticeFacts)) -> Publication {
    let mut revision = Revision::clone(&publication.current);
    if let Facts::Notice(facts) = &mut revision.facts {
        change(facts);
    }
    publication.current = Arc::new(revision);
    publication
}

/// A service change planned for two hours.
fn planned() -> Publication {
    let publication = notice("SC-2026-0042", &[RevisionClass::Initial]);
    with(publication, |facts| facts.planned = Some(Planned { start: start(), end: Some(minutes(120)) }))
}

fn terms() -> Publication {
    with(notice("SC-2026-0041", &[RevisionClass::Initial]), |facts| {
        facts.kind = NoticeKind::TermsChange;
        facts.effective_on = NaiveDate::from_ymd_opt(2027, 4, 1);
    })
}

fn incident() -> Publication {
    with(notice("SC-2026-0050", &[RevisionClass::Initial]), |facts| facts.kind = NoticeKind::Incident)
}

/// An incident with one item that nobody can answer yet.
fn investigated(report: ReportClock) -> Publication {
    let items = vec![IncidentAnswer { item: IncidentItem::Cause, said: None }];
    let incident_facts = IncidentFacts { detected_at: minutes(-90), report, items };
    with(incident(), |facts| facts.incident = Some(Box::new(incident_facts)))
}

/// With these events, one minute after another.
fn after(mut publication: Publication, kinds: &[EventKind]) -> Publication {
    for (id, kind) in (1..).zip(kinds) {
        let at = minutes(id - 60);
        let recorded =
            Event { id, kind: *kind, at, recorded_at: at, by: Recorder::CommandLine, revision: 1, details: None };
        publication.events.push(recorded);
    }
    publication
}

fn details(moved: Moved) -> Option<Box<EventDetails>> {
    EventDetails { moved: Some(moved), ..EventDetails::default() }.boxed()
}

fn moved_to(publication: Publication, to: Planned) -> Publication {
    let from = publication.scheduled();
    let mut publication = after(publication, &[EventKind::Rescheduled]);
    publication.events.last_mut().unwrap().details = details(Moved { from, to });
    publication
}

fn states() -> Vec<(&'static str, Publication, DateTime<Utc>)> {
    use EventKind::{Cancelled, Closed, Completed, Confirmed, Contained, Started, Suspected, Withdrawn};
    let before = minutes(-30);
    let unpublished = Publication { publish_at: minutes(0), ..planned() };
    let undated = notice("SC-2026-0001", &[RevisionClass::Initial]);
    let moment = with(planned(), |facts| facts.planned = Some(Planned { start: start(), end: None }));
    let in_effect = "2027-04-01T00:00:00Z".parse().unwrap();
    vec![
        ("change, not published", unpublished, before),
        ("change, announced", planned(), before),
        ("change, overdue", planned(), minutes(30)),
        ("change, undated", undated.clone(), before),
        ("change, of one moment", moment, before),
        ("change, started", after(planned(), &[Started]), before),
        ("change, completed", after(planned(), &[Started, Completed]), before),
        ("change, cancelled", after(planned(), &[Cancelled]), before),
        ("change, broken off", after(planned(), &[Started, Cancelled]), before),
        ("change, withdrawn", after(planned(), &[Withdrawn]), before),
        ("change, done, withdrawn", after(planned(), &[Started, Completed, Withdrawn]), before),
        ("terms, announced", terms(), before),
        ("terms, in effect", terms(), in_effect),
        ("terms, cancelled", after(terms(), &[Cancelled]), before),
        ("terms, cancelled, later", after(terms(), &[Cancelled]), in_effect),
        ("terms, withdrawn", after(terms(), &[Withdrawn]), before),
        ("incident, announced", incident(), before),
        ("incident, suspected", after(incident(), &[Suspected]), before),
        ("incident, confirmed", after(incident(), &[Suspected, Confirmed]), before),
        ("incident, contained", after(incident(), &[Contained]), before),
        ("incident, closed", after(incident(), &[Confirmed, Closed]), before),
        ("incident, to report", after(investigated(ReportClock::ThirtyDays), &[Contained]), before),
        ("incident, to nobody", after(investigated(ReportClock::None), &[Contained]), before),
        ("incident, withdrawn", after(incident(), &[Suspected, Withdrawn]), before),
    ]
}

/// `+` is recorded, `=` was recorded already, anything else is the refusal in short.
fn outcome(publication: &Publication, verb: Verb, now: DateTime<Utc>) -> &'static str {
    let shift = match publication.effective_on() {
        Some(_) => Shift { start: Some(start_of_day(NaiveDate::from_ymd_opt(2027, 5, 1).unwrap())), end: None },
        None if publication.phase() == Phase::Started => Shift { start: None, end: Some(minutes(180)) },
        None => Shift { start: Some(minutes(24 * 60)), end: None },
    };
    match decide(publication, Transition { verb, shift }, now) {
        Ok(Decision::Record(entry)) => {
            assert_eq!((entry.kind, entry.at, entry.is_told), (verb.event(), now, true));
            "+"
        }
        Ok(Decision::Unchanged) => "=",
        Err(refusal) => match refusal {
            Refusal::NotPublished => "early",
            Refusal::NotAServiceChange => "no-sc",
            Refusal::NotAnIncident => "no-in",
            Refusal::IncidentIsNotPlanned => "no-pl",
            Refusal::Withdrawn => "taken",
            Refusal::Cancelled => "calld",
            Refusal::AlreadyCompleted => "done",
            Refusal::NotStarted => "not-b",
            Refusal::GoesBack => "back",
            Refusal::ItemsOpen => "open",
            Refusal::NotPlanned => "undat",
            Refusal::InEffect => "holds",
            other => other.word(),
        },
    }
}

#[test]
fn every_transition_from_every_state_is_taken_or_refused_with_its_reason() {
    let mut table = String::new();
    for (name, publication, now) in states() {
        write!(table, "{name:<23}").unwrap();
        for verb in Verb::ALL {
            write!(table, " {:<5}", outcome(&publication, *verb, now)).unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    let expected = "\
change, not published   early early early early early early early early early
change, announced       +     not-b no-in no-in no-in no-in +     +     +
change, overdue         +     not-b no-in no-in no-in no-in +     +     +
change, undated         +     not-b no-in no-in no-in no-in undat +     +
change, of one moment   +     +     no-in no-in no-in no-in +     +     +
change, started         =     +     no-in no-in no-in no-in +     +     +
change, completed       done  =     no-in no-in no-in no-in done  done  +
change, cancelled       calld calld no-in no-in no-in no-in calld =     +
change, broken off      calld calld no-in no-in no-in no-in calld =     +
change, withdrawn       taken taken no-in no-in no-in no-in taken taken =
change, done, withdrawn taken taken no-in no-in no-in no-in taken taken =
terms, announced        no-sc no-sc no-in no-in no-in no-in +     +     +
terms, in effect        no-sc no-sc no-in no-in no-in no-in holds holds holds
terms, cancelled        no-sc no-sc no-in no-in no-in no-in calld =     +
terms, cancelled, later no-sc no-sc no-in no-in no-in no-in calld =     +
terms, withdrawn        no-sc no-sc no-in no-in no-in no-in taken taken =
incident, announced     no-sc no-sc +     +     +     +     no-pl no-pl +
incident, suspected     no-sc no-sc =     +     +     +     no-pl no-pl +
incident, confirmed     no-sc no-sc back  =     +     +     no-pl no-pl +
incident, contained     no-sc no-sc back  back  =     +     no-pl no-pl +
incident, closed        no-sc no-sc back  back  back  =     no-pl no-pl +
incident, to report     no-sc no-sc back  back  =     open  no-pl no-pl +
incident, to nobody     no-sc no-sc back  back  =     +     no-pl no-pl +
incident, withdrawn     no-sc no-sc taken taken taken taken no-pl no-pl =
";
    assert_eq!(table, expected, "\n{table}");
}

#[test]
fn a_form_offers_what_would_be_recorded_and_nothing_else() {
    for (name, publication, now) in states() {
        let recorded: Vec<_> =
            Verb::ALL.iter().copied().filter(|verb| outcome(&publication, *verb, now) == "+").collect();
        assert_eq!(possible(&publication, now), recorded, "{name}");
    }
}

#[test]
fn what_is_no_notice_has_no_life() {
    let mut policy = planned();
    let mut revision = Revision::clone(&policy.current);
    revision.facts = Facts::Disclosure(crate::revision::DisclosureFacts {
        topic: crate::revision::DisclosureTopic::Other,
        as_of: NaiveDate::MIN,
        order: 1,
        is_sample_data: false,
        clauses: vec![],
        acknowledgement: None,
        register: None,
    });
    policy.current = Arc::new(revision);
    for verb in Verb::ALL {
        assert_eq!(decide(&policy, Transition::to(*verb), minutes(0)), Err(Refusal::NotANotice));
    }
}

#[rstest]
#[case::an_hour_later_with_its_end(Some(60), None, Ok(Some((60, Some(180)))))]
#[case::both(Some(60), Some(90), Ok(Some((60, Some(90)))))]
#[case::the_end_alone(None, Some(240), Ok(Some((0, Some(240)))))]
#[case::as_it_is(Some(0), Some(120), Ok(None))]
#[case::nothing(None, None, Err(Refusal::NothingToMove))]
#[case::into_the_past(Some(-45), None, Err(Refusal::StartInPast))]
#[case::to_this_very_moment(Some(-30), None, Err(Refusal::StartInPast))]
#[case::ending_before_it_begins(None, Some(-10), Err(Refusal::EndBeforeStart))]
#[case::ending_as_it_begins(Some(60), Some(60), Err(Refusal::EndBeforeStart))]
fn a_change_moves_ahead_only(
    #[case] new_start: Option<i64>,
    #[case] new_end: Option<i64>,
    #[case] expected: Result<Option<(i64, Option<i64>)>, Refusal>,
) {
    let shift = Shift { start: new_start.map(minutes), end: new_end.map(minutes) };
    let decided = decide(&planned(), Transition::reschedule(shift), minutes(-30));
    let expected = expected.map(|moved| match moved {
        None => Decision::Unchanged,
        Some((from, until)) => Decision::Record(Entry {
            kind: EventKind::Rescheduled,
            at: minutes(-30),
            moved: Some(Moved {
                from: planned().scheduled(),
                to: Planned { start: minutes(from), end: until.map(minutes) },
            }),
            is_told: true,
        }),
    });
    assert_eq!(decided, expected);
}

#[test]
fn once_begun_only_the_end_moves() {
    let running = after(planned(), &[EventKind::Started]);
    let ask = |start: Option<i64>, end: Option<i64>| {
        let shift = Shift { start: start.map(minutes), end: end.map(minutes) };
        decide(&running, Transition::reschedule(shift), minutes(100))
    };
    assert!(matches!(ask(None, Some(200)), Ok(Decision::Record(_))));
    assert_eq!(ask(Some(150), None), Err(Refusal::StartHasPassed));
    assert_eq!(ask(None, Some(90)), Err(Refusal::EndInPast));
}

#[test]
fn what_begins_by_itself_has_begun_at_its_hour_though_nobody_has_written_it_down() {
    let automatic = with(planned(), |facts| facts.is_automatic = true);
    let ask = |start: Option<i64>, end: Option<i64>, now| {
        let shift = Shift { start: start.map(minutes), end: end.map(minutes) };
        decide(&automatic, Transition::reschedule(shift), minutes(now))
    };
    assert!(matches!(ask(Some(60), None, -1), Ok(Decision::Record(_))));
    assert_eq!(ask(Some(60), None, 0), Err(Refusal::StartHasPassed));
    assert!(matches!(ask(None, Some(200), 0), Ok(Decision::Record(_))));
    assert_eq!(ask(None, Some(200), 120), Err(Refusal::AlreadyCompleted));
}

#[rstest]
#[case::later("2027-05-01", Ok(true))]
#[case::the_same("2027-04-01", Ok(false))]
#[case::earlier("2027-03-31", Err(Refusal::TermsMoveLaterOnly))]
#[case::within_a_day("2027-05-01T09:00", Err(Refusal::TermsTakeADay))]
fn the_day_of_changed_terms_moves_later_only(#[case] day: &str, #[case] expected: Result<bool, Refusal>) {
    let shift = Shift { start: crate::zone::parse_moment(day), end: None };
    let decided = decide(&terms(), Transition::reschedule(shift), minutes(0));
    assert_eq!(decided.map(|decision| decision != Decision::Unchanged), expected);
    let ending = Shift { end: crate::zone::parse_moment("2028-01-01"), ..shift };
    assert!(decide(&terms(), Transition::reschedule(ending), minutes(0)).is_err());
}

#[test]
fn the_time_in_force_is_the_one_it_was_moved_to_last() {
    let to = Planned { start: minutes(600), end: None };
    let moved = moved_to(planned(), to);
    assert_eq!((moved.planned(), moved.first_scheduled()), (Some(to), planned().planned()));
    let back = Planned { start: start(), end: Some(minutes(120)) };
    let mut again = moved.clone();
    let event = Event { id: 2, details: details(Moved { from: Some(to), to: back }), ..moved.events[0].clone() };
    again.events.push(event);
    assert_eq!((again.planned(), again.first_scheduled()), (Some(back), None), "where it was first planned");
    let day = NaiveDate::from_ymd_opt(2027, 5, 1).unwrap();
    let later = moved_to(terms(), Planned { start: start_of_day(day), end: None });
    assert_eq!((later.effective_on(), later.planned()), (Some(day), None));
}

#[test]
fn a_revision_moves_the_time_when_its_author_changed_it() {
    let facts = |publication: &Publication| publication.notice().unwrap().clone();
    let other = Planned { start: minutes(600), end: None };
    let (old, new) = (facts(&planned()), NoticeFacts { planned: Some(other), ..facts(&planned()) });
    let expected = Moved { from: planned().scheduled(), to: other };
    assert_eq!(moved_by_revision(&planned(), &old, &new), Some(expected));
    let elsewhere = moved_to(planned(), Planned { start: minutes(900), end: None });
    assert_eq!(moved_by_revision(&elsewhere, &old, &old), None, "the file still has the old time");
    assert_eq!(moved_by_revision(&moved_to(planned(), other), &old, &new), None, "the file follows");
    let done = after(planned(), &[EventKind::Started, EventKind::Completed]);
    assert_eq!(moved_by_revision(&done, &old, &new), None, "it is over");
    let undated = NoticeFacts { planned: None, ..old.clone() };
    assert_eq!(moved_by_revision(&planned(), &old, &undated), None);
}

fn automatic() -> Publication {
    with(planned(), |facts| facts.is_automatic = true)
}

#[test]
fn what_begins_and_ends_by_itself_is_due_at_its_planned_times() {
    let due_at = |publication: &Publication, now| {
        due(publication, now).iter().map(|entry| (entry.kind, entry.at, entry.is_told)).collect::<Vec<_>>()
    };
    let beginning = (EventKind::Started, start(), true);
    let end = (EventKind::Completed, minutes(120), true);
    assert!(due_at(&automatic(), minutes(-1)).is_empty() && due_at(&planned(), minutes(500)).is_empty());
    assert_eq!(due_at(&automatic(), minutes(0)), [beginning]);
    let late = due_at(&automatic(), minutes(9000));
    assert_eq!(late, [(EventKind::Started, start(), false), end], "one mail about both");
    assert!(due_at(&after(automatic(), &[EventKind::Started]), minutes(119)).is_empty());
    assert_eq!(due_at(&after(automatic(), &[EventKind::Started]), minutes(120)), [end]);
    for over in [EventKind::Completed, EventKind::Cancelled, EventKind::Withdrawn] {
        assert!(due_at(&after(automatic(), &[over]), minutes(500)).is_empty(), "{over:?}");
    }
    let moved = moved_to(automatic(), Planned { start: minutes(600), end: Some(minutes(660)) });
    assert!(due_at(&moved, minutes(599)).is_empty(), "what moved is due at the new time");
    let moment = with(automatic(), |facts| facts.planned = Some(Planned { start: start(), end: None }));
    assert_eq!(due_at(&moment, minutes(0)), [(EventKind::Completed, start(), true)]);
    let unpublished = Publication { publish_at: minutes(10), ..automatic() };
    assert!(due_at(&unpublished, minutes(5)).is_empty());
}

#[test]
fn what_was_past_when_it_came_into_the_store_is_told_to_nobody() {
    let mut history = automatic();
    history.history[0].published_at = minutes(60);
    let told: Vec<_> = due(&history, minutes(500)).iter().map(|entry| entry.is_told).collect();
    assert_eq!(told, [false, true], "its end was still to come");
    history.history[0].published_at = minutes(121);
    assert!(due(&history, minutes(500)).iter().all(|entry| !entry.is_told));
}

#[test]
fn a_notice_stands_where_its_events_say() {
    use EventKind::{Cancelled, Closed, Completed, Started, Suspected, Withdrawn};
    let state = |publication: Publication, at: i64| publication.state(minutes(at));
    assert_eq!(state(planned(), -1), NoticeState::Upcoming);
    assert_eq!(state(planned(), 0), NoticeState::Unreported);
    assert_eq!(state(planned(), 9000), NoticeState::Unreported, "nobody said that it took place");
    assert_eq!(state(after(planned(), &[Started]), -30), NoticeState::Running);
    assert_eq!(state(after(planned(), &[Started]), 9000), NoticeState::Running, "nobody said that it is done");
    assert_eq!(state(after(planned(), &[Started, Completed]), 0), NoticeState::Completed);
    assert_eq!(state(after(planned(), &[Cancelled]), 0), NoticeState::Cancelled);
    assert_eq!(state(after(planned(), &[Cancelled, Withdrawn]), 0), NoticeState::Withdrawn);
    assert_eq!(state(automatic(), 119), NoticeState::Running);
    assert_eq!(state(automatic(), 120), NoticeState::Completed);
    assert_eq!(state(terms(), 0), NoticeState::Upcoming);
    assert_eq!(state(terms(), 60 * 24 * 60), NoticeState::Completed, "terms hold by themselves");
    assert_eq!(state(incident(), 0), NoticeState::Undated);
    assert_eq!(state(after(incident(), &[Suspected]), 0), NoticeState::Running);
    assert_eq!(state(after(incident(), &[Suspected, Closed]), 0), NoticeState::Completed);
}

#[test]
fn a_day_to_act_by_matters_until_it_has_passed_or_all_is_over() {
    let day = NaiveDate::from_ymd_opt(2027, 2, 26).unwrap();
    let acting = with(planned(), |facts| facts.act_by = Some(day));
    let before = start() - TimeDelta::days(90);
    assert_eq!(acting.key_date(before), KeyDate::ActBy(day));
    assert_eq!(acting.key_date(crate::zone::end_of_day(day)), KeyDate::Planned(planned().planned().unwrap()));
    let cancelled = after(acting, &[EventKind::Cancelled]);
    assert_eq!(cancelled.key_date(before), KeyDate::Cancelled(minutes(-59)));
    assert!(cancelled.requirement().is_none() && cancelled.stated_requirement().is_some());
}

#[test]
fn only_what_is_brought_forward_can_be_too_soon() {
    use crate::lead_time::{LeadTimeRule, Span};
    let span = Span::Days(1_000);
    let (plans, tenants) = ([].into(), [].into());
    let rule = LeadTimeRule { kind: None, category: None, impact: None, plans, tenants, since: None, span };
    let rules = LeadTimes { rules: vec![rule], extra_holidays: vec![] };
    let publication = planned();
    let from = publication.scheduled().unwrap();
    let early = |days: i64| {
        let to = Planned { start: from.start + TimeDelta::days(days), end: None };
        too_early(&publication, Moved { from: Some(from), to }, &rules, &[], minutes(0))
    };
    assert!(early(-1).is_some());
    assert_eq!((early(0), early(1)), (None, None));
}
