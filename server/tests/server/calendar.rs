//! The calendar: its page, and the feed that other calendars follow.

use crate::content::Notice;
use crate::portal::{PUBLIC_URL, TestPortal};
use chrono::TimeDelta;
use domain::audience::Tenant;
use domain::clock::Clock;
use domain::event::Recorder;
use domain::id::NoticeId;
use domain::publication::PublicationKey;
use domain::timeline::{Shift, Transition, Verb};
use http::StatusCode;
use rstest::rstest;
use std::collections::BTreeMap;
use store::testing::{Engine, instant, sample_tenant};
use store::{NewEvent, Recording};

const FEED: &str = "/feeds/calendar.ics";

/// Three changes in March 2027: for everyone, for hinode, and one to act on.
async fn portal(engine: Engine) -> TestPortal {
    let portal = TestPortal::new(engine).await;
    let due = "acknowledgement: { by: every_member, due: 2027-03-12 }\n";
    let notices = [
        Notice { acknowledgement: due, ..Notice::new(1, "全員向けの変更") },
        Notice::new(2, "日の出だけの変更").only_for_hinode(),
        Notice { impact: "may_require_action", ..Notice::new(3, "期限のある変更") },
    ];
    crate::content::write(&portal.content(), &notices);
    let night = "{ start: 2027-03-01T02:00:00+09:00, end: 2027-03-01T04:00:00+09:00 }";
    notices[0].set(&portal.content(), "planned", Some(night));
    notices[1].set(&portal.content(), "planned", Some("{ start: 2027-03-02T02:00:00+09:00 }"));
    notices[2].set(
        &portal.content(),
        "planned",
        Some("{ start: 2027-03-31T22:00:00+09:00, end: 2027-04-02T01:30:00+09:00 }"),
    );
    notices[2].set(&portal.content(), "act_by", Some("2027-02-26"));
    portal.publish_again().await;
    portal
}

fn notice_key(number: u32) -> PublicationKey {
    PublicationKey::Notice(NoticeId::parse(&format!("SC-2026-{number:04}")).unwrap())
}

async fn record(portal: &TestPortal, number: u32, transition: Transition) {
    let new = NewEvent { transition, by: Recorder::CommandLine, message: None, lead_time_exception: None };
    let now = portal.clock.now();
    let recorded = portal.portal.store.record_event(&notice_key(number), &new, now).await.unwrap().unwrap();
    assert!(matches!(recorded, Recording::Recorded(_)), "{recorded:?}");
    portal.portal.refresh().await.unwrap();
}

