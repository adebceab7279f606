//! `[limits]`: how much anybody may ask for.

use super::source::{Origin, SettingsError, Source};
use crate::limits::streams::StreamLimits;
use app::ssr::hashing::Hashing;
use app::ssr::portal::Limits;
use chrono::TimeDelta;
use domain::person::InvitationLimits;
use toml::{Table, Value};

/// `[limits]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// How many requests may come from one network address in a minute, on one node; 0 for any number.
    pub requests_per_minute_per_address: u32,
    /// How often one person's bell may ask in a minute, on one node.
    pub bell_requests_per_minute: u32,
    /// How many streams of events may be open, on one node.
    pub streams: StreamLimits,
    /// How many invitations are mailed.
    pub invitations: InvitationLimits,
    /// How many sign-ins at a provider may be under way from one network address.
    pub sign_ins_under_way_per_address: u32,
    /// How many passwords are hashed at once, on one node; 0 for twice as many as there are cores.
    pub password_hashes: u32,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            requests_per_minute_per_address: 6000,
            bell_requests_per_minute: 60,
            streams: StreamLimits { per_person: 8, per_tenant: 300, in_all: 2000 },
            invitations: InvitationLimits::default(),
            sign_ins_under_way_per_address: 200,
            password_hashes: 0,
        }
    }
}

/// Reads the section.
pub fn read(source: &mut Source) -> Result<LimitSettings, SettingsError> {
    let usual = LimitSettings::default();
    Ok(LimitSettings {
        requests_per_minute_per_address: any(
            source,
            "limits.requests_per_minute_per_address",
            usual.requests_per_minute_per_address,
        )?,
        bell_requests_per_minute: some(source, "limits.bell_requests_per_minute", usual.bell_requests_per_minute)?,
        streams: StreamLimits {
            per_person: some(source, "limits.bell_streams_per_person", usual.streams.per_person)?,
            per_tenant: some(source, "limits.bell_streams_per_tenant", usual.streams.per_tenant)?,
            in_all: some(source, "limits.bell_streams", usual.streams.in_all)?,
        },
        invitations: InvitationLimits {
            per_tenant_a_day: some(
                source,
                "limits.invitations_per_tenant_per_day",
                usual.invitations.per_tenant_a_day,
            )?,
            per_person_an_hour: some(
                source,
                "limits.invitations_per_person_per_hour",
                usual.invitations.per_person_an_hour,
            )?,
            between: minutes(source, "limits.minutes_between_invitations", usual.invitations.between)?,
        },
        sign_ins_under_way_per_address: some(
            source,
            "limits.sign_ins_under_way_per_address",
            usual.sign_ins_under_way_per_address,
        )?,
        password_hashes: any(source, "limits.password_hashes", usual.password_hashes)?,
    })
}

fn any(source: &mut Source, key: &'static str, usual: u32) -> Result<u32, SettingsError> {
    source.parsed(key, &usual.to_string(), "a whole number from 0")
}

fn some(source: &mut Source, key: &'static str, usual: u32) -> Result<u32, SettingsError> {
    const EXPECTED: &str = "a whole number from 1";
    let number: u32 = source.parsed(key, &usual.to_string(), EXPECTED)?;
    if number == 0 { Err(Origin::Default.bad(key, "0", EXPECTED)) } else { Ok(number) }
}

/// At most a day: no longer is remembered.
fn minutes(source: &mut Source, key: &'static str, usual: TimeDelta) -> Result<TimeDelta, SettingsError> {
    const EXPECTED: &str = "a whole number from 0 to 1440";
    let number: u16 = source.parsed(key, &usual.num_minutes().to_string(), EXPECTED)?;
    if number > 1440 {
        return Err(Origin::Default.bad(key, &number.to_string(), EXPECTED));
    }
    Ok(TimeDelta::minutes(number.into()))
}

impl LimitSettings {
    /// Those that the pages' own half keeps.
    pub fn of_portal(&self) -> Limits {
        let hashing = match usize::try_from(self.password_hashes).unwrap_or(usize::MAX) {
            0 => Hashing::default(),
            at_once => Hashing::at_once(at_once),
        };
        Limits { invitations: self.invitations, hashing }
    }

    /// As the file would have it.
    pub fn to_table(&self) -> Table {
        let keys = [
            ("requests_per_minute_per_address", i64::from(self.requests_per_minute_per_address)),
            ("bell_requests_per_minute", self.bell_requests_per_minute.into()),
            ("bell_streams_per_person", self.streams.per_person.into()),
            ("bell_streams_per_tenant", self.streams.per_tenant.into()),
            ("bell_streams", self.streams.in_all.into()),
            ("invitations_per_tenant_per_day", self.invitations.per_tenant_a_day.into()),
            ("invitations_per_person_per_hour", self.invitations.per_person_an_hour.into()),
            ("minutes_between_invitations", self.invitations.between.num_minutes()),
            ("sign_ins_under_way_per_address", self.sign_ins_under_way_per_address.into()),
            ("password_hashes", self.password_hashes.into()),
        ];
        keys.into_iter().map(|(name, number)| (name.to_owned(), Value::Integer(number))).collect()
    }
}
