//! Token buckets, one for each key (GCRA, by the crate `governor`). A full bucket lets a minute's requests through
//! at once, and fills again evenly. A bucket that is full again need not be remembered, so that memory is bounded
//! by what was asked within the last seconds, from however many networks.

use domain::clock::Clock;
use governor::clock::Clock as Ticker;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// The portal's clock, for measuring.
struct Ticks(Arc<dyn Clock>);

impl Ticker for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// The buckets; none where nothing is limited.
pub struct Buckets<K: Hash + Eq + Clone>(Option<RateLimiter<K, DashMapStateStore<K>, Ticks, NoOpMiddleware<Duration>>>);

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// So many requests a minute for each key; 0 for any number.
    pub fn per_minute(most: u32, clock: &Arc<dyn Clock>) -> Self {
        let quota = NonZeroU32::new(most).map(Quota::per_minute);
        Self(quota.map(|quota| RateLimiter::dashmap_with_clock(quota, Ticks(Arc::clone(clock)))))
    }

    /// Takes one request of a key.
    ///
    /// # Errors
    /// After how many seconds there is one again, where there is none.
    pub fn take(&self, key: &K) -> Result<(), u64> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        limiter.check_key(key).map_err(|until| {
            let wait = until.wait_time_from(limiter.clock().now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
        })
    }

    /// Forgets the buckets that are full again.
    pub fn forget(&self) {
        if let Some(limiter) = &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// How many are remembered.
    pub fn remembered(&self) -> usize {
        self.0.as_ref().map_or(0, RateLimiter::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};
    use domain::clock::FixedClock;

    fn buckets(most: u32) -> (Buckets<&'static str>, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock::at(DateTime::UNIX_EPOCH + TimeDelta::days(20_000)));
        (Buckets::per_minute(most, &(Arc::clone(&clock) as Arc<dyn Clock>)), clock)
    }

    #[test]
    fn a_bucket_lets_a_minutes_requests_through_and_fills_again() {
        let (buckets, clock) = buckets(60);
        let take = |key, times| (0..times).filter(|_| buckets.take(&key).is_ok()).count();
        assert_eq!(take("a", 100), 60);
        assert_eq!(buckets.take(&"a"), Err(1), "the next comes in a second");
        assert_eq!(take("b", 1), 1, "another has its own");
        clock.set(clock.now() + TimeDelta::seconds(10));
        assert_eq!(take("a", 100), 10);
        clock.set(clock.now() + TimeDelta::hours(1));
        assert_eq!(take("a", 100), 60, "it holds no more than a minute's");
    }

    #[test]
    fn a_bucket_that_is_full_again_is_forgotten() {
        let (buckets, clock) = buckets(60);
        (0..30).for_each(|_| assert_eq!(buckets.take(&"a"), Ok(())));
        assert_eq!(buckets.take(&"b"), Ok(()));
        clock.set(clock.now() + TimeDelta::seconds(5));
        buckets.forget();
        assert_eq!(buckets.remembered(), 1, "the one that is not");
        clock.set(clock.now() + TimeDelta::seconds(26));
        buckets.forget();
        assert_eq!(buckets.remembered(), 0);
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let (buckets, _) = buckets(0);
        (0..10_000).for_each(|_| assert_eq!(buckets.take(&"a"), Ok(())));
        assert_eq!(buckets.remembered(), 0);
    }
}