/// The events of a calendar by their UID, each with its properties.
fn events(ics: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let unfolded = ics.replace("\r\n ", "");
    let blocks = unfolded.split("BEGIN:VEVENT\r\n").skip(1).map(|block| block.split("END:VEVENT").next().unwrap());
    blocks
        .map(|block| {
            let properties: BTreeMap<_, _> = block
                .split_terminator("\r\n")
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            (properties["UID"].clone(), properties)
        })
        .collect()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_month_shows_what_the_reader_has_in_it(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let page = portal.anonymous().get("/calendar?month=2027-03").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(text.contains("2027年3月") && text.contains("全員向けの変更") && text.contains("2:00–4:00"), "{text}");
    assert!(!text.contains("日の出だけの変更") && !text.contains("確認期限</span>"), "neither is this reader's");
    assert_eq!(text.matches(">期限のある変更<").count(), 1, "the part of it that is in March");
    let under_way = text.find("この月に続いている変更");
    assert_eq!(under_way, None, "none is long");
    let april = portal.anonymous().get("/calendar?month=2027-04").await.text();
    assert_eq!(april.matches(">期限のある変更<").count(), 2);
    assert!(april.contains("継続") && april.contains("1:30まで"), "{april}");

    let ken = portal.signed_in_as("ken").await.get("/en/calendar?month=2027-03").await.text();
    assert!(ken.contains("March 2027") && ken.contains("English title of SC-2026-0002"));
    assert!(ken.contains("Acknowledge by"), "the day by which he is asked to acknowledge");
}

/// Aozora became a customer after the day until which all were asked; hinode was there.
#[rstest]
#[case("ken", true)]
#[case("mika", true)]
#[case("sora", false)]
#[tokio::test]
async fn a_day_to_acknowledge_is_told_to_those_it_was_asked_of(#[case] who: &str, #[case] is_asked: bool) {
    let due = "acknowledgement: { by: every_member, due: 2026-11-22 }\n";
    let portal = TestPortal::new(Engine::Sqlite).await;
    let joined = Tenant { joined_on: "2026-11-23".parse().ok(), ..sample_tenant("aozora") };
    portal.portal.store.put_tenant(&joined).await.unwrap();
    portal.publish(&[Notice { acknowledgement: due, ..Notice::new(1, "全員向けの変更") }]).await;
    let reader = portal.signed_in_as(who).await;
    let page = reader.get("/notices/SC-2026-0001").await.text();
    assert_eq!(page.contains("ご確認の期限"), is_asked, "{page}");
    let is_member = who != "mika";
    let month = reader.get("/calendar?month=2026-11").await.text();
    assert_eq!(month.contains("/notices/SC-2026-0001"), is_asked && is_member, "{month}");
    let feed = format!("/feeds/private/{}/calendar.ics", portal.feed_of(who).await);
    let feed = events(&portal.anonymous().get(&feed).await.text());
    assert!(feed.contains_key("SC-2026-0001-change@portal.example"), "{feed:?}");
    assert_eq!(feed.contains_key("SC-2026-0001-acknowledge@portal.example"), is_asked && is_member, "{feed:?}");
}

#[tokio::test]
async fn an_agenda_lists_what_is_to_come_and_filters_are_those_of_the_list() {
    let portal = portal(Engine::Sqlite).await;
    let agenda = portal.anonymous().get("/calendar?view=agenda").await.text();
    let places = ["期限のある変更", "全員向けの変更"].map(|title| agenda.find(&format!(">{title}<")).unwrap());
    assert!(places.is_sorted(), "the day to act comes before the change");
    let filtered = portal.anonymous().get("/calendar?view=agenda&impact=may_require_action").await.text();
    assert!(filtered.contains("期限のある変更") && !filtered.contains("全員向けの変更"));
    assert!(filtered.contains("webcal://portal.example/feeds/calendar.ics?impact=may_require_action"));
    let later = portal.anonymous().get("/calendar?view=agenda&month=2027-04").await.text();
    assert!(later.contains("期限のある変更") && !later.contains("全員向けの変更"), "what is under way stays");
}

#[tokio::test]
async fn a_full_month_is_listed_to_its_end() {
    let notices: Vec<_> = (1..=130).map(|number| Notice::new(number, "多い日の件")).collect();
    let portal = TestPortal::new(Engine::Sqlite).await;
    crate::content::write(&portal.content(), &notices);
    for (number, notice) in (1..).zip(&notices) {
        let day = 1 + number % 20;
        notice.set(&portal.content(), "planned", Some(&format!("{{ start: 2027-03-{day:02}T02:00:00+09:00 }}")));
    }
    portal.publish_again().await;
    let listed = |page: &str| page.matches("href=\"/notices/SC-2026-").count();
    let first = portal.anonymous().get("/calendar?view=agenda&month=2027-03").await.text();
    let day = first.split_once("from=2027-03-").map(|(_, day)| &day[..2]).unwrap();
    let second = portal.anonymous().get(&format!("/calendar?view=agenda&from=2027-03-{day}")).await.text();
    assert_eq!(listed(&first) + listed(&second), 130, "each once, from {day} on in the second part");
    assert!(!second.contains("これより先の予定を見る"));
    let month = portal.anonymous().get(&format!("/calendar?from=2027-03-{day}")).await.text();
    assert!(month.contains("2027年3月") && month.contains("month-table"), "the month of that day");
}

#[tokio::test]
async fn links_lead_through_the_months_that_have_something_and_no_further() {
    let portal = portal(Engine::Sqlite).await;
    let page = |month: &'static str| {
        let reader = portal.anonymous();
        async move { reader.get(&format!("/calendar?month={month}")).await.text() }
    };
    let (april, far) = (page("2027-04").await, page("2150-01").await);
    assert!(april.contains("href=\"/calendar?month=2027-03\"") && !april.contains("month=2027-05"), "{april}");
    assert!(far.contains("href=\"/calendar?month=2027-04\"") && !far.contains("month=2150-02"));
    let now = page("2026-11").await;
    assert!(now.contains("month=2026-12") && !now.contains("month=2026-10"));
}

