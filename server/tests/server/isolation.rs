//! The isolation matrix: every route and every server function, asked by everyone, for what is theirs,
//! what is another tenant's, and what never existed. A route or function that is missing here fails.

use crate::content::Notice;
use crate::portal::{TestPortal, TestReader, TestResponse, comparable};
use domain::viewer::Viewer;
use http::StatusCode;
use rstest::rstest;
use server::router::ROUTES;
use std::collections::BTreeSet;
use store::testing::Engine;

/// Words that only tenant hinode and staff may ever read.
const SECRET: &str = "日の出だけ";
/// The notice they are the title of.
const FOREIGN: &str = "SC-2026-0002";
/// A notice nobody ever wrote.
const MISSING: &str = "SC-2026-0999";

/// Who asks.
const READERS: [&str; 5] = ["nobody", "ken", "yumi", "sora", "mika"];

/// To whom a route answers with something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// The same for everyone; names no publication.
    ToAll,
    /// To those who may see the publication it names.
    ToAudience,
    /// To whoever is signed in; others are led to sign in.
    ToSignedIn,
    /// To a tenant's people only.
    ToMembers,
    /// To a tenant's administrators only, and to each their own.
    ToAdministrators,
    /// To whoever is signed in, if it were there.
    ToSignedInAndMissing,
    /// To whoever is between password and code: nobody here. Others begin anew.
    ToWhoIsHalfway,
    /// To staff only.
    ToStaff,
    /// To staff, if it were there: a mail that was never sent. Nobody else learns that much.
    ToStaffAndMissing,
    /// Names a publication of a kind that the samples do not have: never there.
    ToNobody,
    /// To administrators and staff, who make tokens.
    ToMakersOfTokens,
    /// To whoever has a token of the API.
    ByToken,
    /// To whoever has a token; a session is none.
    ToTokens,
    /// Leads whoever is signed in on.
    ToFrames,
    /// Takes a POST; looked at among the functions.
    ByPost,
}

fn open(path: &str) -> Open {
    match path {
        "/"
        | "/notices"
        | "/calendar"
        | "/shortcuts"
        | "/policies"
        | "/disclosures"
        | "/search"
        | "/sign-in"
        | "/reset-password"
        | "/feeds/notices.rss"
        | "/feeds/notices.atom"
        | "/feeds/notices.json"
        | "/feeds/calendar.ics"
        | "/portal.css"
        | "/api"
        | "/api/openapi.json"
        | "/healthz"
        | "/readyz" => Open::ToAll,
        // Takes a token, and no session: what a token may see is in the matrix of the API.
        path if path.starts_with("/api/v1/") => Open::ByToken,
        "/tokens" => Open::ToMakersOfTokens,
        "/embed/summary" | "/embed/events" => Open::ToTokens,
        "/embed/open" => Open::ToFrames,
        "/notices/{name}"
        | "/notices/{name}/revisions/{number}"
        | "/notices/{name}/compare"
        | "/notices/{name}/compare/{earlier}/{later}"
        | "/notices/{name}/files/{revision}/{file}" => Open::ToAudience,
        "/subscriptions" | "/account" => Open::ToSignedIn,
        "/people" | "/people.csv" | "/audit" | "/audit.csv" | "/audit.jsonl" => Open::ToAdministrators,
        "/sign-in/second-step" => Open::ToWhoIsHalfway,
        // Of nobody's here has a second factor begun to be set up.
        "/account/second-factor" => Open::ToSignedInAndMissing,
        "/acknowledgements" => Open::ToMembers,
        "/staff"
        | "/staff/notices/{name}"
        | "/staff/preview"
        | "/staff/mailbox"
        | "/staff/tenants"
        | "/staff/import-tenants"
        | "/staff/audit"
        | "/staff/audit.csv"
        | "/staff/audit.jsonl" => Open::ToStaff,
        "/policies/{name}"
        | "/policies/{name}/versions/{number}"
        | "/policies/{name}/compare"
        | "/policies/{name}/compare/{earlier}/{later}"
        | "/policies/{name}/files/{revision}/{file}"
        | "/disclosures/{name}"
        | "/disclosures/{name}/versions/{number}"
        | "/disclosures/{name}/compare"
        | "/disclosures/{name}/compare/{earlier}/{later}"
        | "/disclosures/{name}/files/{revision}/{file}"
        | "/unsubscribe/{subscription}/{tag}"
        | "/invitations/{token}"
        | "/reset-password/{token}"
        | "/preview/{token}"
        | "/preview/{token}/mail"
        | "/preview/{token}/mail/html"
        | "/preview/{token}/files/{file}"
        | "/pkg/{*file}"
        | "/favicon.svg"
        | "/keys.js"
        | "/auth/oidc/{provider}/start"
        | "/auth/oidc/{provider}/callback"
        | "/embed/bell.js"
        | "/embed/frame.js"
        | "/dev/reload" => Open::ToNobody,
        "/staff/mailbox/{name}" | "/staff/tenants/{name}" => Open::ToStaffAndMissing,
        "/actions/{*action}" | "/launch" | "/auth/oidc/{provider}/back-channel-logout" => Open::ByPost,
        other => panic!("{other} is missing from the isolation matrix"),
    }
}

