//! How often the API may be asked, by token and by network address, on all nodes together. A node takes a
//! twentieth of a limit at once from the window in the database and gives it out from memory, so that
//! most requests write nothing; and it remembers when a window is used up. The headers are those of
//! draft-ietf-httpapi-ratelimit-headers-10.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use store::{Store, StoreError};

/// How long a window is, in seconds.
pub const WINDOW: i64 = 60;
/// The part of a limit that a node takes at once.
const SHARE: u32 = 20;
/// So many windows are remembered before those that are over are forgotten.
const REMEMBERED: usize = 4096;

/// Which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Policy {
    /// Of a token.
    Token,
    /// Of a network address.
    Address,
}

impl Policy {
    /// Its name in the headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Address => "address",
        }
    }
}

/// How far a limit is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Which limit.
    pub policy: Policy,
    /// How many requests a window has.
    pub limit: u32,
    /// How many are left, as far as this node knows.
    pub left: u32,
    /// Seconds until the next window.
    pub seconds: i64,
    /// Whether this request is within the limit.
    pub is_within: bool,
}

/// What a node has taken of a window.
#[derive(Debug, Clone, Copy)]
struct Lease {
    window: i64,
    /// Taken and not given out.
    in_hand: u32,
    /// Not taken by anyone when this node last looked.
    beyond: u32,
}

/// The limits, and what this node has in hand.
pub struct Limits {
    per_token: u32,
    per_address: u32,
    leases: Mutex<HashMap<(Policy, String), Lease>>,
}

impl Limits {
    /// So many requests a minute.
    pub fn new(per_token: u32, per_address: u32) -> Self {
        Self { per_token, per_address, leases: Mutex::default() }
    }

    /// Counts a request. `whose` is a token's number or what stands for an address.
    ///
    /// # Errors
    /// When the store fails; then the request is not counted.
    pub async fn count(
        &self,
        store: &Store,
        policy: Policy,
        whose: &str,
        now: DateTime<Utc>,
    ) -> Result<Usage, StoreError> {
        let limit = match policy {
            Policy::Token => self.per_token,
            Policy::Address => self.per_address,
        };
        let window = now.timestamp().div_euclid(WINDOW) * WINDOW;
        let key = (policy, whose.to_owned());
        let usage =
            |left, is_within| Usage { policy, limit, left, seconds: window + WINDOW - now.timestamp(), is_within };
        if let Some(left) = self.give_out(&key, window) {
            return Ok(left.map_or(usage(0, false), |left| usage(left, true)));
        }
        let wanted = (limit / SHARE).max(1);
        let started_at = DateTime::from_timestamp(window, 0).unwrap_or(now);
        let before = store.take_of_window(&format!("{} {whose}", policy.name()), started_at, wanted).await?;
        let before = u32::try_from(before).unwrap_or(u32::MAX);
        let granted = limit.saturating_sub(before).min(wanted);
        let beyond = limit.saturating_sub(before.saturating_add(granted));
        self.take_in(key.clone(), Lease { window, in_hand: granted, beyond });
        let left = self.give_out(&key, window).flatten();
        Ok(left.map_or(usage(0, false), |left| usage(left, true)))
    }

    /// Gives out one of those in hand and says how many are left; the inner `None` when the window is
    /// known to be used up, the outer when the database has to be asked.
    #[expect(clippy::option_option, reason = "unknown, used up, or so many left")]
    fn give_out(&self, key: &(Policy, String), window: i64) -> Option<Option<u32>> {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let lease = leases.get_mut(key).filter(|lease| lease.window == window)?;
        if lease.in_hand > 0 {
            lease.in_hand -= 1;
            return Some(Some(lease.in_hand + lease.beyond));
        }
        (lease.beyond == 0).then_some(None)
    }

    fn take_in(&self, key: (Policy, String), taken: Lease) {
        let mut leases = self.leases.lock().unwrap_or_else(PoisonError::into_inner);
        if leases.len() >= REMEMBERED {
            leases.retain(|_, lease| lease.window >= taken.window);
        }
        let lease = leases.entry(key).or_insert(Lease { in_hand: 0, ..taken });
        let in_hand = if lease.window == taken.window { lease.in_hand + taken.in_hand } else { taken.in_hand };
        *lease = Lease { in_hand, ..taken };
    }
}

/// The `RateLimit-Policy` and `RateLimit` headers.
pub fn headers(usages: &[Usage]) -> (String, String) {
    let (mut policies, mut standings) = (String::new(), String::new());
    for usage in usages {
        let comma = if policies.is_empty() { "" } else { ", " };
        let name = usage.policy.name();
        let _ = write!(policies, "{comma}\"{name}\";q={};w={WINDOW}", usage.limit);
        let _ = write!(standings, "{comma}\"{name}\";r={};t={}", usage.left, usage.seconds);
    }
    (policies, standings)
}
