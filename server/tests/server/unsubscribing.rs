//! Ending a subscription by the address in a mail (RFC 8058).

use crate::portal::{TestPortal, TestResponse};
use app::ssr::token::unsubscribe_path;
use domain::subscription::MailSubscription;
use http::StatusCode;
use rstest::rstest;
use store::testing::Engine;

const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// The first subscription of a fresh database.
const SUBSCRIPTION: i64 = 1;

async fn portal(engine: Engine) -> (TestPortal, String) {
    let portal = TestPortal::new(engine).await;
    portal.subscribe("yumi").await;
    let path = unsubscribe_path(&portal.portal.site.key, SUBSCRIPTION);
    (portal, path)
}

async fn is_subscribed(portal: &TestPortal) -> bool {
    let yumi = portal.portal.store.viewer_of(portal.user("yumi")).await.unwrap().unwrap();
    let subscription: MailSubscription = portal.portal.store.mail_subscription(&yumi).await.unwrap().unwrap();
    subscription.is_active
}

async fn one_click(portal: &TestPortal, path: &str) -> TestResponse {
    let provider = portal.anonymous().with("content-type", "application/x-www-form-urlencoded");
    provider.ask("POST", path, ONE_CLICK).await
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_mail_provider_ends_it_with_one_click_and_twice_is_once(#[case] engine: Engine) {
    let (portal, path) = portal(engine).await;
    for _ in 0..2 {
        let answer = one_click(&portal, &path).await;
        assert_eq!(answer.status, StatusCode::OK, "neither a cookie nor an origin is needed, and nothing redirects");
        assert!(!is_subscribed(&portal).await);
    }
}

#[tokio::test]
async fn the_other_form_encoding_works_too() {
    let (portal, path) = portal(Engine::Sqlite).await;
    let body = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    let provider = portal.anonymous().with("content-type", "multipart/form-data; boundary=b");
    assert_eq!(provider.ask("POST", &path, body).await.status, StatusCode::OK);
    assert!(!is_subscribed(&portal).await);
}

#[tokio::test]
async fn the_page_asks_first_and_its_form_leads_back_to_it() {
    let (portal, path) = portal(Engine::Sqlite).await;
    let page = portal.anonymous().get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("name=\"from\" value=\"page\""), "{}", page.text());
    assert!(is_subscribed(&portal).await, "looking changes nothing");
    let done = portal.anonymous().post(&path, "from=page").await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, format!("{path}?done=1").as_str()));
    assert!(!is_subscribed(&portal).await);
    assert_eq!(portal.anonymous().get(&format!("{path}?done=1")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_english_page_is_led_back_to_in_english() {
    let (portal, path) = portal(Engine::Sqlite).await;
    let back = format!("/en{path}?done=1");
    let form = format!("from=page&back={}", back.replace('/', "%2F").replace('?', "%3F").replace('=', "%3D"));
    let done = portal.anonymous().post(&path, &form).await;
    assert_eq!((done.status, done.header("location")), (StatusCode::SEE_OTHER, back.as_str()));
}

#[tokio::test]
async fn gets_and_posts_that_do_not_say_so_change_nothing() {
    let (portal, path) = portal(Engine::Sqlite).await;
    portal.anonymous().get(&format!("{path}?{ONE_CLICK}")).await;
    portal.anonymous().ask("HEAD", &path, "").await;
    portal.anonymous().post(&path, "").await;
    portal.anonymous().post(&path, "List-Unsubscribe=Two-Clicks").await;
    assert!(is_subscribed(&portal).await);
}

#[tokio::test]
async fn an_address_nobody_was_given_is_the_404_page() {
    let (portal, path) = portal(Engine::Sqlite).await;
    let tag = path.rsplit('/').next().unwrap();
    let other = unsubscribe_path(b"another key", SUBSCRIPTION);
    for path in [format!("/unsubscribe/2/{tag}"), other, "/unsubscribe/x/y".to_owned()] {
        assert_eq!(one_click(&portal, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(is_subscribed(&portal).await);
}
