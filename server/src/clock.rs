//! The machine's clock: the one place that reads it.

use chrono::{DateTime, Utc};
use domain::clock::Clock;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Measured from: when somebody first asked.
static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Tells the machine's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock's home")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn elapsed(&self) -> Duration {
        BEGUN.elapsed()
    }
}