fn address(path: &str, name: &str) -> String {
    [
        ("{name}", name),
        ("{number}", "1"),
        ("{earlier}", "1"),
        ("{later}", "1"),
        ("{revision}", "1"),
        ("{file}", "table.csv"),
        ("{*file}", "nothing.js"),
        ("{id}", name),
        ("{slug}", "information-security"),
        ("{token}", "x.y"),
        ("{subscription}", "1"),
        ("{tag}", "x"),
        ("{provider}", "nobody"),
    ]
    .iter()
    .fold(path.to_owned(), |path, (part, value)| path.replace(part, value))
}

fn expected(open: Open, reader: &str) -> StatusCode {
    let (found, sign_in, missing) = (StatusCode::OK, StatusCode::SEE_OTHER, StatusCode::NOT_FOUND);
    match (open, reader) {
        (Open::ByPost, _) => StatusCode::METHOD_NOT_ALLOWED,
        (Open::ByToken | Open::ToTokens, _) => StatusCode::UNAUTHORIZED,
        (Open::ToFrames, "nobody") => found,
        (Open::ToFrames, _) => StatusCode::SEE_OTHER,
        (Open::ToWhoIsHalfway, _)
        | (
            Open::ToSignedIn
            | Open::ToSignedInAndMissing
            | Open::ToMakersOfTokens
            | Open::ToMembers
            | Open::ToAdministrators
            | Open::ToStaff
            | Open::ToStaffAndMissing,
            "nobody",
        ) => sign_in,
        (Open::ToAll | Open::ToSignedIn, _)
        | (Open::ToAudience, "ken" | "yumi" | "mika")
        | (Open::ToMembers, "ken" | "yumi" | "sora")
        | (Open::ToMakersOfTokens, "yumi" | "sora" | "mika")
        | (Open::ToAdministrators, "yumi" | "sora")
        | (Open::ToStaff, "mika") => found,
        _ => missing,
    }
}

async fn portal(engine: Engine) -> TestPortal {
    let file: Option<&[u8]> = Some("秘密\n".as_bytes());
    let asks = "acknowledgement: { by: every_member }\n";
    let public = Notice { attachment: file, acknowledgement: asks, ..Notice::new(1, "全員向け") };
    let foreign = Notice { attachment: file, acknowledgement: asks, ..Notice::new(2, SECRET) }.only_for_hinode();
    TestPortal::with(engine, &[public, foreign]).await
}

async fn reader<'a>(portal: &'a TestPortal, name: &str) -> TestReader<'a> {
    if name == "nobody" { portal.anonymous() } else { portal.signed_in_as(name).await }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn every_route_answers_each_reader_as_the_matrix_says(#[case] engine: Engine) {
    let portal = portal(engine).await;
    std::fs::create_dir_all(portal.mailbox()).unwrap();
    for name in READERS {
        let reader = reader(&portal, name).await;
        for route in ROUTES {
            let open = open(route.path);
            let path = address(route.path, FOREIGN);
            let answer = reader.get(&path).await;
            // A tag that nobody made, a mail that was never sent and a file that is not there are all 404s;
            // the POST of the same address is among the functions.
            let is_write = answer.status == StatusCode::METHOD_NOT_ALLOWED && open == Open::ByToken;
            assert!(is_write || answer.status == expected(open, name), "{name} asks for {path}: {}", answer.status);
            if name == "nobody" || name == "sora" {
                assert!(!answer.text().contains(SECRET), "{name} reads another's words at {path}");
                assert!(!answer.text().contains("秘密"), "{name} reads another's file at {path}");
            }
            if path.contains(FOREIGN) && answer.status == StatusCode::NOT_FOUND {
                let nowhere = address(route.path, MISSING);
                let missing = reader.get(&nowhere).await;
                assert_eq!(comparable(&answer, FOREIGN), comparable(&missing, MISSING), "{name} at {path}");
            }
        }
    }
}

/// The function that only staff have; for a tenant's people it does nothing at all.
const FOR_STAFF: &str = "/actions/record-event";

