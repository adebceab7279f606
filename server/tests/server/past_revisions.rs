//! What a past revision said, as it was said then.

use crate::comparing::publish_policy;
use crate::content::Notice;
use crate::portal::TestPortal;
use domain::clock::Clock;
use domain::event::Recorder;
use domain::timeline::{Shift, Transition, Verb};
use store::testing::{Engine, instant, notice_key};
use store::{NewEvent, Recording};

const PATH: &str = "/notices/SC-2026-0001";
const AMENDMENTS: &[&str] = &["{ on: 2026-11-24, class: material, note: 対応を改めました }"];

fn first() -> Notice {
    Notice {
        impact: "action_required",
        acknowledgement: "acknowledgement: { by: every_member, due: 2027-02-12 }\n",
        facts: "planned: { start: 2027-03-01T02:00:00+09:00 }\nlead_time_exception: 見本クラウドの都合によります。\nactions: [接続先を改めてください。]\n\
                alternatives: [古い接続先もお使いいただけます。]\n",
        is_translated: false,
        ..Notice::new(1, "接続先の変更")
    }
}

/// A notice whose date was moved and whose second revision says all else otherwise.
async fn portal() -> TestPortal {
    let portal = TestPortal::with(Engine::Sqlite, &[first()]).await;
    let start = instant("2027-04-04T17:00:00Z");
    record(&portal, Transition::reschedule(Shift { start: Some(start), end: None })).await;
    let second = Notice {
        impact: "informational",
        acknowledgement: "acknowledgement: { by: one_administrator, due: 2027-02-26 }\n",
        facts: "planned: { start: 2027-03-01T02:00:00+09:00 }\nlead_time_exception: 別のクラウドの都合によります。\n",
        amendments: AMENDMENTS,
        ..first()
    };
    assert_eq!(portal.publish(&[second]).await.revised, 1);
    portal
}

async fn record(portal: &TestPortal, transition: Transition) {
    let new = NewEvent { transition, by: Recorder::CommandLine, message: None, lead_time_exception: None };
    let key = notice_key("SC-2026-0001");
    let recorded = portal.portal.store.record_event(&key, &new, portal.clock.now()).await.unwrap().unwrap();
    assert!(matches!(recorded, Recording::Recorded(_)), "{recorded:?}");
    portal.portal.refresh().await.unwrap();
}

#[tokio::test]
async fn it_shows_what_it_stated_and_not_what_is_in_force() {
    let portal = portal().await;
    let current = portal.anonymous().get(PATH).await.text();
    assert!(current.contains("2027年4月5日") && current.contains("別のクラウド"), "{current}");
    let past = portal.anonymous().get(&format!("{PATH}/revisions/1")).await.text();
    for said in [
        "<dt>実施予定</dt><dd>2027年3月1日(月) 2:00",
        "<dt>事前の予告期間を確保できなかった理由</dt><dd>見本クラウドの都合によります。</dd>",
        "<dt>影響</dt><dd>取得の方法が変わります。</dd>",
        "<dt>基盤の変更</dt><dd>基盤は変わりません。</dd>",
        "<dt>対象の機能</dt><dd>通話録音API</dd>",
        "<dt>対応の要否</dt><dd>対応が必要</dd>",
        "2027年2月12日(金)まで",
        "<time datetime=\"2027-11-20\">",
        "<li>接続先を改めてください。</li>",
        "<li>古い接続先もお使いいただけます。</li>",
    ] {
        assert!(past.contains(said), "{said}: {past}");
    }
    for later in ["2027年4月5日", "別のクラウド", "2027年2月26日"] {
        assert!(!past.contains(later), "{later}: {past}");
    }
    assert!(!past.contains("/actions/acknowledge-revision"), "nothing is asked of a past revision");
}

#[tokio::test]
async fn staff_read_what_a_withdrawn_notice_stated_and_for_whom() {
    let first = Notice { audience: "audience: { tenants: [hinode] }\n", ..first() };
    let portal = TestPortal::with(Engine::Sqlite, &[first]).await;
    record(&portal, Transition::to(Verb::Withdraw)).await;
    let page = format!("{PATH}/revisions/1");
    let mika = portal.signed_in_as("mika").await.get(&page).await.text();
    for said in ["2027年3月1日(月) 2:00", "見本クラウド", "接続先を改めてください。", "<dt>対象のお客様</dt>", "hinode"]
    {
        assert!(mika.contains(said), "{said}: {mika}");
    }
    let ken = portal.signed_in_as("ken").await.get(&page).await.text();
    assert!(!ken.contains("見本クラウド") && !ken.contains("接続先を改めて"), "{ken}");
}

#[tokio::test]
async fn a_past_version_of_a_policy_names_who_signed_it() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    publish_policy(&portal, "1. 教育\n教育を年1回行います。\n", "").await;
    let past = portal.anonymous().get("/policies/security/versions/1").await.text();
    assert!(past.contains("<dt>署名者</dt><dd>見本株式会社 社長 山 宇</dd>"), "{past}");
    assert!(past.contains("<dt>制定日</dt><dd>2023年12月1日"), "{past}");
}
