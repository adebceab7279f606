//! Words that what is not a page needs too: feeds, and the page for what failed. The texts are those of
//! the pages, from the locale files.

use crate::text;
use domain::locale::Locale;

/// A label in a feed's entry, or of the feed itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// What the list is called.
    Notices,
    /// What the list holds, one sentence.
    NoticesDescription,
    /// When a change is planned.
    Planned,
    /// From when terms hold.
    EffectiveOn,
    /// The last day to act.
    ActBy,
    /// Why the lead time could not be kept.
    LeadTimeException,
    /// What is affected.
    Affects,
    /// What changes in the systems underneath.
    Systems,
    /// The cloud whose change causes this one.
    Provider,
    /// What the reader has to do.
    ToDo,
    /// What to use instead.
    Alternatives,
}

impl Label {
    /// The text in a language.
    pub fn get(self, locale: Locale) -> String {
        match self {
            Self::Notices => text!(locale, notices.title),
            Self::NoticesDescription => text!(locale, notices.description),
            Self::Planned => text!(locale, notices.fact.planned),
            Self::EffectiveOn => text!(locale, notices.fact.effective_on),
            Self::ActBy => text!(locale, notices.act_by_day),
            Self::LeadTimeException => text!(locale, notices.fact.lead_time_exception),
            Self::Affects => text!(locale, notices.fact.affects),
            Self::Systems => text!(locale, notices.fact.systems),
            Self::Provider => text!(locale, notices.fact.provider),
            Self::ToDo => text!(locale, notices.to_do),
            Self::Alternatives => text!(locale, notices.alternatives),
        }
    }
}

/// Why a request was answered with the static page for what went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It failed on our side.
    Failed,
    /// It took too long.
    Busy,
    /// Its address and headers were too large.
    TooLarge,
    /// There were too many from one network.
    TooMany,
    /// There are too many at once.
    Crowded,
    /// It came from another site.
    Foreign,
    /// A console's token was not good.
    Launch,
    /// Somebody else vouches for a person who is not let in.
    Account,
    /// A provider did not vouch for anyone.
    Provider,
    /// The browser keeps no cookie in a frame.
    CookieBlocked,
}

impl Trouble {
    /// What happened, in one line.
    pub fn title(self, locale: Locale) -> String {
        match self {
            Self::Failed => text!(locale, problems.failed_title),
            Self::Busy => text!(locale, problems.busy_title),
            Self::TooLarge => text!(locale, problems.large_title),
            Self::TooMany => text!(locale, problems.many_title),
            Self::Crowded => text!(locale, problems.crowded_title),
            Self::Foreign => text!(locale, problems.foreign_title),
            Self::Launch => text!(locale, problems.launch_title),
            Self::Account => text!(locale, problems.account_title),
            Self::Provider => text!(locale, problems.provider_title),
            Self::CookieBlocked => text!(locale, problems.cookie_title),
        }
    }

    /// What became of the request, and what to do.
    pub fn text(self, locale: Locale) -> String {
        match self {
            Self::Failed => text!(locale, problems.undone_text),
            Self::Busy => text!(locale, problems.busy_text),
            Self::TooLarge => text!(locale, problems.large_text),
            Self::TooMany => text!(locale, problems.many_text),
            Self::Crowded => text!(locale, problems.crowded_text),
            Self::Foreign => text!(locale, problems.foreign_text),
            Self::Launch => text!(locale, problems.launch_text),
            Self::Account => text!(locale, problems.account_text),
            Self::Provider => text!(locale, problems.provider_text),
            Self::CookieBlocked => text!(locale, problems.cookie_text),
        }
    }

    /// Where to go on from it: address without language, and its name.
    pub fn ways_on(self, locale: Locale) -> Vec<(&'static str, String)> {
        let sign_in = matches!(self, Self::Launch | Self::Account | Self::Provider)
            .then(|| ("/sign-in", text!(locale, problems.to_sign_in)));
        let ways = [("/", text!(locale, problems.to_home)), ("/notices", text!(locale, problems.to_notices))];
        sign_in.into_iter().chain(ways).collect()
    }
}

/// What leads out of a frame.
pub fn open_in_tab(locale: Locale) -> String {
    text!(locale, problems.open_in_tab)
}

/// What a mail provider is told that ended a subscription for a reader.
pub fn subscription_ended(locale: Locale) -> String {
    text!(locale, subscriptions.ended_plainly)
}