/// Each server function with a form that names a notice where it can name one.
fn forms(name: &str, digest: &str) -> Vec<(&'static str, String)> {
    vec![
        ("/actions/acknowledge-revision", format!("kind=notice&name={name}&digest={digest}&back=%2F")),
        ("/actions/accept-invitation", "token=x&password=a+long+new+password".to_owned()),
        ("/actions/ask-password-reset", "address=a%40b.example".to_owned()),
        ("/actions/cancel-invitation", "invitation=1&tenant=hinode&back=%2F".to_owned()),
        ("/actions/change-password", "current_password=x&password=a+long+new+password&back=%2F".to_owned()),
        ("/actions/change-person", "user=2&change=remove&tenant=hinode&back=%2F".to_owned()),
        ("/actions/check-tenants", "csv=id&back=%2F".to_owned()),
        ("/actions/edit-tenant", "tenant=hinode&name=x&plan=standard&back=%2F".to_owned()),
        ("/actions/import-tenants", "draft=1&back=%2F".to_owned()),
        ("/actions/complete-second-step", "code=123456".to_owned()),
        ("/actions/confirm-second-factor", "code=123456&back=%2F".to_owned()),
        ("/actions/disable-second-factor", "current_password=x&back=%2F".to_owned()),
        ("/actions/end-other-sessions", "back=%2F".to_owned()),
        ("/actions/end-session", "session=x&back=%2F".to_owned()),
        ("/actions/invite-person", "name=x&address=a%40b.example&role=member&language=ja&back=%2F".to_owned()),
        ("/actions/propose-second-factor", "current_password=x&back=%2F".to_owned()),
        ("/actions/resend-invitation", "invitation=1&tenant=hinode&back=%2F".to_owned()),
        ("/actions/reset-password", "token=x&password=a+long+new+password".to_owned()),
        ("/actions/reset-second-factor", "user=2&tenant=hinode&back=%2F".to_owned()),
        ("/actions/review-roles", "back=%2F".to_owned()),
        ("/actions/set-language", "language=en&back=%2F".to_owned()),
        ("/actions/archive-all-read", "back=%2F".to_owned()),
        ("/actions/archive-notice", format!("name={name}&back=%2F")),
        ("/actions/make-token", "name=x&scopes[]=notices:read&days=30&back=%2F".to_owned()),
        ("/actions/mark-all-read", "back=%2F".to_owned()),
        ("/actions/mark-read", format!("kind=notice&name={name}&revision=1&back=%2F")),
        ("/actions/mark-unread", format!("kind=notice&name={name}&back=%2F")),
        ("/actions/pin-notice", format!("name={name}&back=%2F")),
        (FOR_STAFF, format!("name={name}&verb=cancel&back=%2F")),
        ("/actions/revoke-token", "token=1&back=%2F".to_owned()),
        ("/actions/save-mail-subscription", "is_active=true&back=%2F".to_owned()),
        ("/actions/set-shortcuts", "is_on=true&back=%2F".to_owned()),
        ("/actions/sign-in", "address=a%40b.example&password=x".to_owned()),
        ("/actions/sign-out", "back=%2F".to_owned()),
        ("/actions/unarchive-notice", format!("name={name}&back=%2F")),
        ("/actions/unpin-notice", format!("name={name}&back=%2F")),
    ]
}

#[test]
fn every_server_function_is_in_the_matrix() {
    let registered: BTreeSet<_> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path).collect();
    let listed: BTreeSet<_> = forms("", "").into_iter().map(|(path, _)| path).collect();
    assert_eq!(registered, listed);
}

fn essence(answer: &TestResponse) -> (StatusCode, String, String) {
    (answer.status, answer.header("location").to_owned(), answer.text())
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_function_does_nothing_with_what_is_another_tenants(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let store = &portal.portal.store;
    let staff = store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let key = domain::publication::PublicationKey::Notice(domain::id::NoticeId::parse(FOREIGN).unwrap());
    let foreign = portal.portal.catalogue().find(&staff, portal.portal.clock.now(), &key).unwrap();
    let digest = foreign.current.head.digest.to_string();
    for name in ["nobody", "sora"] {
        for ((path, form), (_, other)) in forms(FOREIGN, &digest).into_iter().zip(forms(MISSING, &digest)) {
            if !form.contains(FOREIGN) {
                continue;
            }
            let answer = reader(&portal, name).await.post(path, &form).await;
            let missing = reader(&portal, name).await.post(path, &other).await;
            assert_eq!(essence(&answer), essence(&missing), "{name} posts to {path}");
        }
    }
    let sora = store.viewer_of(portal.user("sora")).await.unwrap().unwrap();
    let marks = store.marks(&sora).await.unwrap();
    assert!(marks.read.is_empty() && marks.acknowledged.is_empty() && marks.shelf.is_empty());
    let Viewer::Staff(mika) = staff else { panic!("mika is staff") };
    let covered = store.coverage_of(&mika, &key).await.unwrap().unwrap();
    assert_eq!(covered.len(), 1, "only hinode is in the audience");
    assert_eq!(covered[0].coverage.acknowledged, 0);
}

#[tokio::test]
async fn the_same_form_from_the_right_tenant_is_taken() {
    let portal = portal(Engine::Sqlite).await;
    let store = &portal.portal.store;
    let ken = store.viewer_of(portal.user("ken")).await.unwrap().unwrap();
    let key = domain::publication::PublicationKey::Notice(domain::id::NoticeId::parse(FOREIGN).unwrap());
    let notice = portal.portal.catalogue().find(&ken, portal.portal.clock.now(), &key).unwrap();
    let digest = notice.current.head.digest.to_string();
    let named = forms(FOREIGN, &digest).into_iter().filter(|(path, form)| form.contains(FOREIGN) && *path != FOR_STAFF);
    for (path, form) in named {
        let answer = portal.signed_in_as("ken").await.post(path, &form).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{path}: {}", answer.status);
    }
    let marks = store.marks(&ken).await.unwrap();
    assert!(marks.read.contains_key(&key) && marks.acknowledged.contains_key(&key));
}
