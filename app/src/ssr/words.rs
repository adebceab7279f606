//! The domain's closed lists in people's words. Every text comes from the locale files, whose keys
//! are checked when the app is compiled.

use domain::acknowledgement::RequiredOf;
use domain::audit::AuditAction;
use domain::delivery::DeliveryState;
use domain::event::EventKind;
use domain::incident::IncidentItem;
use domain::locale::Locale;
use domain::notice::{Category, Impact, NoticeKind, NoticeState};
use domain::password::PasswordProblem;
use domain::person::PersonState;
use domain::publication::PublicationKind;
use domain::register::{EntryStatus, RegisterKind};
use domain::revision::RevisionClass;
use domain::subscription::Topic;
use domain::timeline::{Refusal, Verb};
use domain::token::Scope;
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
    /// An item of an incident's report.
    incident_item(IncidentItem) {
        Overview => kinds.incident.overview,
        DataItems => kinds.incident.data_items,
        Persons => kinds.incident.persons,
        Cause => kinds.incident.cause,
        SecondaryDamage => kinds.incident.secondary_damage,
        Response => kinds.incident.response,
        Publicity => kinds.incident.publicity,
        Prevention => kinds.incident.prevention,
        Other => kinds.incident.other,
    }
);
worded!(
    /// Where a notice stands.
    state(NoticeState) {
        Upcoming => words.state.upcoming,
        Unreported => words.state.unreported,
        Running => words.state.running,
        Completed => words.state.completed,
        Cancelled => words.state.cancelled,
        Withdrawn => words.state.withdrawn,
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
        Suspected => words.event.suspected,
        Confirmed => words.event.confirmed,
        Contained => words.event.contained,
        Closed => words.event.closed,
    }
);
worded!(
    /// What staff can record.
    verb(Verb) {
        Start => timeline.form.start,
        Complete => timeline.form.complete,
        Suspected => timeline.form.suspected,
        Confirmed => timeline.form.confirmed,
        Contained => timeline.form.contained,
        Closed => timeline.form.closed,
        Reschedule => timeline.form.reschedule,
        Cancel => timeline.form.cancel,
        Withdraw => timeline.form.withdraw,
    }
);
worded!(
    /// Why something cannot be recorded.
    refusal(Refusal) {
        NotANotice => timeline.refusal.not_a_notice,
        NotPublished => timeline.refusal.not_published,
        NotAServiceChange => timeline.refusal.not_a_service_change,
        NotAnIncident => timeline.refusal.not_an_incident,
        IncidentIsNotPlanned => timeline.refusal.incident_is_not_planned,
        Withdrawn => timeline.refusal.withdrawn,
        Cancelled => timeline.refusal.cancelled,
        AlreadyCompleted => timeline.refusal.already_completed,
        NotStarted => timeline.refusal.not_started,
        GoesBack => timeline.refusal.goes_back,
        NotPlanned => timeline.refusal.not_planned,
        NothingToMove => timeline.refusal.nothing_to_move,
        StartInPast => timeline.refusal.start_in_past,
        StartHasPassed => timeline.refusal.start_has_passed,
        EndInPast => timeline.refusal.end_in_past,
        EndBeforeStart => timeline.refusal.end_before_start,
        TermsTakeADay => timeline.refusal.terms_take_a_day,
        TermsMoveLaterOnly => timeline.refusal.terms_move_later_only,
        ItemsOpen => timeline.refusal.items_open,
        InEffect => timeline.refusal.in_effect,
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

worded!(
    /// What was done, in the audit trail.
    audit_action(AuditAction) {
        SignedIn => audit.action.signed_in,
        SignedOut => audit.action.signed_out,
        SignInFailed => audit.action.sign_in_failed,
        SignInRefused => audit.action.sign_in_refused,
        SessionsEnded => audit.action.sessions_ended,
        PersonInvited => audit.action.person_invited,
        InvitationResent => audit.action.invitation_resent,
        InvitationRefused => audit.action.invitation_refused,
        InvitationCancelled => audit.action.invitation_cancelled,
        InvitationAccepted => audit.action.invitation_accepted,
        RoleChanged => audit.action.role_changed,
        PersonDisabled => audit.action.person_disabled,
        PersonEnabled => audit.action.person_enabled,
        PersonRemoved => audit.action.person_removed,
        RolesReviewed => audit.action.roles_reviewed,
        PeopleExported => audit.action.people_exported,
        PasswordResetAsked => audit.action.password_reset_asked,
        PasswordReset => audit.action.password_reset,
        PasswordChanged => audit.action.password_changed,
        SecondFactorEnrolled => audit.action.second_factor_enrolled,
        SecondFactorDisabled => audit.action.second_factor_disabled,
        SecondFactorReset => audit.action.second_factor_reset,
        RecoveryCodeUsed => audit.action.recovery_code_used,
        TenantAdded => audit.action.tenant_added,
        TenantChanged => audit.action.tenant_changed,
        TenantsImported => audit.action.tenants_imported,
        EventRecorded => audit.action.event_recorded,
        TokenMade => audit.action.token_made,
        TokenRevoked => audit.action.token_revoked,
        PrivateFeedMade => audit.action.private_feed_made,
        PrivateFeedEnded => audit.action.private_feed_ended,
        AuditExported => audit.action.audit_exported,
    }
);

worded!(
    /// How someone stands in their organisation.
    person_state(PersonState) {
        Invited => people.state.invited,
        Active => people.state.active,
        Disabled => people.state.disabled,
        Removed => people.state.removed,
    }
);

worded!(
    /// Why a password is not taken.
    password_problem(PasswordProblem) {
        TooShort => account.problem.too_short,
        TooLong => account.problem.too_long,
        AboutYou => account.problem.about_you,
        Common => account.problem.common,
        Pattern => account.problem.pattern,
        Guessable => account.problem.guessable,
    }
);

worded!(
    /// What a token may do.
    scope(Scope) {
        NoticesRead => tokens.scope.notices_read,
        NoticesWrite => tokens.scope.notices_write,
        PublicationsRead => tokens.scope.publications_read,
        PeopleRead => tokens.scope.people_read,
        TimelineWrite => tokens.scope.timeline_write,
        TenantsRead => tokens.scope.tenants_read,
        TenantsWrite => tokens.scope.tenants_write,
    }
);

/// Defines functions from the names of the API to texts; a name without one has none.
macro_rules! named {
    ($(#[$doc:meta])* $function:ident { $($name:literal => $($key:ident).+),+ $(,)? }) => {
        $(#[$doc])*
        pub fn $function(locale: Locale, name: &str) -> Option<String> {
            Some(match name {
                $($name => $crate::text!(locale, $($key).+),)+
                _ => return None,
            })
        }
    };
}

named!(
    /// The name of an operation.
    operation {
        "list_notices" => api.operation.list_notices,
        "get_notice" => api.operation.get_notice,
        "mark_read" => api.operation.mark_read,
        "mark_unread" => api.operation.mark_unread,
        "record_event" => api.operation.record_event,
        "get_acknowledgements" => api.operation.get_acknowledgements,
        "get_unread" => api.operation.get_unread,
        "list_policies" => api.operation.list_policies,
        "get_policy" => api.operation.get_policy,
        "list_disclosures" => api.operation.list_disclosures,
        "get_disclosure" => api.operation.get_disclosure,
        "list_people" => api.operation.list_people,
        "get_person" => api.operation.get_person,
        "list_tenants" => api.operation.list_tenants,
        "get_tenant" => api.operation.get_tenant,
        "put_tenant" => api.operation.put_tenant,
    }
);

named!(
    /// What an operation does.
    operation_text {
        "list_notices" => api.operation_text.list_notices,
        "get_notice" => api.operation_text.get_notice,
        "mark_read" => api.operation_text.mark_read,
        "mark_unread" => api.operation_text.mark_unread,
        "record_event" => api.operation_text.record_event,
        "get_acknowledgements" => api.operation_text.get_acknowledgements,
        "get_unread" => api.operation_text.get_unread,
        "list_policies" => api.operation_text.list_policies,
        "get_policy" => api.operation_text.get_policy,
        "list_disclosures" => api.operation_text.list_disclosures,
        "get_disclosure" => api.operation_text.get_disclosure,
        "list_people" => api.operation_text.list_people,
        "get_person" => api.operation_text.get_person,
        "list_tenants" => api.operation_text.list_tenants,
        "get_tenant" => api.operation_text.get_tenant,
        "put_tenant" => api.operation_text.put_tenant,
    }
);

named!(
    /// What a parameter is.
    api_parameter {
        "id" => api.parameter.id,
        "slug" => api.parameter.slug,
        "kind" => api.parameter.kind,
        "category" => api.parameter.category,
        "impact" => api.parameter.impact,
        "component" => api.parameter.component,
        "state" => api.parameter.state,
        "order" => api.parameter.order,
        "unread" => api.parameter.unread,
        "needs_action" => api.parameter.needs_action,
        "limit" => api.parameter.limit,
        "cursor" => api.parameter.cursor,
        "If-None-Match" => api.parameter.if_none_match,
        "If-Match" => api.parameter.if_match,
        "Idempotency-Key" => api.parameter.idempotency_key,
    }
);

named!(
    /// When a problem occurs, and what to do.
    problem {
        "invalid-request" => api.problem.invalid_request,
        "unauthenticated" => api.problem.unauthenticated,
        "insufficient-scope" => api.problem.insufficient_scope,
        "not-found" => api.problem.not_found,
        "method-not-allowed" => api.problem.method_not_allowed,
        "in-flight" => api.problem.in_flight,
        "refused" => api.problem.refused,
        "precondition-failed" => api.problem.precondition_failed,
        "too-large" => api.problem.too_large,
        "unsupported-media-type" => api.problem.unsupported_media_type,
        "invalid-body" => api.problem.invalid_body,
        "key-reused" => api.problem.key_reused,
        "precondition-required" => api.problem.precondition_required,
        "rate-limited" => api.problem.rate_limited,
        "failed" => api.problem.failed,
        "unavailable" => api.problem.unavailable,
    }
);

/// The problems of the API, in the order they are explained.
pub const PROBLEMS: [&str; 16] = [
    "invalid-request",
    "unauthenticated",
    "insufficient-scope",
    "not-found",
    "method-not-allowed",
    "in-flight",
    "refused",
    "precondition-failed",
    "too-large",
    "unsupported-media-type",
    "invalid-body",
    "key-reused",
    "precondition-required",
    "rate-limited",
    "failed",
    "unavailable",
];
