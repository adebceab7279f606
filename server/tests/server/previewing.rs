//! Drafts, and what waits for its hour: seen by whoever has a token, and by nobody else anywhere.

use crate::binary::Installation;
use crate::content::Notice;
use crate::portal::{TestPortal, TestResponse, comparable};
use app::ssr::preview_token::{LIFETIME, Origin, Previewed, preview_path, preview_token};
use chrono::TimeDelta;
use domain::clock::Clock;
use domain::id::NoticeId;
use domain::publication::PublicationKey;
use http::StatusCode;
use rstest::rstest;
use server::router::ROUTES;
use store::testing::Engine;

const TITLE: &str = "下書きの題名";
pub const DRAFT: &str = "SC-2026-0002";

fn key(id: &str) -> PublicationKey {
    PublicationKey::Notice(NoticeId::parse(id).unwrap())
}

/// Of a notice that appears now.
pub fn draft() -> Notice {
    Notice {
        attachment: Some("下書きの表\n".as_bytes()),
        publish_at: "2026-11-24T10:00:00+09:00".to_owned(),
        ..Notice::new(2, TITLE)
    }
}

/// A published notice and a draft.
pub async fn portal(engine: Engine) -> TestPortal {
    let portal = TestPortal::new(engine).await;
    crate::content::write(&portal.content(), &[Notice::new(1, "公開済み"), draft()]);
    draft().set(&portal.content(), "draft", Some("true"));
    let summary = portal.publish_again().await;
    assert_eq!((summary.new, summary.drafts), (1, 1));
    portal
}

/// A revision of the draft in the folder of that notice.
pub fn drafted(id: &str, revision: u32) -> Previewed {
    Previewed { publication: key(id), revision, origin: Origin::Draft(format!("notices/2026/{id}-sample")) }
}

/// The address of its preview.
pub fn path(portal: &TestPortal, previewed: &Previewed) -> String {
    preview_path(&portal.portal.site.key, previewed, portal.clock.now() + LIFETIME)
}

/// What waits for its hour.
pub fn waiting(portal: &TestPortal, id: &str) -> Previewed {
    Previewed::of_scheduled(portal.portal.catalogue().standing(&key(id)).unwrap())
}

/// What makes an answer private.
fn is_guarded(answer: &TestResponse) -> bool {
    answer.header("x-robots-tag") == "noindex, nofollow"
        && answer.header("cache-control") == "private, no-store"
        && answer.header("referrer-policy") == "strict-origin"
}

