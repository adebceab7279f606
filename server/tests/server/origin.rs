//! Changes are taken from this portal's own pages only.

use crate::portal::TestPortal;
use http::StatusCode;
use server::router::{ROUTES, Serves};
use store::testing::Engine;

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let form = "address=yumi%40hinode.example&password=x";
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("referer", "https://evil.example/"),
        ("x-nothing", "is said at all"),
    ] {
        for path in ["/actions/sign-in", "/actions/sign-out", "/actions/acknowledge", "/actions/nonsense"] {
            let answer = portal.anonymous().with(name, value).ask("POST", path, form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value} to {path}");
            assert!(answer.text().contains("href=\"/en/notices\""), "the page leads on");
        }
    }
}

#[tokio::test]
async fn a_form_of_this_portal_is_looked_at() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    for (name, value) in [
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://portal.example"),
        ("referer", "https://portal.example/sign-in"),
    ] {
        let reader = portal.anonymous().with(name, value);
        let reader = reader.with("content-type", "application/x-www-form-urlencoded");
        let answer = reader.ask("POST", "/actions/sign-in", "address=nobody%40hinode.example&password=x").await;
        assert_ne!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(!answer.status.is_server_error(), "{name}: {value}: {}", answer.status);
    }
}

#[tokio::test]
async fn no_page_takes_a_post_and_no_action_a_get() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    for route in ROUTES {
        let path = route.path.replace(['{', '}', '*'], "");
        let method = match route.serves {
            Serves::Action | Serves::Launch | Serves::BackChannelLogout => "GET",
            Serves::Unsubscribe | Serves::Reload => continue,
            _ if route.path.starts_with("/unsubscribe") => continue,
            _ => "POST",
        };
        let reader = portal.anonymous().with("sec-fetch-site", "same-origin");
        let answer = reader.ask(method, &path, "").await;
        assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.status);
    }
}
