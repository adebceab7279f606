//! What follows from a line of the table for one reader and one thing. No cell is written down anywhere: who may
//! do what is `domain::permission::may`, who sees what is an audience.

use super::readers::{Reader, Way};
use domain::id::TenantId;
use domain::permission::{Permission, may};
use domain::token::Scope;
use domain::viewer::Viewer;
use store::testing::only;

/// Whose something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// For everyone, or nothing is named at all.
    Everyone,
    /// One tenant's.
    Tenant(&'static str),
    /// The provider's.
    Provider,
    /// The reader's own.
    Reader,
    /// It never was.
    Nobody,
}

impl Owner {
    /// Whether it exists for a viewer.
    pub fn is_seen_by(self, viewer: &Viewer) -> bool {
        match self {
            Self::Everyone => true,
            Self::Tenant(tenant) => viewer.can_see(&only(&[tenant])),
            Self::Provider => viewer.staff().is_some(),
            Self::Reader => viewer.user().is_some(),
            Self::Nobody => false,
        }
    }

    /// What it is to a viewer, for who reads of a cell that is wrong.
    pub fn to(self, viewer: &Viewer) -> &'static str {
        match self {
            Self::Nobody => "nonexistent",
            Self::Everyone => "everyone's",
            owner if owner.is_seen_by(viewer) => "own",
            _ => "foreign",
        }
    }
}

/// What an address or a form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    Nothing,
    /// Words to search for.
    Words,
    /// The mail address of a person, who may sign in or not.
    MailAddress,
    Notice,
    /// A notice that asks to be acknowledged.
    Asked,
    Policy,
    Disclosure,
    /// A draft, by the token of its preview.
    Preview,
    InvitationLink,
    ResetLink,
    Unsubscribing,
    /// The end of one subscription with the tag of another.
    ForgedUnsubscribing,
    Tenant,
    Person,
    /// A person with a second factor.
    Enrolled,
    Invitation,
    ApiToken,
    /// The secret of a private feed.
    PrivateFeed,
    /// A private feed, by its number.
    OnesFeed,
    /// A session, by its name among those of its person.
    OnesSession,
    /// A table of tenants between dry run and import.
    TenantTable,
    /// A mail in the folder of mails.
    Mail,
    /// One by which somebody signs in.
    Letter,
    /// A file of the site folder.
    Asset,
    /// An `OpenID` provider.
    Provider,
    Launch,
    /// A token of one console for a tenant of another.
    ForgedLaunch,
}

/// To whom a line opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    Everyone,
    /// To whoever names what is there: the name is the secret, or there is none to keep.
    Holders,
    /// To those for whom what it names exists.
    Audience,
    /// To whoever is signed in and for whom that exists.
    SignedIn,
    /// To whoever is signed in, for whom that exists, and who may do that.
    May(Permission),
    /// To those who manage the tenant it names: its own people who may do the first, staff who may do the
    /// second.
    Managers(Permission, Option<Permission>),
    /// To those who may revoke the token it names.
    Revokers,
    /// To the person whose it is.
    Oneself,
    /// To whoever is between password and code.
    Halfway,
    /// To these, and to whoever is signed in.
    Arriving,
    /// To whoever has a token of the API that may do what the operation asks for.
    Programs(Scope),
    /// To whoever has a console's token for the bell.
    Bells,
    Nobody,
}

/// What a line answers a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// What it is there for.
    Given,
    /// That they have to say who they are.
    Closed,
    /// That there is nothing of the kind.
    Missing,
    /// That their token may not.
    Forbidden,
}

impl Open {
    /// As whom a reader comes here: a session is none to the API, and a token is none to a page.
    pub fn viewer<'a>(self, reader: &'a Reader<'_>) -> &'a Viewer {
        let way = match self {
            Self::Programs(_) => Way::Program,
            Self::Bells => Way::Bell,
            _ => Way::Session,
        };
        if reader.way == way { &reader.viewer } else { &Viewer::Anonymous }
    }

    /// What it answers a reader who names something of an owner's and, in a form, a tenant.
    pub fn answer(self, reader: &Reader<'_>, owner: Owner, tenant: Option<&str>) -> Answer {
        let viewer = self.viewer(reader);
        let given = |is_given: bool| if is_given { Answer::Given } else { Answer::Missing };
        let exists = owner.is_seen_by(viewer);
        match self {
            Self::Everyone => Answer::Given,
            Self::Holders => given(owner != Owner::Nobody),
            Self::Nobody => Answer::Missing,
            Self::Audience => given(exists),
            Self::Halfway | Self::Arriving if reader.way == Way::Halfway => Answer::Given,
            Self::Halfway => Answer::Closed,
            Self::Bells | Self::Programs(_) if viewer.user().is_none() => Answer::Closed,
            Self::Programs(scope) if !scope.is_open_to(viewer) => Answer::Forbidden,
            _ if viewer.user().is_none() => Answer::Closed,
            Self::Bells | Self::Programs(_) | Self::SignedIn | Self::Arriving => given(exists),
            Self::Oneself => given(owner == Owner::Reader),
            Self::May(permission) => given(exists && may(viewer, permission)),
            Self::Managers(own, of_staff) => {
                let is_own = viewer.tenant().map(TenantId::as_str) == tenant && may(viewer, own);
                let is_managed = is_own || of_staff.is_some_and(|permission| may(viewer, permission));
                given(is_managed && matches!(owner, Owner::Tenant(of) if Some(of) == tenant))
            }
            Self::Revokers => {
                let is_theirs = match owner {
                    Owner::Provider => may(viewer, Permission::RevokeEveryToken),
                    Owner::Tenant(_) => viewer.member().is_some() && exists,
                    Owner::Reader => true,
                    Owner::Everyone | Owner::Nobody => false,
                };
                given(is_theirs && may(viewer, Permission::MakeTokens))
            }
        }
    }
}
