//! What staff record and readers then see, and what is left of a withdrawn notice.

use crate::accounts::cookies;
use crate::content::Notice;
use crate::portal::{TestPortal, comparable};
use chrono::TimeDelta;
use domain::event::{EventKind, Recorder};
use domain::lead_time::{LeadTimeRule, Span};
use domain::notice::NoticeState;
use domain::portal::Portal;
use domain::publication::{Publication, PublicationKey};
use domain::viewer::StaffRole;
use http::StatusCode;
use rstest::rstest;
use server::publisher;
use std::sync::Arc;
use store::testing::Engine;

const ID: &str = "SC-2026-0001";
const PLANNED: &str = "planned: { start: 2026-12-06T02:00:00+09:00, end: 2026-12-06T04:00:00+09:00 }\n";
const AUTOMATIC: &str = "planned: { start: 2026-12-06T02:00:00+09:00, end: 2026-12-06T04:00:00+09:00 }\nauto: true\n";
const ASKS: &str = "acknowledgement: { by: every_member }\n";

fn notice() -> Notice {
    Notice { facts: PLANNED, acknowledgement: ASKS, attachment: Some(b"a,b\n"), ..Notice::new(1, "深夜の作業") }
}

async fn portal(engine: Engine) -> TestPortal {
    let mut portal = TestPortal::with(engine, &[notice().only_for_hinode(), Notice::new(2, "ほかの件")]).await;
    for (name, role) in [("aki", StaffRole::Author), ("sumi", StaffRole::Support), ("ken-audit", StaffRole::Auditor)] {
        portal.hire(name, role).await;
    }
    portal
}

async fn standing(portal: &TestPortal) -> Arc<Publication> {
    let key = PublicationKey::Notice(domain::id::NoticeId::parse(ID).unwrap());
    let mika = portal.portal.store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    portal.portal.catalogue().find(&mika, domain::clock::Clock::now(&*portal.clock), &key).unwrap()
}

/// Posts the form as someone; answers with where they are led.
async fn record(portal: &TestPortal, who: &str, form: &str) -> String {
    let form = format!("name={ID}&back=%2Fstaff%2Fnotices%2F{ID}&{form}");
    let answer = portal.signed_in_as(who).await.post("/actions/record-event", &form).await;
    answer.header("location").to_owned()
}

