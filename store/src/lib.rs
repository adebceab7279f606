//! Everything the portal remembers, and the only crate that knows `SeaORM`. Values of `domain` go in
//! and come out; a row never leaves. Every query for what a tenant or a person may see starts from
//! the viewer, and what does not exist for them is `None`, exactly as if it did not exist at all.
//!
//! The same code runs on `SQLite` (inside the one binary) and on PostgreSQL (several nodes); see
//! [`Store::open`]. Each write is one transaction, guarded by unique constraints rather than by
//! checks beforehand. The current time is a parameter everywhere, kept to the microsecond.

mod accounts;
mod acknowledgements;
mod acknowledging;
mod audiences;
mod audit;
mod bodies;
mod catalogue;
mod connection;
mod deliveries;
mod dispatches;
mod drafts;
mod entity;
mod error;
mod idempotency;
mod identities;
mod invitation_limits;
mod letters;
mod loading;
mod marks;
mod migration;
mod people;
mod private_feeds;
mod publish;
mod rate_windows;
mod reach;
mod roster;
mod row;
mod searching;
mod second_factors;
mod sessions;
mod shelf;
mod subscriptions;
mod tenant_people;
mod tenants;
#[cfg(feature = "testing")]
pub mod testing;
mod throttle;
mod timeline;
mod tokens;

pub use accounts::{Acceptance, NewSession};
pub use acknowledgements::TenantCoverage;
pub use acknowledging::AckOutcome;
pub use connection::{SchemaState, Store};
pub use deliveries::DeliveryRecord;
pub use error::{Result, StoreError};
pub use idempotency::{Claim, StoredAnswer};
pub use identities::{EndedSessions, OnceToken, PendingSignIn, ProviderSession, SignedIn, UnderWay, VouchedSession};
pub use marks::Marks;
pub use people::{NewUser, Place};
pub use private_feeds::FeedReader;
pub use publish::{Published, PublishedFolder, Validity};
pub use reach::Reach;
pub use second_factors::{SecondFactor, SecondStep};
pub use sessions::{SessionRecord, TokenHash};
pub use subscriptions::SubscriptionOwner;
pub use tenant_people::TenantPerson;
pub use tenants::{Replacement, TenantImport, differences};
pub use throttle::{Attempt, Limit};
pub use timeline::{NewEvent, Recording};
pub use tokens::{NewToken, TokenMarks};
