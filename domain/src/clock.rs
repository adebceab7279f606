//! The current time as a parameter. The one implementation that reads the machine's clock lives in
//! the server; everything else is handed a [`Clock`] or an instant.

use chrono::{DateTime, Utc};
use std::sync::Mutex;
use std::time::Duration;

/// Tells the current time.
pub trait Clock: Send + Sync {
    /// The current instant in UTC.
    fn now(&self) -> DateTime<Utc>;

    /// The time since some instant in the past, always the same one. Where [`Clock::now`] jumps when the
    /// machine's clock is set, this does not: for measuring, not for telling.
    fn elapsed(&self) -> Duration;
}

/// A clock that stands still until it is moved, for tests.
#[derive(Debug)]
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// A clock that stands at `at`.
    pub const fn at(at: DateTime<Utc>) -> Self {
        Self(Mutex::new(at))
    }

    /// Moves the clock to `at`, backwards too: clocks do jump.
    pub fn set(&self, at: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = at;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Since the epoch.
    fn elapsed(&self) -> Duration {
        (self.now() - DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
    }
}