async fn staff_page(portal: &TestPortal) -> String {
    portal.signed_in_as("mika").await.get("/en/staff/notices/SC-2026-0001").await.text()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn staff_record_what_happened_and_everyone_sees_it_at_once(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let form = "verb=start&message=%E5%B0%91%E3%81%97%E6%97%A9%E3%81%8F&message_en=A+little+early";
    assert_eq!(record(&portal, "sumi", form).await, "/staff/notices/SC-2026-0001?done=recorded");
    let notice = standing(&portal).await;
    assert_eq!(notice.state(crate::portal::now()), NoticeState::Running);
    let by = &notice.event_of(EventKind::Started).unwrap().by;
    assert_eq!(by, &Recorder::Staff { user: portal.user("sumi"), name: "sumi".to_owned() });

    let page = portal.signed_in_as("ken").await.get("/notices/SC-2026-0001").await.text();
    assert!(page.contains("開始しました") && page.contains("少し早く") && page.contains("予定と実績"), "{page}");
    assert!(!page.contains("sumi"), "readers do not learn who it was");
    let english = portal.signed_in_as("ken").await.get("/en/notices/SC-2026-0001").await.text();
    assert!(english.contains("A little early") && english.contains("earlier than planned"));
    let for_staff = portal.signed_in_as("mika").await.get("/staff/notices/SC-2026-0001").await.text();
    assert!(for_staff.contains("sumiが記録"), "staff do");
}

#[rstest]
#[case::owner("mika", true)]
#[case::author("aki", true)]
#[case::support("sumi", true)]
#[case::auditor("ken-audit", false)]
#[case::a_tenants_administrator("yumi", false)]
#[tokio::test]
async fn those_who_only_read_record_nothing(#[case] who: &str, #[case] may: bool) {
    let portal = portal(Engine::Sqlite).await;
    let page = portal.signed_in_as(who).await.get("/staff/notices/SC-2026-0001").await.text();
    assert_eq!(page.contains("/actions/record-event"), may);
    let location = record(&portal, who, "verb=cancel").await;
    assert_eq!(location.contains("done=recorded"), may, "{location}");
    assert_eq!(standing(&portal).await.is_called_off(), may);
}

#[tokio::test]
async fn only_what_is_possible_is_offered_and_the_rest_is_refused_with_its_reason() {
    let portal = portal(Engine::Sqlite).await;
    let offered = staff_page(&portal).await;
    assert!(offered.contains("record-start") && offered.contains("record-reschedule"));
    assert!(!offered.contains("record-complete") && !offered.contains("record-suspected"));
    for (form, word, reason) in [
        ("verb=complete", "not-started", "Its start has not been recorded yet."),
        ("verb=reschedule&start=2026-11-01T02%3A00", "start-in-past", "The new start has passed."),
        ("verb=reschedule&start=soon", "unclear-time", "The date or time could not be read."),
        ("verb=start&message_en=Now", "message-needs-japanese", "A text in English needs one in Japanese too."),
        ("verb=closed", "not-an-incident", "It is not a notice of an incident."),
    ] {
        let location = record(&portal, "mika", form).await;
        assert_eq!(location, format!("/staff/notices/{ID}?problem={word}"));
        let explained = portal.signed_in_as("mika").await.get(&format!("/en{location}")).await.text();
        assert!(explained.contains(reason), "{word}");
    }
    assert_eq!(standing(&portal).await.events.len(), 1, "nothing was recorded");
    record(&portal, "mika", "verb=cancel").await;
    let location = record(&portal, "mika", "verb=cancel").await;
    assert!(location.ends_with("?done=unchanged"), "{location}");
    let offered = staff_page(&portal).await;
    assert!(offered.contains("record-withdraw") && !offered.contains("record-cancel"));
}

#[tokio::test]
async fn a_moved_date_is_shown_with_what_it_was() {
    let portal = portal(Engine::Sqlite).await;
    record(&portal, "mika", "verb=reschedule&start=2026-12-13T03%3A00").await;
    let page = portal.signed_in_as("ken").await.get("/en/notices/SC-2026-0001").await.text();
    assert!(page.contains("It is now Sun 13 December 2026, 3:00–5:00 JST"), "{page}");
    assert!(page.contains("Before: Sun 6 December 2026, 2:00–4:00 JST"));
}

/// The portal with ten days of lead time for hinode.
async fn with_lead_time(engine: Engine) -> TestPortal {
    let portal = portal(engine).await;
    let mut service = Portal::clone(portal.portal.catalogue().portal.as_ref().unwrap());
    service.lead_times.rules.push(LeadTimeRule {
        kind: None,
        category: None,
        impact: None,
        plans: [].into(),
        tenants: [domain::id::TenantId::parse("hinode").unwrap()].into(),
        since: None,
        span: Span::Days(10),
    });
    store::testing::publish(&portal.portal.store, Some(&service), &[], crate::portal::now()).await.unwrap();
    portal.portal.refresh().await.unwrap();
    portal
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_start_too_soon_is_refused_with_whom_and_from_when_on_it_is_possible(#[case] engine: Engine) {
    let portal = with_lead_time(engine).await;
    let location = record(&portal, "mika", "verb=reschedule&start=2026-12-03T02%3A00&end=").await;
    assert_eq!(location, format!("/staff/notices/{ID}?problem=too-early&start=2026-12-03T02%3A00&end=#record-event"));
    let path = location.split('#').next().unwrap();
    let mika = portal.signed_in_as("mika").await;
    let explained = mika.get(&format!("/en{path}")).await.text();
    let said = "Thu 3 December 2026 is too early: by the lead-time rules for hinode K.K. (hinode) the change can start on Fri 4 \
                December 2026 at the earliest.";
    assert!(explained.contains(said), "{explained}");
    assert!(explained.contains("value=\"2026-12-03T02:00\""), "what was typed is still there");
    assert!(mika.get(path).await.text().contains("2026年12月4日(金)からです: "));
    assert_eq!(standing(&portal).await.events.len(), 1, "nothing was recorded");

    let page =
        portal.signed_in_as("ken").await.get(&format!("/notices/{ID}?{}", path.split('?').nth(1).unwrap())).await;
    assert!(!page.text().contains("早すぎます"), "customers read nothing of it");
    let english_alone = "verb=reschedule&start=2026-12-03T02%3A00&lead_time_exception_en=Law";
    let location = record(&portal, "mika", english_alone).await;
    assert!(location.ends_with("problem=message-needs-japanese"), "{location}");
}

#[rstest]
#[case::in_the_past("start=2026-11-01T02%3A00")]
#[case::unclear("start=soon")]
#[case::too_early("start=2026-12-03T02%3A00")]
#[case::english_alone("start=2026-12-13T02%3A00&lead_time_exception_en=Law")]
#[tokio::test]
async fn what_was_typed_into_a_refused_form_is_there_again_for_whoever_typed_it(#[case] times: &str) {
    let portal = with_lead_time(Engine::Sqlite).await;
    let form = "verb=reschedule&message=%E3%81%84%3C%E3%81%BE&message_en=Now&back=%2Fstaff%2Fnotices%2FSC-2026-0001";
    let mika = portal.signed_in_as("mika").await;
    let refused = mika.post("/actions/record-event", &format!("name={ID}&{form}&{times}")).await;
    let page = refused.header("location").split('#').next().unwrap();
    assert!(page.contains("problem="), "{page}");
    let carrying = async |who: &str| {
        let session = portal.signed_in_as(who).await.header_value("cookie");
        portal.anonymous().with("cookie", &format!("{session}; {}", cookies(&refused))).get(page).await
    };
    let shown = carrying("mika").await;
    let text = shown.text();
    let reschedule = text.split("id=\"record-reschedule\"").nth(1).unwrap().split("</form>").next().unwrap();
    for typed in [">い&lt;ま</textarea>", ">Now</textarea>"] {
        assert!(reschedule.contains(typed), "{reschedule}");
        assert_eq!(text.matches(typed).count(), 1, "in the form it was typed into");
    }
    assert!(reschedule.starts_with(" open"), "{reschedule}");
    assert!(shown.header("set-cookie").contains("Max-Age=0"), "and then forgotten");
    assert!(!carrying("sumi").await.text().contains(">Now</textarea>"), "for nobody else");
    assert_eq!(standing(&portal).await.events.len(), 1, "nothing was recorded");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn the_reason_for_a_start_too_soon_is_published_with_it(#[case] engine: Engine) {
    let portal = with_lead_time(engine).await;
    let form = "verb=reschedule&start=2026-12-03T02%3A00&lead_time_exception=%E6%B3%95%E6%94%B9%E6%AD%A3";
    assert!(record(&portal, "mika", form).await.ends_with("?done=recorded"));
    let ken = portal.signed_in_as("ken").await;
    let page = ken.get(&format!("/notices/{ID}")).await.text();
    assert!(page.contains("<b>事前の予告期間を確保できなかった理由</b> <span>法改正</span>"), "{page}");
    let english = ken.get(&format!("/en/notices/{ID}")).await.text();
    assert!(
        english.contains("<b>Why the usual lead time was not kept</b> <span lang=\"ja\">法改正</span>"),
        "{english}"
    );
}

#[tokio::test]
async fn what_is_cancelled_says_so_and_asks_for_nothing_more() {
    let portal = portal(Engine::Sqlite).await;
    let ken = portal.signed_in_as("ken").await;
    assert!(ken.get("/notices/SC-2026-0001").await.text().contains("/actions/acknowledge-revision"));
    let digest = standing(&portal).await.current.head.digest.to_string();
    record(&portal, "mika", "verb=cancel&message=%E4%BD%9C%E6%A5%AD%E4%B8%8D%E8%A6%81").await;
    let page = ken.get("/notices/SC-2026-0001").await.text();
    assert!(page.contains("この変更は中止しました") && page.contains("作業不要"));
    assert!(!page.contains("/actions/acknowledge-revision"));
    let late = format!("kind=notice&name={ID}&digest={digest}&back=%2Fnotices%2F{ID}");
    let answer = ken.post("/actions/acknowledge-revision", &late).await;
    assert_eq!(answer.header("location"), "/notices/SC-2026-0001", "a stale page leads to what it is now");
    let home = ken.get("/").await.text();
    assert!(!home.contains("class=\"need"), "nothing is needed any more");
    assert!(ken.get("/notices?state=cancelled").await.text().contains("深夜の作業"));
    assert!(!ken.get("/notices?state=upcoming").await.text().contains("深夜の作業"));
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_withdrawn_notice_leaves_a_stone_for_those_who_could_see_it(#[case] engine: Engine) {
    let portal = portal(engine).await;
    record(&portal, "mika", "verb=withdraw&message=%E8%AA%A4%E3%82%8A%E3%81%A7%E3%81%97%E3%81%9F").await;
    let ken = portal.signed_in_as("ken").await;
    for path in [
        "/notices/SC-2026-0001",
        "/notices/SC-2026-0001/revisions/1",
        "/notices/SC-2026-0001/compare/1/1",
        "/en/notices/SC-2026-0001",
    ] {
        let answer = ken.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let text = answer.text();
        assert!(text.contains("SC-2026-0001") && text.contains("誤りでした"), "{path}: {text}");
        assert!(!text.contains("録音の取得方法") && !text.contains("table.csv"), "the text is gone: {path}");
        assert!(!text.contains("fetch recordings"), "{path}");
    }
    assert_eq!(ken.get("/notices/SC-2026-0001/files/1/table.csv").await.status, StatusCode::NOT_FOUND);
    for path in ["/", "/notices"] {
        assert!(!ken.get(path).await.text().contains("深夜の作業"), "{path}");
    }
    assert!(ken.get("/notices?state=withdrawn").await.text().contains("深夜の作業"));
    assert!(!ken.get("/notices/SC-2026-0002").await.text().contains("深夜の作業"), "no neighbour either");
    // For those outside the audience nothing has changed: it never existed.
    let sora = portal.signed_in_as("sora").await;
    let (gone, missing) = (sora.get("/notices/SC-2026-0001").await, sora.get("/notices/SC-2026-0999").await);
    assert_eq!(comparable(&gone, "SC-2026-0001"), comparable(&missing, "SC-2026-0999"));
    // Staff can still read what it said.
    let mika = portal.signed_in_as("mika").await;
    assert!(mika.get("/notices/SC-2026-0001").await.text().contains("/notices/SC-2026-0001/revisions/1"));
    assert!(mika.get("/notices/SC-2026-0001/revisions/1").await.text().contains("録音の取得方法"));
    assert_eq!(mika.get("/notices/SC-2026-0001/files/1/table.csv").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_withdrawn_notice_is_unread_by_nobody_and_stays_in_the_feed_as_withdrawn() {
    let portal = TestPortal::with(Engine::Sqlite, &[notice()]).await;
    let ken = portal.signed_in_as("ken").await;
    assert!(ken.get("/notices").await.text().contains("すべて既読にする"));
    let before = portal.anonymous().get("/feeds/notices.atom").await;
    portal.later(TimeDelta::hours(1));
    record(&portal, "mika", "verb=withdraw").await;
    assert!(!ken.get("/notices").await.text().contains("すべて既読にする"), "nothing is unread");
    for (path, title) in [
        ("/feeds/notices.rss", "【取り下げ】深夜の作業"),
        ("/feeds/notices.atom?lang=en", "[Withdrawn] English title of SC-2026-0001"),
        ("/feeds/notices.json", "【取り下げ】深夜の作業"),
    ] {
        let feed = portal.anonymous().get(path).await.text();
        assert!(feed.contains(title), "{path}: {feed}");
        assert!(!feed.contains("録音の取得方法") && !feed.contains("fetch recordings"), "{path}");
    }
    let after = portal.anonymous().get("/feeds/notices.atom").await;
    let id = |feed: &str| feed.split("<id>").nth(2).map(|id| id.split("</id>").next().unwrap_or_default().to_owned());
    assert_eq!(id(&before.text()), id(&after.text()), "it is the same entry");
    assert!(after.text().contains("<updated>2026-11-24T02:00:00"), "{}", after.text());
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_is_automatic_begins_and_ends_without_anyone(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[Notice { facts: AUTOMATIC, ..Notice::new(1, "自動") }]).await;
    assert!(!publisher::record_due(&portal.portal).await.unwrap());
    portal.clock.set(store::testing::instant("2026-12-05T17:00:00Z"));
    assert!(publisher::record_due(&portal.portal).await.unwrap());
    assert_eq!(standing(&portal).await.phase(), domain::timeline::Phase::Started);
    portal.clock.set(store::testing::instant("2026-12-05T20:30:00Z"));
    assert!(publisher::record_due(&portal.portal).await.unwrap());
    assert!(!publisher::record_due(&portal.portal).await.unwrap());
    let page = portal.anonymous().get("/notices/SC-2026-0001").await.text();
    assert!(page.contains("予定どおり") && page.contains("記録: 2026年12月6日(日) 5:30 JST"), "{page}");
}
