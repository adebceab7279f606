//! Until when a plan holds. It was made on what stood, at a certain time; before it is carried out others may have
//! published or recorded something, and an hour may have come at which it would have been made otherwise.

use crate::error::{Result, StoreError};
use chrono::{DateTime, Utc};

/// While what was planned is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The version of the catalogue it was planned on, read before anything else was.
    pub version: i64,
    /// When it was planned.
    pub from: DateTime<Utc>,
    /// The next instant at which it might be planned otherwise.
    pub until: DateTime<Utc>,
}

impl Validity {
    /// Whether it holds at `now`, where no one else can change what stands any more.
    pub(super) fn check(self, version: i64, now: DateTime<Utc>) -> Result<()> {
        let is_valid = self.version == version && self.from <= now && now < self.until;
        if is_valid { Ok(()) } else { Err(StoreError::Conflict { what: "something newer than the plan" }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_plan_holds_on_the_version_and_for_the_time_it_was_made_for() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let plan = Validity { version: 3, from: at(10), until: at(20) };
        let holds = |version, seconds| plan.check(version, at(seconds)).is_ok();
        assert!(holds(3, 10) && holds(3, 19));
        assert!(!holds(3, 20), "an hour has come");
        assert!(!holds(3, 9), "the clock was set back");
        assert!(!holds(4, 11), "somebody else was first");
    }
}