/// The article of a page, which is what a reader reads.
fn article(answer: &TestResponse) -> String {
    let text = answer.text();
    let (begin, end) = (text.find("<article").unwrap(), text.find("</article>").unwrap());
    text[begin..end].to_owned()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_draft_is_nowhere_but_in_its_preview(#[case] engine: Engine) {
    let portal = portal(engine).await;
    for name in ["nobody", "ken", "yumi", "sora", "mika"] {
        let reader = if name == "nobody" { portal.anonymous() } else { portal.signed_in_as(name).await };
        for route in ROUTES.iter().filter(|route| !route.path.starts_with("/actions")) {
            let replaced = route.path.replace("{name}", DRAFT).replace("{file}", "table.csv");
            let path =
                ["{number}", "{revision}", "{earlier}", "{later}", "{subscription}", "{tag}", "{token}", "{*file}"]
                    .iter()
                    .fold(replaced, |path, part| path.replace(part, "1"));
            let answer = reader.get(&path).await;
            let may_be_there = name == "mika" && route.path == "/staff/preview";
            assert_eq!(answer.text().contains(TITLE), may_be_there, "{name} at {path}");
            assert!(!answer.text().contains("下書きの表"), "{name} at {path}");
            if path.contains(DRAFT) && answer.status == StatusCode::NOT_FOUND {
                let missing = reader.get(&path.replace(DRAFT, "SC-2026-0999")).await;
                assert_eq!(comparable(&answer, DRAFT), comparable(&missing, "SC-2026-0999"), "{name} at {path}");
            }
        }
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_preview_is_the_page_that_is_then_published(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let address = path(&portal, &drafted(DRAFT, 1));
    let reader = portal.anonymous();
    let preview = reader.get(&address).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(is_guarded(&preview) && preview.text().contains("content=\"noindex\""));
    assert!(
        preview.text().contains("下書きです。") && preview.text().contains("2026年12月1日"),
        "until when it is valid"
    );
    let english = reader.get(&format!("/en{address}")).await;
    assert!(english.text().contains("English title of SC-2026-0002") && english.text().contains("This is a draft."));

    let file = reader.get(&format!("{address}/files/table.csv")).await;
    assert_eq!((file.status, file.text().as_str()), (StatusCode::OK, "下書きの表\n"));
    assert!(is_guarded(&file));
    assert!(article(&preview).contains(&format!("{address}/files/table.csv")), "the text links to it");
    assert!(!article(&preview).contains("/notices/SC-2026-0002/files"));

    draft().set(&portal.content(), "draft", None);
    let summary = portal.publish_again().await;
    assert_eq!((summary.new, summary.drafts), (1, 0));
    let published = reader.get("/notices/SC-2026-0002").await;
    let seen = article(&preview).replace(&format!("{address}/files/"), "/notices/SC-2026-0002/files/1/");
    assert_eq!(seen, article(&published), "the same, digest and all");
    assert_eq!(reader.get(&address).await.status, StatusCode::NOT_FOUND, "there is nothing to preview any more");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn the_mail_is_shown_as_it_will_be_sent(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let address = path(&portal, &drafted(DRAFT, 1));
    let page = portal.anonymous().get(&format!("{address}/mail")).await;
    assert!(page.status == StatusCode::OK && is_guarded(&page));
    assert!(
        page.text().contains("【見本サービス】下書きの題名") && page.text().contains("録音の取得方法が変わります。")
    );
    let html = portal.anonymous().get(&format!("{address}/mail/html")).await;
    assert!(html.status == StatusCode::OK && is_guarded(&html));
    assert!(html.header("content-security-policy").contains("sandbox"));
    assert!(html.text().starts_with("<!DOCTYPE html><html lang=\"ja\"") && html.text().contains(TITLE));
    let english = portal.anonymous().get(&format!("/en{address}/mail/html")).await;
    assert!(english.text().contains("<html lang=\"en\"") && english.text().contains("Read in the portal"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_token_that_is_forged_over_or_for_nothing_is_the_same_404(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let now = portal.clock.now();
    let mine = &portal.portal.site.key;
    let valid = preview_token(mine, &drafted(DRAFT, 1), now + LIFETIME);
    let origin = Origin::Draft("notices/2026/SC-2026-0002-other".to_owned());
    let elsewhere = Previewed { origin, ..drafted(DRAFT, 1) };
    let tokens = [
        preview_token(mine, &drafted(DRAFT, 1), now),
        preview_token(b"another portal's", &drafted(DRAFT, 1), now + LIFETIME),
        preview_token(mine, &drafted("SC-2026-0001", 1), now + LIFETIME),
        preview_token(mine, &drafted("SC-2026-0999", 1), now + LIFETIME),
        preview_token(mine, &drafted(DRAFT, 2), now + LIFETIME),
        preview_token(mine, &elsewhere, now + LIFETIME),
        format!("{valid}x"),
        valid.replace('.', ""),
    ];
    let reader = portal.anonymous();
    for below in ["", "/mail", "/mail/html", "/files/table.csv"] {
        for token in &tokens {
            let answer = reader.get(&format!("/preview/{token}{below}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
            let nothing = "x".repeat(token.len());
            let nonsense = reader.get(&format!("/preview/{nothing}{below}")).await;
            assert_eq!(comparable(&answer, token), comparable(&nonsense, &nothing), "{token}{below}");
        }
        assert_eq!(reader.get(&format!("/preview/{valid}{below}")).await.status, StatusCode::OK);
    }
    portal.later(LIFETIME - TimeDelta::seconds(1));
    assert_eq!(reader.get(&format!("/preview/{valid}")).await.status, StatusCode::OK);
    portal.later(TimeDelta::seconds(1));
    assert_eq!(reader.get(&format!("/preview/{valid}")).await.status, StatusCode::NOT_FOUND);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_waits_for_its_hour_has_a_preview_until_then(#[case] engine: Engine) {
    let soon = Notice { publish_at: "2026-11-24T12:00:00+09:00".to_owned(), ..draft() };
    let portal = TestPortal::with(engine, &[soon]).await;
    let address = path(&portal, &waiting(&portal, DRAFT));
    let reader = portal.anonymous();
    let preview = reader.get(&address).await;
    assert!(preview.status == StatusCode::OK && is_guarded(&preview));
    assert!(preview.text().contains("公開前です。") && preview.text().contains("12:00 JSTに公開されます。"));
    assert_eq!(reader.get(&format!("{address}/files/table.csv")).await.text(), "下書きの表\n");
    let staff = portal.signed_in_as("mika").await.get("/staff/preview").await;
    assert!(staff.text().contains(TITLE) && staff.text().contains("2社、メール0通"), "{}", staff.text());
    for tenant in ["hinode株式会社", "aozora株式会社"] {
        assert!(staff.text().contains(tenant), "{tenant}: {}", staff.text());
    }
    portal.later(TimeDelta::hours(2));
    let published = reader.get("/notices/SC-2026-0002").await;
    let seen = article(&preview).replace(&format!("{address}/files/"), "/notices/SC-2026-0002/files/1/");
    assert_eq!(seen, article(&published));
    assert_eq!(reader.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_amendment_can_be_a_draft_while_the_notice_stands(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice::new(1, "もとの題")]).await;
    let amended = Notice {
        amendments: &["{ on: 2026-11-24, class: material, note: 期限を延ばしました }"],
        ..Notice::new(1, "あとの題")
    };
    amended.write(&portal.content());
    amended.set(&portal.content(), "draft", Some("true"));
    assert_eq!(portal.publish_again().await.drafts, 1);
    let reader = portal.anonymous();
    assert!(reader.get("/notices/SC-2026-0001").await.text().contains("もとの題"));
    let address = path(&portal, &drafted("SC-2026-0001", 2));
    let preview = reader.get(&address).await.text();
    assert!(preview.contains("あとの題") && preview.contains("期限を延ばしました"), "with its history");
    let mail = reader.get(&format!("{address}/mail")).await.text();
    assert!(mail.contains("期限を延ばしました"));
    // Its folder goes back to what stands: there is no draft any more.
    Notice::new(1, "もとの題").write(&portal.content());
    portal.publish_again().await;
    assert_eq!(reader.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_published_must_not_lead_to_a_draft() {
    let place =
        Installation::with(&[Notice { body: "[次](/notices/SC-2026-0002)", ..Notice::new(1, "一番") }, draft()]);
    draft().set(&place.content(), "draft", Some("true"));
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(1));
    assert!(checked.out.contains("SC-2026-0002 is a draft"), "{}", checked.out);
}

#[tokio::test]
async fn a_plan_says_whom_a_draft_would_reach_and_a_command_prints_its_address() {
    let place = Installation::with(&[Notice::new(1, "一番"), draft()]);
    draft().set(&place.content(), "draft", Some("true"));
    assert_eq!(place.run(&["preview", DRAFT]).code, Some(2), "it is not on the server yet");
    assert_eq!(place.run(&["demo"]).code, Some(0));
    let planned = place.run(&["plan"]);
    assert!(planned.out.contains("draft      notice/SC-2026-0002 下書きの題名: 3 tenants"), "{planned:?}");
    assert!(planned.last_line().ends_with("1 draft"), "{planned:?}");
    assert!(place.run(&["publish"]).last_line().ends_with("1 draft"));
    let said = place.run(&["preview", DRAFT, "--lang", "en", "--days", "2"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.last_line().contains("/en/preview/"), "{said:?}");
    let unknown = place.run(&["preview", "SC-2026-0001"]);
    assert!(unknown.code == Some(2) && unknown.err.contains("SC-2026-0001"), "what is published has no preview");
}
