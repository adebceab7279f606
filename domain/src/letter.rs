//! Mails to one person about their own account. What such a mail carries, a link that works once, is made when
//! it is sent and kept nowhere but in the mail.

use crate::audience::Tenant;
use crate::locale::Locale;
use crate::mail_address::MailAddress;
use crate::notice::words;

words! {
    /// What a letter is about.
    LetterKind {
        /// Come, and choose a password.
        Invitation = "invitation",
        /// Choose a new password.
        PasswordReset = "password_reset",
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
    /// How often it has been tried before.
    pub attempts: u32,
}
