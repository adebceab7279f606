//! The table: every address of the router, every server function and every operation of the API, one line
//! each, with to whom it opens and what it names. **Whoever adds one adds a line here**; the tests fail for
//! one that is missing, and for a line of what is no longer there. What a `{part}` stands for is in `samples`.

use super::line::{Line, Reply, address, function, operation};
use super::rules::Names::{
    ApiToken, Asked, Asset, Disclosure, Enrolled, ForgedLaunch, ForgedUnsubscribing, Invitation, InvitationLink,
    Launch, Letter, Mail, MailAddress, Nothing, Notice, OnesFeed, OnesSession, Person, Policy, Preview, PrivateFeed,
    Provider, ResetLink, Tenant, TenantTable, Unsubscribing, Words,
};
use super::rules::Open;
use Open::{Arriving, Audience, Bells, Everyone, Halfway, Holders, Managers, May, Nobody, Oneself, Revokers, SignedIn};
use domain::permission::Permission::{
    Acknowledge, EnterStaffPages, MakeTokens, ManageOwnPeople, ManageTenants, ReadEveryAudit, ReadLetters,
    ReadOwnAudit, RecordEvents, SeeTenants,
};

/// The addresses, but for what the two tables below have.
pub const ADDRESSES: &[Line] = &[
    address("/", Everyone, Nothing),
    address("/notices", Everyone, Nothing),
    address("/notices/{name}", Audience, Notice),
    address("/notices/{name}/revisions/{number}", Audience, Notice),
    address("/notices/{name}/compare", Audience, Notice),
    address("/notices/{name}/compare/{earlier}/{later}", Audience, Notice),
    address("/notices/{name}/files/{revision}/{file}", Audience, Notice),
    address("/calendar", Everyone, Nothing),
    address("/policies", Everyone, Nothing),
    address("/policies/{name}", Audience, Policy),
    address("/policies/{name}/versions/{number}", Audience, Policy),
    address("/policies/{name}/compare", Audience, Policy),
    address("/policies/{name}/compare/{earlier}/{later}", Audience, Policy),
    address("/policies/{name}/files/{revision}/{file}", Audience, Policy),
    address("/disclosures", Everyone, Nothing),
    address("/disclosures/{name}", Audience, Disclosure),
    address("/disclosures/{name}/versions/{number}", Audience, Disclosure),
    address("/disclosures/{name}/compare", Audience, Disclosure),
    address("/disclosures/{name}/compare/{earlier}/{later}", Audience, Disclosure),
    address("/disclosures/{name}/files/{revision}/{file}", Audience, Disclosure),
    address("/search", Everyone, Words).with("?q={name}"),
    address("/shortcuts", Everyone, Nothing),
    address("/acknowledgements", May(Acknowledge), Nothing),
    address("/subscriptions", SignedIn, Nothing),
    address("/unsubscribe/{subscription}/{tag}", Holders, Unsubscribing),
    address("/unsubscribe/{subscription}/{tag}", Nobody, ForgedUnsubscribing),
    address("/unsubscribe/{subscription}/{tag}", Holders, Unsubscribing).posted("List-Unsubscribe=One-Click"),
    address("/unsubscribe/{subscription}/{tag}", Nobody, ForgedUnsubscribing).posted("List-Unsubscribe=One-Click"),
    address("/sign-in", Everyone, Nothing),
    address("/sign-in/second-step", Halfway, Nothing),
    address("/invitations/{token}", Holders, InvitationLink),
    address("/reset-password", Everyone, Nothing),
    address("/reset-password/{token}", Holders, ResetLink),
    address("/launch", Nobody, ForgedLaunch).posted("token={token}").misses(Reply::Status(403)),
    // On the way to the provider it is noted where from; and what comes back without that is refused.
    address("/auth/oidc/{provider}/start", Holders, Provider).gives(303).noting(&["pending_sign_in"]),
    address("/auth/oidc/{provider}/callback", Holders, Provider).gives(403),
    address("/auth/oidc/{provider}/back-channel-logout", Holders, Provider).posted("logout_token=x").gives(400).idly(),
    address("/account", SignedIn, Nothing),
    address("/account/second-factor", SignedIn, Nothing),
    address("/tokens", May(MakeTokens), Nothing),
    address("/people", May(ManageOwnPeople), Nothing),
    address("/people.csv", May(ManageOwnPeople), Nothing).noting(&["audit_record"]),
    address("/audit", May(ReadOwnAudit), MailAddress).with("?who={name}"),
    address("/audit.csv", May(ReadOwnAudit), MailAddress).with("?who={name}").noting(&["audit_record"]),
    address("/audit.jsonl", May(ReadOwnAudit), Tenant).with("?tenant={name}").noting(&["audit_record"]),
    address("/staff", May(EnterStaffPages), Nothing),
    address("/staff/notices/{name}", May(EnterStaffPages), Notice),
    address("/staff/preview", May(EnterStaffPages), Nothing),
    address("/staff/mailbox", May(EnterStaffPages), Nothing),
    address("/staff/mailbox/{name}", May(EnterStaffPages), Mail),
    address("/staff/mailbox/{name}", May(ReadLetters), Letter),
    address("/staff/tenants", May(SeeTenants), Nothing),
    address("/staff/tenants/{name}", May(SeeTenants), Tenant),
    address("/staff/import-tenants", May(ManageTenants), Nothing),
    address("/staff/audit", May(ReadEveryAudit), Nothing),
    address("/staff/audit.csv", May(ReadEveryAudit), Nothing).noting(&["audit_record"]),
    address("/staff/audit.jsonl", May(ReadEveryAudit), Nothing).noting(&["audit_record"]),
    address("/preview/{token}", Holders, Preview),
    address("/preview/{token}/mail", Holders, Preview),
    address("/preview/{token}/mail/html", Holders, Preview),
    address("/preview/{token}/files/{file}", Holders, Preview),
    address("/embed/summary", Bells, Nothing).closes(Reply::Status(401)),
    address("/embed/events", Bells, Nothing).closes(Reply::Status(401)),
    // Whoever's browser keeps no cookie in a frame is shown the way out of it.
    address("/embed/open", Arriving, Nothing).gives(303).closes(Reply::Status(200)),
    address("/embed/bell.js", Everyone, Nothing),
    address("/embed/frame.js", Everyone, Nothing),
    address("/feeds/notices.rss", Everyone, Nothing),
    address("/feeds/notices.atom", Everyone, Nothing),
    address("/feeds/notices.json", Everyone, Nothing),
    address("/feeds/calendar.ics", Everyone, Nothing),
    // That it was fetched is noted.
    address("/feeds/private/{token}/notices.rss", Holders, PrivateFeed).noting(&["private_feed"]),
    address("/feeds/private/{token}/notices.atom", Holders, PrivateFeed).noting(&["private_feed"]),
    address("/feeds/private/{token}/notices.json", Holders, PrivateFeed).noting(&["private_feed"]),
    address("/feeds/private/{token}/calendar.ics", Holders, PrivateFeed).noting(&["private_feed"]),
    address("/api", Everyone, Nothing).showing("hinode"),
    address("/api/openapi.json", Everyone, Nothing).showing("hinode"),
    address("/portal.css", Everyone, Nothing),
    address("/pkg/{*file}", Holders, Asset),
    address("/favicon.svg", Everyone, Nothing),
    address("/keys.js", Everyone, Nothing),
    address("/healthz", Everyone, Nothing),
    address("/readyz", Everyone, Nothing),
    // With --watch only.
    address("/dev/reload", Nobody, Nothing),
    // Last: a session begins in the place of the one there was.
    address("/launch", Holders, Launch).posted("token={token}").gives(303).misses(Reply::Status(403)),
];

