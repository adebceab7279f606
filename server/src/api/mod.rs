//! `/api/v1`: the same portal for programs (docs/decisions/0019). Each operation is described once, on
//! its handler; [`contract::Contract`] is made from that, and [`gate`] holds every request to it: who
//! asks, with which scope, within which limits, with which parameters. What is left to a handler is to
//! parse into values of `domain`, to ask the store once, and to make a view.

#![expect(clippy::missing_errors_doc, reason = "what can go wrong is in the description of each operation")]

pub mod acknowledgements;
pub mod answer;
pub mod body;
pub mod boundary;
pub mod caller;
pub mod contract;
pub mod cursor;
pub mod deprecation;
pub mod document;
pub mod events;
pub mod gate;
pub mod idempotent;
pub mod limits;
pub mod notices;
pub mod people;
pub mod problem;
pub mod publications;
pub mod read_mark;
pub mod said;
pub mod tenants;
pub mod unread;
pub mod views;
pub mod words;

use crate::settings::ApiSettings;
use crate::state::ServerState;
use axum::routing::{MethodRouter, get, post, put};
use contract::Contract;
use deprecation::Deprecations;
use limits::Limits;

/// What the API keeps between requests.
pub struct Api {
    /// What there is to be asked.
    pub contract: Contract,
    /// How often it may be asked.
    pub limits: Limits,
    /// What will not be there for ever.
    pub deprecations: Deprecations,
}

impl Api {
    /// With these settings.
    pub fn new(settings: &ApiSettings) -> Self {
        Self {
            contract: Contract::new(),
            limits: Limits::new(settings.requests_per_minute, settings.requests_per_minute_per_address),
            deprecations: Deprecations::new(settings.deprecations.clone()),
        }
    }
}

/// What stands under an address of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// The list of notices.
    Notices,
    /// One notice.
    Notice,
    /// Whether this token has read a notice.
    ReadMark,
    /// What became of a notice.
    Events,
    /// How far tenants are with a notice.
    Acknowledgements,
    /// What is unread.
    Unread,
    /// The policies.
    Policies,
    /// One policy.
    Policy,
    /// The disclosures.
    Disclosures,
    /// One disclosure.
    Disclosure,
    /// The tenants.
    Tenants,
    /// One tenant.
    Tenant,
    /// The people of the token's tenant.
    People,
    /// One of them.
    Person,
}

impl Resource {
    /// The methods it takes; a HEAD goes where a GET goes.
    pub const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::ReadMark => &["DELETE", "PUT"],
            Self::Events => &["POST"],
            Self::Tenant => &["GET", "PUT"],
            _ => &["GET"],
        }
    }

    /// What answers there.
    pub fn handler(self) -> MethodRouter<ServerState> {
        match self {
            Self::Notices => get(notices::list_notices),
            Self::Notice => get(notices::get_notice),
            Self::ReadMark => put(read_mark::mark_read).delete(read_mark::mark_unread),
            Self::Events => post(events::record_event),
            Self::Acknowledgements => get(acknowledgements::get_acknowledgements),
            Self::Unread => get(unread::get_unread),
            Self::Policies => get(publications::list_policies),
            Self::Policy => get(publications::get_policy),
            Self::Disclosures => get(publications::list_disclosures),
            Self::Disclosure => get(publications::get_disclosure),
            Self::Tenants => get(tenants::list_tenants),
            Self::Tenant => get(tenants::get_tenant).put(tenants::put_tenant),
            Self::People => get(people::list_people),
            Self::Person => get(people::get_person),
        }
    }
}
