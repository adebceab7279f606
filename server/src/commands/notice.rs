//! `kairan notice start|complete|reschedule|cancel|withdraw|incident`: records what became of a notice.
//! A running server shows it and tells the audience within seconds; without one it is told when the next
//! starts. What cannot have happened is refused with the reason, and nothing is changed.

use super::{REFUSED, open_standing_store};
use crate::clock::SystemClock;
use crate::settings::Settings;
use anyhow::{Context, bail};
use app::actions::timeline::record_event::LONGEST_MESSAGE;
use app::ssr::dates;
use chrono::{DateTime, Utc};
use clap::{Subcommand, ValueEnum};
use domain::audience::Tenant;
use domain::clock::Clock;
use domain::event::Recorder;
use domain::id::NoticeId;
use domain::lead_time::TooEarly;
use domain::locale::{Locale, Localized};
use domain::publication::PublicationKey;
use domain::timeline::{Refusal, Shift, Transition, Verb};
use domain::zone::parse_moment;
use std::process::ExitCode;
use store::{NewEvent, Recording};

/// What became of it.
#[derive(Debug, Subcommand)]
pub enum What {
    /// The change has begun
    Start(Arguments),
    /// The change is done
    Complete(Arguments),
    /// The planned time moves
    Reschedule {
        #[command(flatten)]
        arguments: Arguments,
        /// The new start, 2027-03-01T02:00 in Japan's time or with an offset; of changed terms, a day
        #[arg(long, value_name = "TIME")]
        start: Option<String>,
        /// The new end; left out, the change takes as long as before
        #[arg(long, value_name = "TIME")]
        end: Option<String>,
        /// Why the change may start sooner than the lead times of `portal.toml` permit, in Japanese, in at most 1,000 characters; readers see it
        #[arg(long, value_name = "REASON")]
        lead_time_exception: Option<String>,
        /// The same in English
        #[arg(long, value_name = "REASON", requires = "lead_time_exception")]
        lead_time_exception_en: Option<String>,
    },
    /// The change will not take place
    Cancel(Arguments),
    /// The notice is taken back: only its number and title stay
    Withdraw(Arguments),
    /// An incident has come to a stage
    Incident {
        #[command(flatten)]
        arguments: Arguments,
        /// Which one
        #[arg(value_enum)]
        stage: Stage,
    },
}

/// Which notice, and what is said about it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The notice's number, as in SC-2026-0042
    id: String,
    /// What to tell people about it, in Japanese, in at most 1,000 characters
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// The same in English
    #[arg(long, value_name = "TEXT", requires = "message")]
    message_en: Option<String>,
}

/// A stage of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// Something may have happened.
    Suspected,
    /// It has happened.
    Confirmed,
    /// It spreads no further.
    Contained,
    /// It is over.
    Closed,
}

impl What {
    /// The notice, and what is to be recorded of it.
    fn parts(self) -> anyhow::Result<(NoticeId, NewEvent)> {
        let mut exception = None;
        let (arguments, transition) = match self {
            Self::Start(arguments) => (arguments, Transition::to(Verb::Start)),
            Self::Complete(arguments) => (arguments, Transition::to(Verb::Complete)),
            Self::Cancel(arguments) => (arguments, Transition::to(Verb::Cancel)),
            Self::Withdraw(arguments) => (arguments, Transition::to(Verb::Withdraw)),
            Self::Reschedule { arguments, start, end, lead_time_exception, lead_time_exception_en } => {
                let (ja, en) = (lead_time_exception.as_deref(), lead_time_exception_en.as_deref());
                exception = said("--lead-time-exception", "the reason", ja, en)?;
                let shift = Shift { start: moment("--start", start)?, end: moment("--end", end)? };
                (arguments, Transition::reschedule(shift))
            }
            Self::Incident { arguments, stage } => {
                let verb = match stage {
                    Stage::Suspected => Verb::Suspected,
                    Stage::Confirmed => Verb::Confirmed,
                    Stage::Contained => Verb::Contained,
                    Stage::Closed => Verb::Closed,
                };
                (arguments, Transition::to(verb))
            }
        };
        let (ja, en) = (arguments.message.as_deref(), arguments.message_en.as_deref());
        let message = said("--message", "the message", ja, en)?;
        let by = Recorder::CommandLine;
        let new = NewEvent { transition, by, message, lead_time_exception: exception };
        Ok((NoticeId::parse(&arguments.id)?, new))
    }
}

