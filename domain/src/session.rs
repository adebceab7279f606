//! How long a session lasts, and how many of them one person has.

use chrono::{DateTime, TimeDelta, Utc};

/// The rules of an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionRules {
    /// For how long nobody may use it.
    pub unused: TimeDelta,
    /// How long it lasts at most, however much it is used.
    pub longest: TimeDelta,
    /// How many one person has; of more, the one that was unused the longest ends.
    pub most: u64,
}

impl Default for SessionRules {
    fn default() -> Self {
        Self { unused: TimeDelta::days(7), longest: TimeDelta::days(14), most: 20 }
    }
}

impl SessionRules {
    /// When a session ends by itself that began then and was used last at `used_at`.
    pub fn ends_at(&self, started_at: DateTime<Utc>, used_at: DateTime<Utc>) -> DateTime<Utc> {
        (used_at + self.unused).min(started_at + self.longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_goes_on_while_it_is_used_but_not_for_ever() {
        let (rules, start) = (SessionRules::default(), DateTime::UNIX_EPOCH);
        let after = |days| start + TimeDelta::days(days);
        assert_eq!(rules.ends_at(start, start), after(7));
        assert_eq!(rules.ends_at(start, after(6)), after(13));
        assert_eq!(rules.ends_at(start, after(8)), after(14));
        let short = SessionRules { longest: TimeDelta::days(1), ..rules };
        assert_eq!(short.ends_at(start, start), after(1), "the shorter of the two");
    }
}
