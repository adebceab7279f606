//! Plans and results in words, for people at a terminal.

use super::plan::{NumberOfPeople, Plan, PlannedAudience, PlannedPublication, PlannedStep};
use serde::Serialize;
use std::fmt::{self, Write};

/// How many publications a publish made new, revised and left alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Not there before.
    pub new: usize,
    /// With another revision.
    pub revised: usize,
    /// As they were.
    pub unchanged: usize,
    /// Drafts, which are not published.
    pub drafts: usize,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} new, {} revised, {} unchanged", self.new, self.revised, self.unchanged)?;
        if self.drafts > 0 {
            write!(f, ", {} draft{}", self.drafts, if self.drafts == 1 { "" } else { "s" })?;
        }
        Ok(())
    }
}

impl Summary {
    /// What a plan comes to.
    pub fn of(plan: &Plan) -> Self {
        plan.publications.iter().fold(Self::default(), |mut summary, publication| {
            match publication.step {
                PlannedStep::New { .. } => summary.new += 1,
                PlannedStep::Revised { .. } => summary.revised += 1,
                PlannedStep::Unchanged => summary.unchanged += 1,
                PlannedStep::Draft { .. } | PlannedStep::Recalled => summary.drafts += 1,
                PlannedStep::LeftStanding => {}
            }
            summary
        })
    }
}

/// A plan as lines of text: what changes, one line each with whom it reaches, and the sum.
pub fn plan_for_people(plan: &Plan) -> String {
    let mut text = String::new();
    for publication in &plan.publications {
        // Writing to a String cannot fail.
        let _ = match publication.step {
            PlannedStep::Unchanged => continue,
            PlannedStep::LeftStanding => {
                writeln!(text, "stands     {}: its folder is gone; it is left standing as it is", publication.key)
            }
            PlannedStep::New { .. } => writeln!(text, "new        {}", line(publication)),
            PlannedStep::Recalled => {
                writeln!(text, "recalled   {}: it is a draft again and will not appear", line(publication))
            }
            PlannedStep::Draft { revision } => {
                writeln!(text, "draft      {} (revision {revision}, not published)", line(publication))
            }
            PlannedStep::Revised { revision, class } => {
                let what = format!("revision {revision}, {}", class.word());
                writeln!(text, "revised    {} ({what})", line(publication))
            }
        };
    }
    let _ = writeln!(text, "{}", Summary::of(plan));
    text
}

fn line(publication: &PlannedPublication) -> String {
    let NumberOfPeople { tenants, mails, acknowledgements } = publication.people;
    let title = publication.title.as_deref().unwrap_or_default();
    let tenants = format!("{}{}", counted(tenants, "tenant"), which(&publication.audience));
    let mails = counted(mails, "mail");
    let acknowledgements = counted(acknowledgements, "acknowledgement");
    format!("{} {title}: {tenants}, {mails}, {acknowledgements} asked", publication.key)
}

/// How many tenants are named on a line; the JSON form has all.
const MOST_NAMED: usize = 5;

/// Which tenants, in brackets.
fn which(audience: &PlannedAudience) -> String {
    let tenants = match audience {
        PlannedAudience::Everyone => return " (everyone)".to_owned(),
        PlannedAudience::Tenants(tenants) if tenants.is_empty() => return String::new(),
        PlannedAudience::Tenants(tenants) => tenants,
    };
    let names = tenants.iter().take(MOST_NAMED).map(|tenant| tenant.name.as_str()).collect::<Vec<_>>().join(", ");
    match tenants.len().saturating_sub(MOST_NAMED) {
        0 => format!(" ({names})"),
        more => format!(" ({names} and {more} more)"),
    }
}

fn counted(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::NamedTenant;
    use domain::id::TenantId;
    use domain::revision::RevisionClass;

    fn publication(key: &str, step: PlannedStep) -> PlannedPublication {
        let people = NumberOfPeople { tenants: 1, mails: 3, acknowledgements: 0 };
        let audience = PlannedAudience::Everyone;
        PlannedPublication { key: key.to_owned(), title: Some("題".to_owned()), step, audience, people }
    }

    #[test]
    fn some_tenants_are_named_and_the_rest_is_a_number() {
        let tenants = |count| {
            let named = |n| NamedTenant { id: TenantId::parse(&format!("t{n}")).unwrap(), name: format!("社{n}") };
            which(&PlannedAudience::Tenants((1..=count).map(named).collect()))
        };
        assert_eq!(tenants(0), "");
        assert_eq!(tenants(2), " (社1, 社2)");
        assert_eq!(tenants(5), " (社1, 社2, 社3, 社4, 社5)");
        assert_eq!(tenants(17), " (社1, 社2, 社3, 社4, 社5 and 12 more)");
    }

    #[test]
    fn each_change_says_whom_it_reaches() {
        let plan = Plan {
            publications: vec![
                publication("notice/SC-2026-0001", PlannedStep::New { revision: 1 }),
                publication(
                    "notice/SC-2026-0002",
                    PlannedStep::Revised { revision: 3, class: RevisionClass::Material },
                ),
                publication("policy/information-security", PlannedStep::Unchanged),
                publication("notice/SC-2026-0003", PlannedStep::Draft { revision: 1 }),
                publication("disclosure/backup", PlannedStep::LeftStanding),
            ],
            findings: vec![],
        };
        assert_eq!(
            plan_for_people(&plan),
            "new        notice/SC-2026-0001 題: 1 tenant (everyone), 3 mails, 0 acknowledgements asked\n\
             revised    notice/SC-2026-0002 題: 1 tenant (everyone), 3 mails, 0 acknowledgements asked (revision 3, material)\n\
             draft      notice/SC-2026-0003 題: 1 tenant (everyone), 3 mails, 0 acknowledgements asked (revision 1, not published)\n\
             stands     disclosure/backup: its folder is gone; it is left standing as it is\n\
             1 new, 1 revised, 1 unchanged, 1 draft\n"
        );
        let json = serde_json::to_value(&plan.publications[1]).unwrap();
        assert_eq!((&json["step"], &json["class"], &json["mails"]), (&"revised".into(), &"material".into(), &3.into()));
    }
}
