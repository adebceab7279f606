//! The machine's clock: the one place that reads it.

use chrono::{DateTime, Utc};
use domain::clock::Clock;

/// Tells the machine's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's home")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
