//! What needs a reader's attention now: what they must acknowledge or do, the soonest first.

use crate::catalogue::Catalogue;
use crate::notice::Impact;
use crate::publication::Publication;
use crate::viewer::Viewer;
use crate::zone::days_until;
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Arc;

/// Why something needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The viewer is asked to acknowledge it.
    Acknowledge,
    /// The reader has to act by a day that has not passed.
    Act,
    /// Both.
    AcknowledgeAndAct,
}

/// Something that needs attention.
#[derive(Debug, Clone)]
pub struct Need {
    /// What.
    pub publication: Arc<Publication>,
    /// Why.
    pub reason: Reason,
    /// The soonest of its days; `None` where an acknowledgement is asked for without one.
    pub by: Option<NaiveDate>,
}

/// All that needs the viewer's attention at `now`, the soonest day first, what has no day last.
/// `is_settled` tells whether the viewer has acknowledged a publication in a way that counts, or has put
/// it into their archive.
/// What has been acknowledged still has to be done, but whoever confirmed it knows: it leaves this
/// list, and its day stays on its page.
pub fn needs(
    catalogue: &Catalogue,
    viewer: &Viewer,
    now: DateTime<Utc>,
    is_settled: impl Fn(&Publication) -> bool,
) -> Vec<Need> {
    let mut needs: Vec<_> = catalogue
        .visible(viewer, now)
        .filter(|publication| !is_settled(publication))
        .filter_map(|publication| need(publication, viewer, now))
        .collect();
    needs.sort_by_key(|need| (need.by.is_none(), need.by, need.publication.key.clone()));
    needs
}

/// What a publication that the viewer has not acknowledged asks of them at `now`.
fn need(publication: &Arc<Publication>, viewer: &Viewer, now: DateTime<Utc>) -> Option<Need> {
    let (reason, by) = reason(publication, viewer, now)?;
    Some(Need { publication: Arc::clone(publication), reason, by })
}

/// Why a publication needs the viewer's attention, and by when.
pub fn reason(publication: &Publication, viewer: &Viewer, now: DateTime<Utc>) -> Option<(Reason, Option<NaiveDate>)> {
    let requirement = viewer.member().filter(|member| publication.asks(member)).and_then(|_| publication.requirement());
    Some(match (requirement, has_to_act_by(publication, viewer, now)) {
        (None, None) => return None,
        (Some(requirement), None) => (Reason::Acknowledge, requirement.due),
        (None, Some(day)) => (Reason::Act, Some(day)),
        (Some(requirement), Some(day)) => {
            (Reason::AcknowledgeAndAct, Some(requirement.due.map_or(day, |due| due.min(day))))
        }
    })
}

/// The day by which the viewer has to act, acknowledged or not: an acknowledgement says that they have read it.
pub fn has_to_act_by(publication: &Publication, viewer: &Viewer, now: DateTime<Utc>) -> Option<NaiveDate> {
    let impact = publication.notice()?.impact;
    day_to_act(publication, viewer, now).filter(|_| impact == Impact::ActionRequired)
}