/// Who decides about the people of a tenant.
const MANAGERS: Open = Managers(ManageOwnPeople, None);
/// Who may help them.
const HELPERS: Open = Managers(ManageOwnPeople, Some(ManageTenants));

/// The form for someone who is to come.
const NEWCOMER: &str = "name=x&address={newcomer}&role=member&language=ja&tenant={tenant}";

/// The server functions below `/actions/`. Each form says besides where to go back to. One that names something
/// of a tenant's is sent with that tenant, with the reader's own, and with none.
pub const FUNCTIONS: &[Line] = &[
    function("accept-invitation", Holders, InvitationLink, "token={token}&password=x", "?problem=too_short")
        .misses(Reply::Led("/invitations/"))
        .idly(),
    function("acknowledge-revision", May(Acknowledge), Asked, "kind=notice&name={name}&digest={digest}", "done="),
    function("archive-notice", SignedIn, Notice, "name={name}", "done=archived"),
    function("ask-password-reset", Everyone, MailAddress, "address={name}", "done=sent"),
    function("cancel-invitation", HELPERS, Invitation, "invitation={id}&tenant={tenant}", "done=cancelled"),
    function("change-password", SignedIn, Nothing, "current_password=x&password=x", "problem=current"),
    function("change-person", MANAGERS, Person, "user={id}&change=disable&tenant={tenant}", "done=changed"),
    function("check-tenants", May(ManageTenants), Nothing, "csv=id", "/"),
    function("complete-second-step", Halfway, Nothing, "code=123456", "problem=code")
        .closes(Reply::Led("problem=step-over")),
    function("confirm-second-factor", SignedIn, Nothing, "code=123456", "problem=code"),
    function("disable-second-factor", SignedIn, Nothing, "current_password=x", "problem=current"),
    function("edit-tenant", May(ManageTenants), Tenant, "tenant={tenant}&name={title}&plan=standard", "done=saved"),
    function("end-other-sessions", SignedIn, Nothing, "", "done=ended").idly(),
    function("end-private-feed", Oneself, OnesFeed, "feed={id}", "done=feed-ended"),
    function("end-session", Oneself, OnesSession, "session={name}", "done=ended_one"),
    function("import-tenants", May(ManageTenants), TenantTable, "draft={id}", "/").idly(),
    function("import-tenants", May(ManageTenants), Nothing, "draft=1", "problem=stale").idly(),
    function("invite-person", HELPERS, Tenant, NEWCOMER, "done=invited"),
    function("make-private-feed", SignedIn, Nothing, "name=x", "done=feed-made"),
    function("make-token", May(MakeTokens), Nothing, "name=x&scopes[]=notices:read&days=30", "done=made"),
    function("mark-read", SignedIn, Notice, "kind=notice&name={name}&revision=1", "/"),
    function("mark-read", SignedIn, Disclosure, "kind=disclosure&name={name}&revision=1", "/"),
    function("mark-all-read", SignedIn, Nothing, "", "/"),
    // What is read can be archived.
    function("archive-all-read", SignedIn, Nothing, "", "/"),
    function("mark-unread", SignedIn, Notice, "kind=notice&name={name}", "/"),
    function("pin-notice", SignedIn, Notice, "name={name}", "/"),
    function("propose-second-factor", SignedIn, Nothing, "current_password=x", "problem=current"),
    function("record-event", May(RecordEvents), Notice, "name={name}&verb=start", "done="),
    function("resend-invitation", HELPERS, Invitation, "invitation={id}&tenant={tenant}", "done=resent"),
    function("reset-password", Holders, ResetLink, "token={token}&password=x", "?problem=too_short")
        .misses(Reply::Led("/reset-password/"))
        .idly(),
    function("reset-second-factor", HELPERS, Enrolled, "user={id}&tenant={tenant}", "done=factor_reset"),
    function("review-roles", May(ManageOwnPeople), Nothing, "", "done=reviewed"),
    function("revoke-token", Revokers, ApiToken, "token={id}", "/"),
    function("save-mail-subscription", SignedIn, Nothing, "is_active=true", "/"),
    function("set-language", SignedIn, Nothing, "language=ja", "done=saved"),
    function("set-shortcuts", SignedIn, Nothing, "is_on=false", "/"),
    function("sign-in", Everyone, MailAddress, "address={name}&password=x", "/sign-in?problem="),
    function("unarchive-notice", SignedIn, Notice, "name={name}", "/"),
    function("unpin-notice", SignedIn, Notice, "name={name}", "/"),
    // Last: the session is over then.
    function("sign-out", Everyone, Nothing, "", "done=signed-out"),
];

