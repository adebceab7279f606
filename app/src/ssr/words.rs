//! The domain's closed lists in people's words. Every text comes from the locale files, whose keys
//! are checked when the app is compiled.

use domain::acknowledgement::RequiredOf;
use domain::delivery::DeliveryState;
use domain::event::EventKind;
use domain::locale::Locale;
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use domain::publication::PublicationKind;
use domain::register::{EntryStatus, RegisterKind};
use domain::revision::RevisionClass;
use domain::subscription::Topic;
use domain::viewer::{StaffRole, TenantRole};

/// The locale files' name for a language.
pub const fn language(locale: Locale) -> crate::i18n::Locale {
    match locale {
        Locale::Ja => crate::i18n::Locale::ja,
        Locale::En => crate::i18n::Locale::en,
    }
}

/// A text of the locale files as a `String`: `text!(locale, notices.title)`,
/// `text!(locale, notices.count, count = 3)`.
#[macro_export]
macro_rules! text {
    ($locale:expr, $($key:ident).+ $(, $($arguments:tt)*)?) => {
        ::leptos_i18n::td_string!($crate::ssr::words::language($locale), $($key).+ $(, $($arguments)*)?).to_string()
    };
}

/// Defines a function from a closed list to its texts.
macro_rules! worded {
    ($(#[$doc:meta])* $function:ident($kind:ty) { $($variant:ident => $($key:ident).+),+ $(,)? }) => {
        $(#[$doc])*
        pub fn $function(locale: Locale, value: $kind) -> String {
            match value { $(<$kind>::$variant => $crate::text!(locale, $($key).+)),+ }
        }
    };
}

worded!(
    /// What sort of publication.
    sort(PublicationKind) {
        Notice => search.sort.notice,
        Disclosure => search.sort.disclosure,
        Policy => search.sort.policy,
    }
);
worded!(
    /// What sort of notice.
    kind(NoticeKind) {
        ServiceChange => words.kind.service_change,
        TermsChange => words.kind.terms_change,
        Incident => words.kind.incident,
    }
);
worded!(
    /// What a change is about.
    category(Category) {
        Feature => words.category.feature,
        Specification => words.category.specification,
        Deprecation => words.category.deprecation,
        Removal => words.category.removal,
        Maintenance => words.category.maintenance,
        Security => words.category.security,
        Provider => words.category.provider,
    }
);
worded!(
    /// What the reader has to do.
    impact(Impact) {
        ActionRequired => words.impact.action_required,
        MayRequireAction => words.impact.may_require_action,
        Informational => words.impact.informational,
    }
);
worded!(
    /// Where a notice stands.
    state(NoticeState) {
        Upcoming => words.state.upcoming,
        Running => words.state.running,
        Completed => words.state.completed,
        Undated => words.state.undated,
    }
);
worded!(
    /// How much a revision changed.
    class(RevisionClass) {
        Initial => words.class.initial,
        Editorial => words.class.editorial,
        Clarifying => words.class.clarifying,
        Material => words.class.material,
    }
);
worded!(
    /// What happened.
    event(EventKind) {
        Announced => words.event.announced,
        Revised => words.event.revised,
        Rescheduled => words.event.rescheduled,
        Started => words.event.started,
        Completed => words.event.completed,
        Cancelled => words.event.cancelled,
        Withdrawn => words.event.withdrawn,
    }
);
worded!(
    /// Of whom an acknowledgement is asked.
    required_of(RequiredOf) {
        EveryMember => words.required_of.every_member,
        OneAdministrator => words.required_of.one_administrator,
    }
);
worded!(
    /// What a person may do within their tenant.
    tenant_role(TenantRole) {
        Member => words.role.member,
        Administrator => words.role.administrator,
    }
);
worded!(
    /// What a person of the provider may do.
    staff_role(StaffRole) {
        Author => words.role.author,
        Support => words.role.support,
        Auditor => words.role.auditor,
        Owner => words.role.owner,
    }
);
worded!(
    /// What a register lists.
    register_kind(RegisterKind) {
        SubProcessors => words.register.sub_processors,
        ExternalClouds => words.register.external_clouds,
        Contractors => words.register.contractors,
        ExternalTransmissions => words.register.external_transmissions,
    }
);
worded!(
    /// Whether an entry is in use.
    entry_status(EntryStatus) {
        Announced => words.entry_status.announced,
        InUse => words.entry_status.in_use,
        Ended => words.entry_status.ended,
    }
);
worded!(
    /// How far a delivery is.
    delivery_state(DeliveryState) {
        Pending => words.delivery_state.pending,
        Sent => words.delivery_state.sent,
        Failed => words.delivery_state.failed,
        Skipped => words.delivery_state.skipped,
    }
);
worded!(
    /// A stream of mail.
    topic(Topic) {
        Feature => words.category.feature,
        Specification => words.category.specification,
        Deprecation => words.category.deprecation,
        Removal => words.category.removal,
        Maintenance => words.category.maintenance,
        Security => words.category.security,
        Provider => words.category.provider,
        Terms => words.kind.terms_change,
        Incident => words.kind.incident,
        Transparency => words.topic.transparency,
    }
);

/// A country's name, for the countries the registers know; the code itself for any other.
pub fn country(locale: Locale, code: &str) -> String {
    match code {
        "JP" => crate::text!(locale, words.country.jp),
        "US" => crate::text!(locale, words.country.us),
        "SG" => crate::text!(locale, words.country.sg),
        "KR" => crate::text!(locale, words.country.kr),
        "IE" => crate::text!(locale, words.country.ie),
        "DE" => crate::text!(locale, words.country.de),
        "NL" => crate::text!(locale, words.country.nl),
        "GB" => crate::text!(locale, words.country.gb),
        "AU" => crate::text!(locale, words.country.au),
        "CN" => crate::text!(locale, words.country.cn),
        other => other.to_owned(),
    }
}
