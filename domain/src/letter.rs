//! Mails to one person about their own account: links that work once, made when the mail is sent and kept
//! nowhere but in it, and word of what changed, so that somebody whose account another uses learns of it.

use crate::audience::Tenant;
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::notice::words;
use chrono::{DateTime, Utc};

words! {
    /// What a letter is about.
    LetterKind {
        /// Come, and choose a password.
        Invitation = "invitation",
        /// Choose a new password.
        PasswordReset = "password_reset",
        /// The password was changed, by its owner or by a link.
        PasswordChanged = "password_changed",
        /// A second factor was set up, and recovery codes with it.
        SecondFactorEnrolled = "second_factor_enrolled",
        /// The second factor was switched off.
        SecondFactorDisabled = "second_factor_disabled",
        /// An administrator took the second factor away.
        SecondFactorReset = "second_factor_reset",
        /// A recovery code was used up.
        RecoveryCodeUsed = "recovery_code_used",
        /// Other sessions were ended.
        SessionsEnded = "sessions_ended",
        /// A feed with a secret address was made.
        PrivateFeedMade = "private_feed_made",
    }
}

impl LetterKind {
    /// Whether its mail carries a link that works once. Word of a change carries none.
    pub const fn has_link(self) -> bool {
        matches!(self, Self::Invitation | Self::PasswordReset)
    }
}

/// A letter claimed by a worker, with all it needs to write it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedLetter {
    /// The database's number; with the portal's name it makes the `Message-ID`.
    pub id: i64,
    /// What it is about.
    pub kind: LetterKind,
    /// To whom.
    pub name: String,
    /// Where to.
    pub address: MailAddress,
    /// In which language.
    pub locale: Locale,
    /// The organisation, of somebody of a tenant.
    pub tenant: Option<Tenant>,
    /// When its reason came about.
    pub happened_at: DateTime<Utc>,
    /// How often it has been tried before.
    pub attempts: u32,
}
