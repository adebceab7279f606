//! The API as programs meet it: tokens, pages of lists, conditions, and what is said to who may not.

use crate::content::Notice;
use crate::portal::{TestPortal, comparable};
use chrono::TimeDelta;
use domain::audit::Act;
use domain::clock::Clock;
use domain::token::Scope;
use http::StatusCode;
use rstest::rstest;
use server::api::contract::Contract;
use server::api::problem::Kind;
use server::router::{ROUTES, Serves};
use store::testing::Engine;

async fn portal(engine: Engine) -> TestPortal {
    let asks = "acknowledgement: { by: every_member }\n";
    let public = Notice { acknowledgement: asks, ..Notice::new(1, "全員向け") };
    let foreign = Notice { acknowledgement: asks, ..Notice::new(2, "日の出だけ") }.only_for_hinode();
    TestPortal::with(engine, &[public, foreign]).await
}

/// What may be asked by whom is in the isolation matrix; here, what is said to a token that may not.
#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn every_operation_says_which_scope_a_token_lacks(#[case] engine: Engine) {
    let portal = portal(engine).await;
    for (path, method, operation) in Contract::new().operations() {
        let (what, address) = (format!("{method} {path}"), path.replace(['{', '}'], ""));
        let nobody = portal.anonymous().ask(method.as_str(), &address, "").await;
        assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"kairan\"", "{what}");
        let maker = if operation.scope == Scope::PeopleRead { "yumi" } else { "mika" };
        let viewer = portal.portal.store.viewer_of(portal.user(maker)).await.unwrap().unwrap();
        let others: Vec<_> = Scope::open_to(&viewer).into_iter().filter(|scope| *scope != operation.scope).collect();
        assert_eq!(others.len() + 1, Scope::open_to(&viewer).len(), "{maker} could give it to a token");
        let refused = portal.program_of(maker, &others).await.ask(method.as_str(), &address, "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{what}");
        assert!(refused.header("www-authenticate").contains(operation.scope.word()), "{what}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_token_that_is_over_is_answered_like_one_that_never_was(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let revoked = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let store = &portal.portal.store;
    let viewer = store.viewer_of(portal.user("yumi")).await.unwrap().unwrap();
    let id = store.tokens(&viewer).await.unwrap()[0].id;
    assert_eq!(revoked.get("/api/v1/unread").await.status, StatusCode::OK);
    store.revoke_token(&viewer, id, &Act::of_system(portal.clock.now())).await.unwrap();
    let expired = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let orphaned = portal.program_of("sora", &[Scope::NoticesRead]).await;
    assert_eq!(orphaned.get("/api/v1/unread").await.status, StatusCode::OK);
    store.disable_user(portal.user("sora"), portal.clock.now()).await.unwrap();
    let never = format!("Bearer {}", app::ssr::secret::Secret::ApiToken.of([9; 16]));
    let never = portal.anonymous().with("authorization", &never);
    let expected = never.get("/api/v1/unread").await;
    assert_eq!(expected.status, StatusCode::UNAUTHORIZED);
    assert!(expected.header("www-authenticate").contains("invalid_token"));
    for (what, reader) in [("revoked", &revoked), ("orphaned", &orphaned)] {
        assert_eq!(comparable(&reader.get("/api/v1/unread").await, ""), comparable(&expected, ""), "{what}");
    }
    assert_eq!(expired.get("/api/v1/unread").await.status, StatusCode::OK);
    portal.later(TimeDelta::days(30));
    assert_eq!(comparable(&expired.get("/api/v1/unread").await, ""), comparable(&expected, ""), "expired");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn pages_of_a_list_are_the_whole_of_it(#[case] engine: Engine) {
    let notices: Vec<_> = (1..=7).map(|number| Notice::new(number, "題")).collect();
    let portal = TestPortal::with(engine, &notices).await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead]).await;
    let mut seen = vec![];
    let mut address = "/api/v1/notices?limit=3&category=specification".to_owned();
    loop {
        let answer = reader.get(&address).await;
        let json = answer.json();
        let notices = json["notices"].as_array().unwrap();
        seen.extend(notices.iter().map(|notice| notice["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = json["next_cursor"].as_str() else {
            assert_eq!(answer.header("link"), "");
            break;
        };
        let link = answer.header("link");
        assert!(link.contains(cursor) && link.ends_with("rel=\"next\""), "{link}");
        address = link[1..link.find('>').unwrap()].to_owned();
        // The same cursor is worth nothing in another list, nor when it was changed.
        let elsewhere = reader.get(&format!("/api/v1/notices?limit=3&cursor={cursor}")).await;
        assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
        assert_eq!(elsewhere.json()["errors"][0]["parameter"], "cursor");
        let forged = address.replace(cursor, &format!("{}x", &cursor[..cursor.len() - 1]));
        assert_eq!(reader.get(&forged).await.status, StatusCode::BAD_REQUEST);
    }
    let expected: Vec<_> = (1..=7).rev().map(|number| format!("SC-2026-{number:04}")).collect();
    assert_eq!(seen, expected);
    for (query, parameter) in [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("impact=huge", "impact"),
        ("pinned=1", "pinned"),
        ("limit=1&limit=2", "limit"),
        ("unread=1", "unread"),
        ("kind=", "kind"),
    ] {
        let answer = reader.get(&format!("/api/v1/notices?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{query}");
        assert_eq!(answer.json()["type"], "/api#invalid-request");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let portal = portal(Engine::Sqlite).await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead, Scope::NoticesWrite]).await;
    for path in ["/api/v1/notices", "/api/v1/notices/SC-2026-0001", "/api/v1/unread"] {
        let first = reader.get(path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"'), "{tag} is strong");
        let again = reader.clone().with("if-none-match", &tag).get(path).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        assert_eq!(again.header("etag"), tag);
        reader.send("PUT", "/api/v1/notices/SC-2026-0001/read-mark", r#"{"revision":1}"#).await;
        let changed = reader.clone().with("if-none-match", &tag).get(path).await;
        assert_eq!(changed.status, StatusCode::OK, "{path}");
        reader.ask("DELETE", "/api/v1/notices/SC-2026-0001/read-mark", "").await;
    }
    let compressed = reader.clone().with("accept-encoding", "gzip, br").get("/api/v1/notices").await;
    assert_eq!(compressed.header("content-encoding"), "", "an entity tag is of exactly these bytes");
}

#[tokio::test]
async fn methods_types_and_sizes_that_do_not_fit_are_problems() {
    let portal = portal(Engine::Sqlite).await;
    let reader = portal.program_of("yumi", &[Scope::NoticesRead, Scope::NoticesWrite]).await;
    for route in ROUTES {
        let Serves::Api(resource) = route.serves else { continue };
        let address = route.path.replace("{id}", "SC-2026-0001").replace("{slug}", "x");
        let answer = reader.ask("PATCH", &address, "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert_eq!(answer.json()["type"], "/api#method-not-allowed");
        let mut allowed: Vec<_> =
            answer.header("allow").split(',').map(str::trim).filter(|method| *method != "HEAD").collect();
        allowed.sort_unstable();
        assert_eq!(allowed, resource.methods(), "{}", route.path);
    }
    let mark = "/api/v1/notices/SC-2026-0001/read-mark";
    let form = reader.clone().with("content-type", "text/plain").ask("PUT", mark, "revision=1").await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    for size in [65 * 1024, 300 * 1024] {
        let large = format!("{{\"revision\":1{}}}", " ".repeat(size));
        let answer = reader.send("PUT", mark, &large).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
        );
    }
    let nowhere = reader.get("/api/v1/nothing-of-the-kind").await;
    assert_eq!((nowhere.status, nowhere.json()["type"].clone()), (StatusCode::NOT_FOUND, "/api#not-found".into()));
}

#[tokio::test]
async fn coverage_has_names_for_those_who_may_read_people() {
    let portal = portal(Engine::Sqlite).await;
    let path = "/api/v1/notices/SC-2026-0001/acknowledgements";
    let counts = portal.program_of("yumi", &[Scope::NoticesRead]).await.get(path).await.json();
    assert_eq!((&counts["tenants"][0]["tenant"], &counts["tenants"][0]["asked_count"]), (&"hinode".into(), &2.into()));
    assert!(counts["tenants"][0]["people"].is_null());
    let named = portal.program_of("sora", &[Scope::NoticesRead, Scope::PeopleRead]).await.get(path).await;
    assert!(named.text().contains("sora") && !named.text().contains("yumi") && !named.text().contains("hinode"));
    let all = portal.program_of("mika", &[Scope::NoticesRead]).await.get(path).await.json();
    assert_eq!(all["tenants"].as_array().unwrap().len(), 2);
    let people = portal.program_of("yumi", &[Scope::PeopleRead]).await.get("/api/v1/people").await.json();
    assert_eq!(people["people"].as_array().unwrap().len(), 2);
    assert_eq!(people["people"][0]["address"], "yumi@hinode.example");
}

#[tokio::test]
async fn the_document_and_its_page_are_for_everyone() {
    let portal = portal(Engine::Sqlite).await;
    let document = portal.anonymous().get("/api/openapi.json").await;
    assert!(document.json()["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/api", "/en/api"] {
        let page = portal.anonymous().get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        for kind in Kind::ALL {
            assert!(page.text().contains(&format!("id=\"{}\"", kind.name())), "{path} explains {}", kind.name());
        }
        for (operation, method, _) in Contract::new().operations() {
            let shown = page.text().replace("<!>", "");
            assert!(shown.contains(operation) && shown.contains(method.as_str()), "{path} shows {operation}");
        }
        assert!(!page.text().contains("<script"), "the page needs no script");
    }
}

/// What the page explains has to be in the reader's language.
#[test]
fn every_operation_and_parameter_has_words_in_both_languages() {
    let document = Contract::new().document;
    for operation in app::ssr::api_document::ApiDocument::new(&document).operations() {
        for locale in domain::locale::Locale::ALL {
            assert!(app::ssr::words::operation(locale, &operation.id).is_some(), "{}", operation.id);
            assert!(app::ssr::words::operation_text(locale, &operation.id).is_some(), "{}", operation.id);
            for parameter in &operation.parameters {
                assert!(app::ssr::words::api_parameter(locale, &parameter.name).is_some(), "{}", parameter.name);
            }
        }
    }
    let explained: Vec<_> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    assert_eq!(explained, app::ssr::words::PROBLEMS);
}