/// Records it and says so.
pub async fn run(settings: &Settings, what: What) -> anyhow::Result<ExitCode> {
    let (id, new) = what.parts()?;
    let store = open_standing_store(settings).await.context("nothing has been published yet")?;
    store.migrate().await.context("cannot bring the database up to date")?;
    let key = PublicationKey::Notice(id.clone());
    match store.record_event(&key, &new, SystemClock.now()).await.context("nothing was recorded")? {
        None => bail!("there is no notice {id}"),
        Some(Recording::Recorded(event)) => {
            let moved = event.moved().map(|moved| format!(" to {}", dates::span(Locale::En, moved.to)));
            println!("{id}: {}{}", event.kind.word(), moved.unwrap_or_default());
            Ok(ExitCode::SUCCESS)
        }
        Some(Recording::Unchanged) => {
            println!("{id}: {} already, nothing was changed", new.transition.verb.event().word());
            Ok(ExitCode::SUCCESS)
        }
        Some(Recording::Refused(refusal)) => {
            eprintln!("kairan: {id}: {}; nothing was changed", reason(refusal));
            Ok(ExitCode::from(REFUSED))
        }
        Some(Recording::TooEarly(early)) => {
            let whom = whom(&early, &store.every_tenant().await.context("cannot read the tenants")?);
            let TooEarly { starts_on, earliest, .. } = early;
            eprintln!(
                "kairan: {id}: {starts_on} is too early{whom}: the lead times permit {earliest} at the earliest; if it \
                 cannot wait, say why with --lead-time-exception; nothing was changed"
            );
            Ok(ExitCode::from(REFUSED))
        }
    }
}

/// For whom it is too early, where it is not for everyone.
fn whom(early: &TooEarly, tenants: &[Tenant]) -> String {
    let names = early.tenants.iter().map(|id| {
        let known = tenants.iter().find(|tenant| tenant.id == *id);
        known.map_or_else(|| id.to_string(), |tenant| format!("{id} ({})", tenant.name.ja))
    });
    let names: Vec<_> = names.collect();
    if names.is_empty() { String::new() } else { format!(" for {}", names.join(", ")) }
}

/// What was given for an option in both languages, by the rule of the form.
fn said(option: &str, what: &str, ja: Option<&str>, en: Option<&str>) -> anyhow::Result<Option<Localized<String>>> {
    let ja = ja.map(|ja| given(option, what, ja)).transpose()?;
    let en = en.map(|en| given(&format!("{option}-en"), what, en)).transpose()?;
    Ok(ja.map(|ja| Localized { ja, en }))
}

fn given(option: &str, what: &str, text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    if text.is_empty() {
        bail!("{option}: {what} is empty");
    }
    if text.chars().count() > LONGEST_MESSAGE {
        bail!("{option}: {what} has more than {LONGEST_MESSAGE} characters");
    }
    Ok(text.to_owned())
}

fn moment(option: &str, text: Option<String>) -> anyhow::Result<Option<DateTime<Utc>>> {
    let Some(text) = text else { return Ok(None) };
    let at = parse_moment(&text);
    at.map(Some).with_context(|| {
        format!("{option}: {text:?} is no time; write 2027-03-01T02:00, 2027-03-01T02:00:00+09:00 or 2027-03-01")
    })
}

fn reason(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotANotice => "it is not a notice",
        Refusal::NotPublished => "it has not appeared yet; change its file instead",
        Refusal::NotAServiceChange => "it is not a service change, and only those start and are completed",
        Refusal::NotAnIncident => "it is not an incident",
        Refusal::IncidentIsNotPlanned => "it is an incident, and those have no planned time to move or cancel",
        Refusal::Withdrawn => "it was withdrawn",
        Refusal::Cancelled => "it was cancelled",
        Refusal::AlreadyCompleted => "it is completed already",
        Refusal::NotStarted => "it has not been started",
        Refusal::GoesBack => "it has come to a later stage already",
        Refusal::ItemsOpen => {
            "its final report is due, and items of it are still under investigation; publish a revision that answers them"
        }
        Refusal::NotPlanned => "it has no planned time that could move",
        Refusal::NothingToMove => "no new time was given; use --start, --end or both",
        Refusal::StartInPast => "the new start has passed",
        Refusal::StartHasPassed => "it has started, so only its end can move; use --end alone",
        Refusal::EndInPast => "the new end has passed",
        Refusal::EndBeforeStart => "the end is not after the start",
        Refusal::TermsTakeADay => "terms take effect on a day, without an end; use --start 2027-04-01 alone",
        Refusal::TermsMoveLaterOnly => "the day on which terms take effect only moves later",
        Refusal::InEffect => "the terms have taken effect already",
    }
}