/// The day by which the viewer has to act, or may have to: it has not passed, and what it is for is neither done nor
/// called off.
pub fn day_to_act(publication: &Publication, viewer: &Viewer, now: DateTime<Utc>) -> Option<NaiveDate> {
    let is_concerned = viewer.member().is_none_or(|member| publication.audience.concerns(&member.tenant));
    let day = publication.notice()?.act_by.filter(|day| is_concerned && days_until(*day, now) >= 0)?;
    (!publication.is_over(now)).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledgement::{RequiredOf, Requirement};
    use crate::audience::Tenant;
    use crate::audience::tests::tenant;
    use crate::catalogue::tests::notice;
    use crate::event::{Event, EventKind, Recorder};
    use crate::id::UserId;
    use crate::locale::Locale;
    use crate::mail_address::MailAddress;
    use crate::revision::{Facts, Revision, RevisionClass};
    use crate::viewer::{Member, TenantRole};
    use chrono::TimeDelta;

    fn asking(id: &str, requirement: Option<Requirement>, act_by: Option<&str>) -> Publication {
        let mut publication = notice(id, &[RevisionClass::Initial]);
        let mut revision = Revision::clone(&publication.current);
        if let Facts::Notice(facts) = &mut revision.facts {
            facts.impact = Impact::ActionRequired;
            facts.acknowledgement = requirement;
            facts.act_by = act_by.map(|day| day.parse().unwrap());
        }
        publication.current = Arc::new(revision);
        publication
    }

    fn member(role: TenantRole) -> Viewer {
        Viewer::Member(Member {
            user: UserId(1),
            name: "佐藤".into(),
            address: MailAddress::parse("sato@hinode.example").unwrap(),
            locale: Locale::Ja,
            tenant: Arc::new(tenant("hinode", "standard", &[])),
            role,
        })
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_soonest_day_comes_first_and_what_has_passed_is_gone() {
        let due = Some("2026-12-18".parse().unwrap());
        let catalogue = Catalogue::new(
            1,
            None,
            vec![
                asking("SC-2026-0001", None, Some("2027-02-26")),
                asking("SC-2026-0002", Some(Requirement { by: RequiredOf::EveryMember, due }), Some("2027-01-15")),
                asking("SC-2026-0003", None, Some("2026-11-22")),
                asking("SC-2026-0004", Some(Requirement { by: RequiredOf::EveryMember, due: None }), None),
            ],
        );
        let needs = needs(&catalogue, &member(TenantRole::Member), now(), |_| false);
        let names: Vec<_> = needs.iter().map(|need| need.publication.key.name()).collect();
        assert_eq!(names, ["SC-2026-0002", "SC-2026-0001", "SC-2026-0004"]);
        assert_eq!(needs[0].by, due, "the acknowledgement is due before the day to act by");
    }

    #[test]
    fn who_joined_after_it_was_due_or_only_keeps_it_is_not_bothered() {
        let requirement = Requirement { by: RequiredOf::EveryMember, due: "2026-12-18".parse().ok() };
        let count = |joined_on: &str, plan: &str| {
            let mut publication = asking("SC-2026-0001", Some(requirement), Some("2027-02-26"));
            publication.audience =
                serde_json::from_str(r#"{"kept":{"condition":{"plans":["standard"]},"by":["hinode"]}}"#).unwrap();
            let tenant = Tenant { joined_on: joined_on.parse().ok(), ..tenant("hinode", plan, &[]) };
            let Viewer::Member(member) = member(TenantRole::Member) else { unreachable!() };
            let viewer = Viewer::Member(Member { tenant: Arc::new(tenant), ..member });
            let catalogue = Catalogue::new(1, None, vec![publication]);
            assert_eq!(catalogue.visible(&viewer, now()).count(), 1, "it is there to be read");
            needs(&catalogue, &viewer, now(), |_| false).first().map(|need| need.reason)
        };
        assert_eq!(count("2026-12-18", "standard"), Some(Reason::AcknowledgeAndAct));
        assert_eq!(count("2026-12-19", "standard"), Some(Reason::Act), "there is still something to do");
        assert_eq!(count("2026-12-18", "light"), None);
    }

    #[test]
    fn a_day_to_act_by_is_there_until_it_has_passed_or_nothing_is_to_be_done_any_more() {
        let publication = asking("SC-2026-0001", None, Some("2026-11-23"));
        let viewer = member(TenantRole::Member);
        let days = |publication: &Publication, now| {
            (day_to_act(publication, &viewer, now), has_to_act_by(publication, &viewer, now))
        };
        let day = "2026-11-23".parse().ok();
        assert_eq!(days(&publication, now()), (day, day));
        assert_eq!(days(&publication, now() + TimeDelta::days(1)), (None, None));
        let mut possible = publication.clone();
        let mut revision = Revision::clone(&possible.current);
        if let Facts::Notice(facts) = &mut revision.facts {
            facts.impact = Impact::MayRequireAction;
        }
        possible.current = Arc::new(revision);
        assert_eq!(days(&possible, now()), (day, None));
        let mut cancelled = publication;
        cancelled.events.push(Event {
            id: 1,
            kind: EventKind::Cancelled,
            at: now(),
            recorded_at: now(),
            by: Recorder::CommandLine,
            revision: 1,
            details: None,
        });
        assert_eq!(days(&cancelled, now()), (None, None));
    }

    #[test]
    fn only_those_asked_are_bothered_and_only_until_they_have_answered() {
        let requirement = Requirement { by: RequiredOf::OneAdministrator, due: None };
        let catalogue = Catalogue::new(1, None, vec![asking("SC-2026-0001", Some(requirement), None)]);
        let count = |role, done| needs(&catalogue, &member(role), now(), |_| done).len();
        assert_eq!(count(TenantRole::Administrator, false), 1);
        assert_eq!(count(TenantRole::Member, false), 0);
        assert_eq!(count(TenantRole::Administrator, true), 0);
    }
}
