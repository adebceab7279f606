//! Why something cannot be published as it is.

use crate::notice::NoticeKind;
use crate::timeline;
use crate::zone::jst;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

/// Why a publication cannot be published as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The text changed, but no line under `revisions` says so.
    #[error("the text of revision {number} was changed after it was published")]
    SilentEdit {
        /// The revision's number.
        number: u32,
    },
    /// A line under `revisions` was taken away.
    #[error("revision {published} was published, but the file ends with revision {given}")]
    RevisionRemoved {
        /// The last published revision.
        published: u32,
        /// The last one the files have.
        given: u32,
    },
    /// Changed terms would be published, or amended, when they hold already (民法548条の4).
    #[error("the terms hold from {effective_on}, and that day has come")]
    TermsTooLate {
        /// From when they hold.
        effective_on: NaiveDate,
        /// Whether they are to a customer's disadvantage.
        is_adverse: bool,
    },
    /// The day from which changed terms hold was moved forward.
    #[error("the terms were published as holding from {standing}; {given} is earlier")]
    EffectiveDateEarlier {
        /// The day that was published.
        standing: NaiveDate,
        /// The day the files have.
        given: NaiveDate,
    },
    /// The time of publication was changed of what readers can see already: it would vanish, or would
    /// have been published at another time than it was.
    #[error("it was published at {}, and that cannot change any more", in_japan(*standing))]
    PublishAtMoved {
        /// When it was published.
        standing: DateTime<Utc>,
    },
    /// What was announced as one kind of notice became another.
    #[error("it was published as {}, and cannot become {}", standing.word(), given.word())]
    KindChanged {
        /// The kind that was published.
        standing: NoticeKind,
        /// The kind the files have.
        given: NoticeKind,
    },
    /// The planned time that was announced is left out.
    #[error("it was announced for a time, and the files have none any more")]
    DateDropped,
    /// The planned time moves in a way that staff could not move it either.
    #[error("the planned time cannot move like this: {}", sentence(*reason))]
    CannotMove {
        /// Why.
        reason: timeline::Refusal,
    },
}

/// A moment as authors write it.
fn in_japan(at: DateTime<Utc>) -> String {
    at.with_timezone(&jst()).to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

const fn sentence(reason: timeline::Refusal) -> &'static str {
    match reason {
        timeline::Refusal::StartHasPassed => "it has begun, so only its end can move",
        timeline::Refusal::StartInPast => "the new start has passed",
        timeline::Refusal::EndInPast => "the new end has passed",
        timeline::Refusal::AlreadyCompleted => "the change is done",
        timeline::Refusal::Cancelled => "the change was cancelled",
        timeline::Refusal::Withdrawn => "the notice was withdrawn",
        other => other.word(),
    }
}