#[tokio::test]
async fn what_is_not_known_is_said_and_the_calendar_shown() {
    let portal = portal(Engine::Sqlite).await;
    for query in ["month=2027-13", "month=x", "from=2027-03", "from=2027-02-30", "view=week", "impact=huge"] {
        let page = portal.anonymous().get(&format!("/calendar?{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains(query) && page.text().contains("2026年11月"), "{query}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn the_feed_has_what_everyone_may_see_even_for_a_signed_in_reader(#[case] engine: Engine) {
    let portal = portal(engine).await;
    for reader in [portal.anonymous(), portal.signed_in_as("ken").await] {
        let feed = reader.get(FEED).await;
        assert_eq!((feed.status, feed.header("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
        let events = events(&feed.text());
        let uids: Vec<_> = events.keys().map(String::as_str).collect();
        assert_eq!(
            uids,
            [
                "SC-2026-0001-change@portal.example",
                "SC-2026-0003-act-by@portal.example",
                "SC-2026-0003-change@portal.example"
            ]
        );
        let change = &events["SC-2026-0001-change@portal.example"];
        assert_eq!((change["DTSTART"].as_str(), change["DTEND"].as_str()), ("20270228T170000Z", "20270228T190000Z"));
        assert_eq!(events["SC-2026-0003-act-by@portal.example"]["DTSTART;VALUE=DATE"], "20270226");
        assert_eq!(change["URL"], format!("{PUBLIC_URL}/notices/SC-2026-0001"));
    }
}

#[tokio::test]
async fn the_feed_is_asked_as_the_others_are() {
    let portal = portal(Engine::Sqlite).await;
    let english = portal.anonymous().get("/feeds/calendar.ics?lang=en&impact=may_require_action").await.text();
    assert!(english.contains("English title of SC-2026-0003") && !english.contains("SC-2026-0001"));
    assert!(english.contains("PRODID:-//Kairan//Kairan//EN"));
    let problem = portal.anonymous().get("/feeds/calendar.ics?lang=fr").await;
    assert_eq!((problem.status, problem.header("content-type")), (StatusCode::BAD_REQUEST, "application/problem+json"));
}

#[tokio::test]
async fn the_same_calendar_gives_the_same_bytes_and_is_not_sent_twice() {
    let portal = portal(Engine::Sqlite).await;
    let first = portal.anonymous().get(FEED).await;
    assert_eq!(first.header("last-modified"), "Tue, 24 Nov 2026 01:00:00 GMT");
    portal.later(TimeDelta::days(200));
    let later = portal.anonymous().get(FEED).await;
    assert_eq!((later.header("etag"), &later.body), (first.header("etag"), &first.body));
    for (name, value) in [("if-none-match", first.header("etag")), ("if-modified-since", first.header("last-modified"))]
    {
        let known = portal.anonymous().with(name, value).get(FEED).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0), "{name}");
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn what_moves_and_what_is_cancelled_does_so_under_the_same_uid(#[case] engine: Engine) {
    let portal = portal(engine).await;
    let uid = "SC-2026-0001-change@portal.example";
    let before = portal.anonymous().get(FEED).await;
    let known = |answer: &crate::portal::TestResponse| events(&answer.text())[uid].clone();
    assert_eq!((known(&before)["SEQUENCE"].as_str(), known(&before)["STATUS"].as_str()), ("0", "CONFIRMED"));

    portal.later(TimeDelta::hours(1));
    let start = instant("2027-03-08T17:00:00Z");
    record(&portal, 1, Transition::reschedule(Shift { start: Some(start), end: None })).await;
    let moved = portal.anonymous().with("if-none-match", before.header("etag")).get(FEED).await;
    assert_eq!(moved.status, StatusCode::OK);
    assert_eq!(known(&moved)["DTSTART"], "20270308T170000Z");
    assert_eq!(known(&moved)["DTEND"], "20270308T190000Z", "its end moves along");
    assert_eq!((known(&moved)["SEQUENCE"].as_str(), known(&moved)["DTSTAMP"].as_str()), ("1", "20261124T020000Z"));
    assert_eq!(moved.header("last-modified"), "Tue, 24 Nov 2026 02:00:00 GMT");
    let page = portal.anonymous().get("/calendar?month=2027-03").await.text();
    assert!(page.contains("datetime=\"2027-03-09\""));

    portal.later(TimeDelta::hours(1));
    record(&portal, 1, Transition::to(Verb::Cancel)).await;
    let cancelled = portal.anonymous().get(FEED).await;
    let event = known(&cancelled);
    assert_eq!((event["SEQUENCE"].as_str(), event["STATUS"].as_str()), ("2", "CANCELLED"));
    assert_eq!(event["DTSTART"], "20270308T170000Z");
    assert_eq!(event["SUMMARY;LANGUAGE=ja"], "【中止】全員向けの変更");
    let page = portal.anonymous().get("/calendar?month=2027-03").await.text();
    assert!(page.contains("<s>全員向けの変更</s>") && page.contains(">中止</span>"), "struck, and in a word");
}

#[tokio::test]
async fn a_day_that_is_left_out_changes_the_date_of_the_calendar() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let only_a_day = Notice { impact: "may_require_action", ..Notice::new(1, "期限だけの件") };
    let lines = [("category", Some("feature")), ("planned", None), ("act_by", Some("2027-02-26"))];
    only_a_day.write(&portal.content());
    for (key, value) in lines {
        only_a_day.set(&portal.content(), key, value);
    }
    portal.publish(&[Notice::new(2, "別の件")]).await;
    let before = portal.anonymous().get(FEED).await;
    assert_eq!(before.header("last-modified"), "Tue, 24 Nov 2026 01:00:00 GMT");
    assert!(before.text().contains("SC-2026-0001"));
    portal.later(TimeDelta::hours(1));
    let amendments = &["{ on: 2026-11-24, class: editorial, note: 期限はありません }"];
    let amended = Notice { amendments, ..only_a_day };
    amended.write(&portal.content());
    for (key, value) in &lines[..2] {
        amended.set(&portal.content(), key, *value);
    }
    assert_eq!(portal.publish_again().await.revised, 1);
    let after = portal.anonymous().with("if-modified-since", before.header("last-modified")).get(FEED).await;
    assert_eq!((after.status, after.header("last-modified")), (StatusCode::OK, "Tue, 24 Nov 2026 02:00:00 GMT"));
    assert!(!after.text().contains("SC-2026-0001"));
}

#[tokio::test]
async fn what_was_taken_back_says_that_and_not_that_it_was_cancelled() {
    let portal = portal(Engine::Sqlite).await;
    portal.later(TimeDelta::hours(1));
    record(&portal, 3, Transition::to(Verb::Withdraw)).await;
    let feed = events(&portal.anonymous().get(FEED).await.text());
    let (change, act_by) = (&feed["SC-2026-0003-change@portal.example"], &feed["SC-2026-0003-act-by@portal.example"]);
    assert_eq!((change["STATUS"].as_str(), act_by["STATUS"].as_str()), ("CANCELLED", "CANCELLED"));
    assert_eq!(change["SUMMARY;LANGUAGE=ja"], "【取り下げ】期限のある変更");
    assert_eq!(act_by["SUMMARY;LANGUAGE=ja"], "【取り下げ】対応期限: 期限のある変更", "and what it stood for");
    let page = portal.anonymous().get("/calendar?month=2027-03&state=withdrawn").await.text();
    assert!(page.contains("<s>期限のある変更</s>") && page.contains(">取り下げ</span>"), "{page}");
    assert!(!page.contains(">中止</span>"), "{page}");
}
