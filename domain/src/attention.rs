//! What needs a reader's attention now: what they must acknowledge or do, the soonest first.

use crate::catalogue::Catalogue;
use crate::notice::Impact;
use crate::publication::{Publication, PublicationKind};
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
/// `is_acknowledged` tells whether the viewer has acknowledged a publication in a way that counts.
/// What has been acknowledged still has to be done, but whoever confirmed it knows: it leaves this
/// list, and its day stays on its page.
pub fn needs(
    catalogue: &Catalogue,
    viewer: &Viewer,
    now: DateTime<Utc>,
    is_acknowledged: impl Fn(&Publication) -> bool,
) -> Vec<Need> {
    let mut needs: Vec<_> = catalogue
        .visible(viewer, now)
        .filter(|publication| !is_acknowledged(publication))
        .filter_map(|publication| need(publication, viewer, now))
        .collect();
    needs.sort_by_key(|need| (need.by.is_none(), need.by, need.publication.key.clone()));
    needs
}

fn need(publication: &Arc<Publication>, viewer: &Viewer, now: DateTime<Utc>) -> Option<Need> {
    let requirement = publication
        .requirement()
        .filter(|requirement| viewer.member().is_some_and(|member| requirement.asks(member.role)));
    let act_by = (publication.key.kind() == PublicationKind::Notice)
        .then(|| publication.notice())
        .flatten()
        .filter(|facts| facts.impact == Impact::ActionRequired && !publication.is_over(now))
        .and_then(|facts| facts.act_by)
        .filter(|day| days_until(*day, now) >= 0);
    let (reason, by) = match (requirement, act_by) {
        (None, None) => return None,
        (Some(requirement), None) => (Reason::Acknowledge, requirement.due),
        (None, Some(day)) => (Reason::Act, Some(day)),
        (Some(requirement), Some(day)) => {
            (Reason::AcknowledgeAndAct, Some(requirement.due.map_or(day, |due| due.min(day))))
        }
    };
    Some(Need { publication: Arc::clone(publication), reason, by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acknowledgement::{RequiredOf, Requirement};
    use crate::audience::tests::tenant;
    use crate::catalogue::tests::notice;
    use crate::id::UserId;
    use crate::locale::Locale;
    use crate::mail_address::MailAddress;
    use crate::revision::{Facts, Revision, RevisionClass};
    use crate::viewer::{Member, TenantRole};

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
    fn only_those_asked_are_bothered_and_only_until_they_have_answered() {
        let requirement = Requirement { by: RequiredOf::OneAdministrator, due: None };
        let catalogue = Catalogue::new(1, None, vec![asking("SC-2026-0001", Some(requirement), None)]);
        let count = |role, done| needs(&catalogue, &member(role), now(), |_| done).len();
        assert_eq!(count(TenantRole::Administrator, false), 1);
        assert_eq!(count(TenantRole::Member, false), 0);
        assert_eq!(count(TenantRole::Administrator, true), 0);
    }
}
