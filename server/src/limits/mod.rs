//! What each node limits by itself, in memory: how often one network asks, how often one person's bell does, and
//! how many streams of events are open. Nothing of it is written down, so that a request costs no more for it;
//! with several nodes each lets as many through. What is counted for all nodes together is in the database:
//! tries to sign in, invitations, the API (docs/decisions/0022).

pub mod buckets;
pub mod streams;

use crate::settings::LimitSettings;
use buckets::Buckets;
use domain::clock::Clock;
use std::net::IpAddr;
use std::sync::Arc;
use streams::Streams;

/// The limits of a node.
pub struct Limits {
    /// Requests of one network.
    pub network: Buckets<IpAddr>,
    /// Requests of one person's bell.
    pub bell: Buckets<String>,
    /// Streams of events.
    pub streams: Streams,
    /// How many sign-ins at a provider may be under way from one network; counted in the database.
    pub sign_ins_under_way: u64,
}

impl Limits {
    /// With these settings.
    pub fn new(settings: &LimitSettings, clock: &Arc<dyn Clock>) -> Self {
        Self {
            network: Buckets::per_minute(settings.requests_per_minute_per_address, clock),
            bell: Buckets::per_minute(settings.bell_requests_per_minute, clock),
            streams: Streams::new(settings.streams),
            sign_ins_under_way: settings.sign_ins_under_way_per_address.into(),
        }
    }

    /// Forgets who has not asked lately.
    pub fn forget(&self) {
        self.network.forget();
        self.bell.forget();
    }
}
