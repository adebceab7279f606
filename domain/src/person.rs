//! The people of a tenant as its administrators see them, and what may be done to them (policy II.6, II.7).

use crate::id::UserId;
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::notice::words;
use crate::viewer::TenantRole;
use chrono::{DateTime, TimeDelta, Utc};

/// The most characters a name may have.
pub const LONGEST_NAME: usize = 80;

/// How long the link of an invitation works after its mail was sent.
pub const INVITATION_LASTS: TimeDelta = TimeDelta::days(7);

/// How long the link for a new password works after its mail was sent.
pub const RESET_LASTS: TimeDelta = TimeDelta::minutes(60);

words! {
    /// How someone stands in their organisation.
    PersonState {
        /// Asked to come; has not chosen a password yet.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// May not sign in for now.
        Disabled = "disabled",
        /// Left. What they acknowledged stays on record.
        Removed = "removed",
    }
}

/// Someone of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// As shown.
    pub name: String,
    /// Their address; of someone removed the one they had.
    pub address: MailAddress,
    /// What they may do.
    pub role: TenantRole,
    /// The language they chose.
    pub locale: Locale,
    /// How they stand; never [`PersonState::Invited`].
    pub state: PersonState,
    /// When they signed in last.
    pub last_signed_in_at: Option<DateTime<Utc>>,
    /// Whether signing in asks them for a second factor.
    pub has_second_factor: bool,
}

/// An invitation nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The database's number.
    pub id: i64,
    /// To whom.
    pub address: MailAddress,
    /// As they will be shown.
    pub name: String,
    /// What they will be allowed to do.
    pub role: TenantRole,
    /// The language of the mail.
    pub locale: Locale,
    /// When they were invited.
    pub invited_at: DateTime<Utc>,
    /// Until when the link of the last mail works; `None` while that mail is on its way.
    pub expires_at: Option<DateTime<Utc>>,
}

/// That an administrator looked at who may do what (policy III.2-b).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleReview {
    /// By the name they had then.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Everyone of a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// Those who came, the removed last.
    pub people: Vec<Person>,
    /// Those who were asked to.
    pub invitations: Vec<Invitation>,
    /// When roles were last reviewed.
    pub last_review: Option<RoleReview>,
}

/// Someone who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// To whom.
    pub address: MailAddress,
    /// As they will be shown.
    pub name: String,
    /// What they will be allowed to do.
    pub role: TenantRole,
    /// The language of the mail and their pages.
    pub locale: Locale,
}

words! {
    /// Why someone was not invited.
    InvitationRefusal {
        /// They belong to the organisation already.
        IsThere = "is_there",
        /// They have been invited already.
        IsInvited = "is_invited",
        /// The organisation, or whoever invites, has sent as many as they may for now.
        TooMany = "too_many",
        /// A mail went to that address a moment ago.
        TooSoon = "too_soon",
    }
}

/// How many mails with invitations are sent, the first and those that repeat it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvitationLimits {
    /// For one organisation, in 24 hours.
    pub per_tenant_a_day: u32,
    /// By one person, in an hour.
    pub per_person_an_hour: u32,
    /// The time between two mails of one organisation to one address.
    pub between: TimeDelta,
}

impl Default for InvitationLimits {
    fn default() -> Self {
        Self { per_tenant_a_day: 100, per_person_an_hour: 50, between: TimeDelta::minutes(5) }
    }
}

/// What an administrator does to someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonChange {
    /// Lets them do more or less.
    Role(TenantRole),
    /// Takes their access away for now.
    Disable,
    /// Gives it back.
    Enable,
    /// Lets them go.
    Remove,
}

words! {
    /// Why nothing was done to someone.
    PersonRefusal {
        /// Nobody would be left to administer the organisation.
        LastAdministrator = "last_administrator",
        /// They left; whoever left can only be invited anew.
        HasLeft = "has_left",
    }
}

/// Whether a change may be made to a person, `others` being everyone else of the tenant. `Ok(false)` when
/// that is so already.
///
/// # Errors
/// The [`PersonRefusal`] that says why not.
pub fn decide(person: &Person, change: PersonChange, others: &[Person]) -> Result<bool, PersonRefusal> {
    let administers = |person: &Person| person.state == PersonState::Active && person.role == TenantRole::Administrator;
    let would_go_on = match change {
        PersonChange::Role(role) => role == TenantRole::Administrator,
        PersonChange::Enable => true,
        PersonChange::Disable | PersonChange::Remove => false,
    };
    let is_so_already = match change {
        PersonChange::Role(role) => person.role == role,
        PersonChange::Disable => person.state == PersonState::Disabled,
        PersonChange::Enable => person.state == PersonState::Active,
        PersonChange::Remove => person.state == PersonState::Removed,
    };
    if is_so_already {
        Ok(false)
    } else if person.state == PersonState::Removed {
        Err(PersonRefusal::HasLeft)
    } else if administers(person) && !would_go_on && !others.iter().any(administers) {
        Err(PersonRefusal::LastAdministrator)
    } else {
        Ok(true)
    }
}

/// A name as it is kept: without space around it and without control characters. `None` for one that is
/// empty or longer than [`LONGEST_NAME`].
pub fn name_of(text: &str) -> Option<String> {
    let name: String = text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    (!name.is_empty() && name.chars().count() <= LONGEST_NAME).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use PersonState::{Active, Disabled, Removed};
    use TenantRole::{Administrator, Member};
    use rstest::rstest;

    fn person(role: TenantRole, state: PersonState) -> Person {
        Person {
            user: UserId(1),
            name: "佐藤".into(),
            address: MailAddress::parse("sato@hinode.example").unwrap(),
            role,
            locale: Locale::Ja,
            state,
            last_signed_in_at: None,
            has_second_factor: false,
        }
    }

    #[rstest]
    #[case(PersonChange::Role(Member))]
    #[case(PersonChange::Disable)]
    #[case(PersonChange::Remove)]
    fn the_last_administrator_stays(#[case] change: PersonChange) {
        let last = person(Administrator, Active);
        let useless = [person(Member, Active), person(Administrator, Disabled), person(Administrator, Removed)];
        assert_eq!(decide(&last, change, &useless), Err(PersonRefusal::LastAdministrator));
        assert_eq!(decide(&last, change, &[person(Administrator, Active)]), Ok(true));
        assert!(decide(&person(Member, Active), change, &useless).is_ok());
    }

    #[test]
    fn what_is_so_already_changes_nothing() {
        assert_eq!(decide(&person(Administrator, Active), PersonChange::Role(Administrator), &[]), Ok(false));
        assert_eq!(decide(&person(Member, Disabled), PersonChange::Disable, &[]), Ok(false));
        assert_eq!(decide(&person(Member, Removed), PersonChange::Remove, &[]), Ok(false));
    }

    #[test]
    fn whoever_left_does_not_come_back_by_a_switch() {
        assert_eq!(decide(&person(Member, Removed), PersonChange::Enable, &[]), Err(PersonRefusal::HasLeft));
        assert_eq!(decide(&person(Member, Disabled), PersonChange::Enable, &[]), Ok(true));
    }

    #[test]
    fn a_name_is_one_line_of_some_length() {
        assert_eq!(name_of(" 佐藤\r\n由美 ").as_deref(), Some("佐藤  由美"));
        assert_eq!(name_of("  "), None);
        assert_eq!(name_of(&"x".repeat(81)), None);
    }
}
