//! What only some kinds of notice say: of changed terms since when they could be read, of an incident
//! when it was detected, which clocks run and what is known.

use super::facts::{Fact, FactValue, fact};
use super::page_request::PageRequest;
use super::{dates, words};
use crate::text;
use chrono::{DateTime, TimeDelta, Utc};
use domain::event::EventKind;
use domain::incident::{IncidentFacts, ReportClock};
use domain::locale::Locale;
use domain::publication::Publication;
use domain::zone::civil_date;

/// What was taken up no later than this after the time it states counts as told at that time.
const AT_ONCE: TimeDelta = TimeDelta::minutes(1);

/// The proof that changed terms were made known before they hold (民法548条の4), from the server's own
/// times; nothing for other notices.
pub fn terms_record(request: &PageRequest, publication: &Publication) -> Vec<Fact> {
    let Some(effective_on) = publication.effective_on() else { return vec![] };
    let locale = request.locale;
    let head = &publication.current.head;
    let current_since = head.published_at.max(publication.publish_at);
    let continuity = match publication.event_of(EventKind::Withdrawn).map(|event| event.at) {
        Some(at) => text!(locale, kinds.terms.withdrawn, moment = dates::moment(locale, at)),
        None => text!(locale, kinds.terms.still_available),
    };
    let days = (effective_on - civil_date(current_since)).num_days();
    let given = if days > 0 {
        text!(locale, kinds.terms.days_before, count = days)
    } else {
        text!(locale, kinds.terms.not_before)
    };
    vec![
        fact(text!(locale, kinds.terms.available_since), dates::moment(locale, publication.available_since()), None),
        fact(text!(locale, kinds.terms.continuity), continuity, None),
        fact(text!(locale, kinds.terms.current), dates::moment(locale, current_since), None),
        fact(text!(locale, kinds.terms.notice_given), given, None),
        fact(text!(locale, kinds.terms.digest), head.digest.to_string(), None),
    ]
}

/// Whether changed terms are to a customer's disadvantage, in words.
pub fn adverse(locale: Locale, is_adverse: bool) -> Fact {
    let said = if is_adverse { text!(locale, kinds.terms.adverse_yes) } else { text!(locale, kinds.terms.adverse_no) };
    fact(text!(locale, kinds.terms.adverse), said, None)
}

/// When an incident was detected and told of, since when that could be read here, and by when reports are due; how far
/// away that is at `now`, of what is in force.
pub fn incident_clocks(
    locale: Locale,
    publication: &Publication,
    incident: &IncidentFacts,
    now: Option<DateTime<Utc>>,
) -> Vec<Fact> {
    let (told, available) = (publication.publish_at, publication.available_since());
    let moment = |at: DateTime<Utc>| dates::moment(locale, at);
    let after = |at: DateTime<Utc>| {
        let elapsed = elapsed(locale, at - incident.detected_at);
        text!(locale, kinds.incident.after_detection, moment = moment(at), elapsed = elapsed)
    };
    let mut facts = vec![
        fact(text!(locale, kinds.incident.detected), moment(incident.detected_at), None),
        fact(text!(locale, kinds.incident.first_notice), after(told), None),
    ];
    if available - told > AT_ONCE {
        facts.push(fact(text!(locale, kinds.incident.available_since), after(available), None));
    }
    if let Some(days) = incident.report_days() {
        let day = |day| dates::day(locale, day);
        let from = day(days.preliminary_from);
        let preliminary =
            text!(locale, kinds.incident.preliminary_days, from = from, until = day(days.preliminary_until));
        let label = if incident.report == ReportClock::SixtyDays {
            text!(locale, kinds.incident.final_sixty_days)
        } else {
            text!(locale, kinds.incident.final_thirty_days)
        };
        let last = day(days.final_until);
        let last = if let Some(now) = now {
            let distance = dates::distance(locale, days.final_until, now);
            text!(locale, kinds.incident.final_day, day = last, distance = distance)
        } else {
            text!(locale, notices.until, day = last)
        };
        facts.push(fact(text!(locale, kinds.incident.preliminary), preliminary, None));
        facts.push(fact(label, last, None));
    }
    let open = match incident.open_items() {
        0 => text!(locale, kinds.incident.open_none),
        open => text!(locale, kinds.incident.open_count, count = open),
    };
    facts.push(fact(text!(locale, kinds.incident.open_items), open, None));
    facts
}

/// The items of an incident's report, in the order of the rule, on a page in `locale`; what is said of them in
/// `written_in`, where it is translated.
pub fn incident_items(locale: Locale, written_in: Locale, incident: &IncidentFacts) -> Vec<Fact> {
    let items = incident.items.iter().map(|answer| {
        let label = words::incident_item(locale, answer.item);
        let Some(said) = &answer.said else {
            return fact(label, text!(locale, kinds.incident.under_investigation), None);
        };
        Fact { label, values: vec![FactValue::written(locale, written_in, said)] }
    });
    items.collect()
}

/// 18時間40分, 1日と6時間
fn elapsed(locale: Locale, elapsed: TimeDelta) -> String {
    let (days, hours, minutes) = (elapsed.num_days(), elapsed.num_hours() % 24, elapsed.num_minutes() % 60);
    if days > 0 {
        text!(locale, kinds.incident.days_and_hours, days = days, hours = hours)
    } else {
        text!(locale, kinds.incident.hours_and_minutes, hours = hours, minutes = minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(18 * 60 + 40, "18時間40分", "18 h 40 min")]
    #[case(30 * 60 + 5, "1日と6時間", "1 d 6 h")]
    #[case(7, "0時間7分", "0 h 7 min")]
    fn the_time_since_detection_is_said_as_people_say_it(#[case] minutes: i64, #[case] ja: &str, #[case] en: &str) {
        let said = |locale| elapsed(locale, TimeDelta::minutes(minutes));
        assert_eq!((said(Locale::Ja).as_str(), said(Locale::En).as_str()), (ja, en));
    }
}