/// A tenant as it is.
const TENANT: &str =
    r#"{"name":{"ja":"{title}"},"plan":"standard","regions":["tokyo"],"components":["recording-api"]}"#;

/// The operations of the API.
pub const OPERATIONS: &[Line] = &[
    operation("GET", "/api/v1/notices", Nothing, ""),
    operation("GET", "/api/v1/notices/{id}", Notice, ""),
    operation("PUT", "/api/v1/notices/{id}/read-mark", Notice, r#"{"revision":1}"#),
    operation("DELETE", "/api/v1/notices/{id}/read-mark", Notice, ""),
    operation("POST", "/api/v1/notices/{id}/events", Notice, r#"{"verb":"start"}"#),
    operation("GET", "/api/v1/notices/{id}/acknowledgements", Asked, ""),
    operation("GET", "/api/v1/unread", Nothing, ""),
    operation("GET", "/api/v1/policies", Nothing, ""),
    operation("GET", "/api/v1/policies/{slug}", Policy, ""),
    operation("GET", "/api/v1/disclosures", Nothing, ""),
    operation("GET", "/api/v1/disclosures/{slug}", Disclosure, ""),
    operation("GET", "/api/v1/tenants", Nothing, ""),
    operation("GET", "/api/v1/tenants/{id}", Tenant, ""),
    operation("PUT", "/api/v1/tenants/{id}", Tenant, TENANT).misses(Reply::Status(412)),
    operation("GET", "/api/v1/people", Nothing, ""),
    operation("GET", "/api/v1/people/{id}", Person, ""),
];
