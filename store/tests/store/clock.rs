//! A clock that jumps: two days ahead and back, or an hour back. What was written by the clock that was wrong
//! holds nothing up for ever, lets nothing happen twice and locks nobody out for longer than a window.

use crate::scene::{Scene, add, later, viewer};
use chrono::TimeDelta;
use domain::audit::{Act, Actor, AuditAction};
use domain::delivery::{DeliveryState, FURTHEST_ATTEMPT, LEASE, Outcome};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::person::{InvitationLimits, NewInvitation};
use domain::plan::Draft;
use domain::revision::RevisionClass::Initial;
use domain::subscription::MailSubscription;
use domain::token::Scope;
use domain::viewer::{TenantRole, Viewer};
use rstest::rstest;
use store::testing::{Engine, new_member, notice_draft, sample_time};
use store::{Claim, EndedSessions, Limit, NewToken, OnceToken};

/// In minutes: how far ahead the clock is when it is wrong.
const HOUR: i64 = 60;
const TWO_DAYS: i64 = 2 * 24 * 60;

/// Two subscribers of aozora.
async fn with_subscribers(engine: Engine) -> Scene {
    let scene = Scene::on(engine).await;
    for name in ["p0", "p1"] {
        let reader = add(&scene.store, &new_member(name, "aozora", TenantRole::Member)).await;
        scene.store.set_mail_subscription(&reader, &MailSubscription::everything(), later(0)).await.unwrap();
    }
    scene
}

async fn sent(scene: &Scene, worker: &str, minute: i64) -> Vec<i64> {
    let claimed = scene.store.claim_deliveries(worker, later(minute), 10).await.unwrap();
    let ids: Vec<_> = claimed.iter().map(|delivery| delivery.id).collect();
    let outcomes: Vec<_> = ids.iter().map(|id| (*id, Outcome::Sent)).collect();
    scene.store.settle_deliveries(worker, &outcomes, later(minute)).await.unwrap();
    ids
}

async fn counted(scene: &Scene, state: DeliveryState) -> u64 {
    scene.store.delivery_counts().await.unwrap().get(&state).copied().unwrap_or_default()
}

#[rstest]
#[tokio::test]
async fn a_lease_of_a_clock_that_went_back_is_over_and_what_comes_late_is_ignored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(HOUR, TWO_DAYS)] ahead: i64,
) {
    let scene = with_subscribers(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.store.expand_dispatches(later(0), 10).await.unwrap();
    let lost = scene.store.claim_deliveries("a", later(ahead), 10).await.unwrap();
    assert_eq!(lost.len(), 2);
    assert_eq!(sent(&scene, "b", 1).await.len(), 2, "the clock went back, and another takes over at once");
    scene.store.settle_delivery("a", lost[0].id, &Outcome::Deferred("421".into()), later(2)).await.unwrap();
    for minute in [3, ahead, ahead + 10, 2 * ahead] {
        assert_eq!(sent(&scene, "c", minute).await, [] as [i64; 0], "nothing is sent again");
    }
    assert_eq!(counted(&scene, DeliveryState::Sent).await, 2);
}

#[rstest]
#[tokio::test]
async fn clocks_that_differ_a_little_take_nothing_from_each_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = with_subscribers(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.store.expand_dispatches(later(0), 10).await.unwrap();
    let claimed_at = later(0) + LEASE;
    assert_eq!(scene.store.claim_deliveries("a", claimed_at, 10).await.unwrap().len(), 2);
    for now in [later(0), later(1), claimed_at, claimed_at + LEASE - TimeDelta::microseconds(1)] {
        assert_eq!(scene.store.claim_deliveries("b", now, 10).await.unwrap(), [], "{now}");
    }
}

#[rstest]
#[tokio::test]
async fn a_try_put_off_by_a_clock_that_went_back_waits_no_longer_than_the_longest_pause(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(HOUR, TWO_DAYS)] ahead: i64,
) {
    let scene = with_subscribers(engine).await;
    scene.publish(&[notice_draft("SC-2026-0001", &[Initial])]).await;
    scene.store.expand_dispatches(later(ahead), 10).await.unwrap();
    let claimed = scene.store.claim_deliveries("a", later(ahead), 1).await.unwrap();
    scene.store.settle_delivery("a", claimed[0].id, &Outcome::Deferred("451".into()), later(ahead)).await.unwrap();
    let (mut minute, mut times) = (1, vec![]);
    while minute <= 1 + FURTHEST_ATTEMPT.num_minutes() {
        times.extend(sent(&scene, "b", minute).await.into_iter().map(|id| (id, minute)));
        minute += 1;
    }
    times.sort_unstable();
    assert_eq!(times.len(), 2, "both are sent, each once: {times:?}");
    assert!(times.iter().all(|(_, at)| *at <= FURTHEST_ATTEMPT.num_minutes()), "{times:?}");
    assert_eq!(sent(&scene, "c", 2 * ahead).await, [] as [i64; 0]);
}

#[rstest]
#[tokio::test]
async fn what_is_scheduled_is_told_once_in_spite_of_a_clock_that_was_ahead(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(90, 36 * 60)] publish_at: i64,
) {
    let scene = with_subscribers(engine).await;
    scene.publish(&[Draft { publish_at: later(publish_at), ..notice_draft("SC-2026-0001", &[Initial]) }]).await;
    assert_eq!(scene.store.expand_dispatches(later(TWO_DAYS), 10).await.unwrap(), 2);
    let early = scene.store.claim_deliveries("a", later(TWO_DAYS), 1).await.unwrap();
    scene.store.settle_delivery("a", early[0].id, &Outcome::Sent, later(TWO_DAYS)).await.unwrap();
    for minute in (1..publish_at).step_by(7).chain([publish_at - 1]) {
        assert_eq!(scene.store.expand_dispatches(later(minute), 10).await.unwrap(), 0);
        assert_eq!(sent(&scene, "b", minute).await, [] as [i64; 0], "it has yet to appear");
    }
    assert_eq!((counted(&scene, DeliveryState::Pending).await, counted(&scene, DeliveryState::Skipped).await), (1, 0));
    assert_eq!(sent(&scene, "b", publish_at).await.len(), 1, "it is told when it appears");
    assert_eq!(scene.store.expand_dispatches(later(TWO_DAYS + 1), 10).await.unwrap(), 0);
    assert_eq!(sent(&scene, "b", TWO_DAYS + 1).await, [] as [i64; 0]);
    assert_eq!(counted(&scene, DeliveryState::Sent).await, 2);
}

#[rstest]
#[tokio::test]
async fn tries_of_a_clock_that_went_back_count_for_one_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(HOUR, TWO_DAYS)] ahead: i64,
) {
    let scene = Scene::on(engine).await;
    let limits = [Limit { key: "x@y.example".into(), most: 3 }];
    let may_try = async |minute| {
        let act = Act { actor: Actor::System, network: None, at: later(minute) };
        let refusal = act.record(AuditAction::SignInRefused, None, "x@y.example");
        scene.store.begin_attempt(&limits, TimeDelta::minutes(15), &refusal).await.unwrap().is_some()
    };
    for _ in 0..3 {
        assert!(may_try(ahead).await);
    }
    assert!(!may_try(ahead).await);
    assert!(!may_try(1).await, "going back is no way around the limit");
    assert!(!may_try(15).await && may_try(17).await, "and locks nobody out for longer than the window");
    assert!(may_try(ahead).await, "what was counted once is not counted again");
}

#[rstest]
#[tokio::test]
async fn a_window_of_requests_that_was_used_up_ahead_is_not_used_up_now(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    assert_eq!(scene.store.take_of_window("token 1", later(TWO_DAYS), 100).await.unwrap(), 0);
    assert_eq!(scene.store.take_of_window("token 1", later(TWO_DAYS), 1).await.unwrap(), 100);
    assert_eq!(scene.store.take_of_window("token 1", later(0), 1).await.unwrap(), 0);
}

#[rstest]
#[tokio::test]
async fn a_session_neither_ends_by_a_jump_nor_lives_longer_than_it(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(HOUR, TWO_DAYS)] ahead: i64,
) {
    let scene = Scene::on(engine).await;
    let lasts = 14 * 24 * 60;
    scene.store.start_session(&[1; 32], scene.yumi.user, later(0), later(lasts)).await.unwrap();
    scene.store.start_session(&[2; 32], scene.ken.user, later(ahead), later(ahead + lasts)).await.unwrap();
    assert_eq!(scene.store.sweep_sessions(later(ahead)).await.unwrap(), 0);
    let is_there =
        async |seed: u8, minute| scene.store.viewer_by_session(&[seed; 32], later(minute)).await.unwrap().is_some();
    for minute in [ahead, 1, -HOUR, lasts - 1] {
        assert!(is_there(1, minute).await && is_there(2, minute).await, "{minute}");
    }
    assert!(!is_there(1, lasts).await);
    assert!(is_there(2, ahead + lasts - 1).await && !is_there(2, ahead + lasts).await, "longer by the jump, no more");
}

#[rstest]
#[tokio::test]
async fn what_is_good_once_is_not_good_again_after_the_clock_went_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(HOUR, TWO_DAYS)] ahead: i64,
) {
    let scene = Scene::on(engine).await;
    let (store, yumi, hinode) = (&scene.store, viewer(&scene.yumi), &scene.yumi.tenant.id);
    let act = |minute| Act { actor: Actor::of(&Viewer::Anonymous), network: None, at: later(minute) };
    let by_yumi = Act { actor: Actor::of(&yumi), ..act(0) };
    let rin = NewInvitation {
        address: MailAddress::parse("rin@hinode.example").unwrap(),
        name: "凛".into(),
        role: TenantRole::Member,
        locale: Locale::Ja,
    };
    let limits = InvitationLimits { per_tenant_a_day: 9, per_person_an_hour: 9, between: TimeDelta::zero() };
    store.invite(&yumi, hinode, &rin, &limits, &by_yumi).await.unwrap().unwrap().unwrap();
    store.ask_password_reset(&scene.ken.address, &act(0)).await.unwrap();
    let letters = store.claim_letters("a", later(0), 10).await.unwrap();
    assert_eq!(letters.len(), 2);
    for (seed, letter) in (1..).zip(&letters) {
        assert!(store.open_link(letter.id, &[seed; 32], later(0)).await.unwrap());
        store.settle_letter("a", letter.id, &Outcome::Sent, later(0)).await.unwrap();
    }
    let launch = OnceToken { issuer: "https://id.example".into(), id: "jti".into(), expires_at: later(5) };
    let use_it = async || store.end_sessions_of_provider("id", Some("nobody"), None, &launch).await.unwrap();

    assert!(store.accept_invitation(&[1; 32], "hash".into(), &act(1)).await.unwrap().is_some());
    assert!(store.reset_password(&[2; 32], "hash".into(), &act(1)).await.unwrap());
    assert_eq!(use_it().await, EndedSessions::Ended(0));
    store.sweep_sign_ins(later(ahead)).await.unwrap();
    store.sweep_links(later(ahead)).await.unwrap();
    for minute in [1, 2, -HOUR] {
        assert_eq!(store.accept_invitation(&[1; 32], "hash".into(), &act(minute)).await.unwrap(), None);
        assert!(!store.reset_password(&[2; 32], "hash".into(), &act(minute)).await.unwrap());
        assert_eq!(use_it().await, EndedSessions::Replayed);
        let again = store.claim_letters("b", later(minute), 10).await.unwrap();
        let ids: Vec<_> = letters.iter().map(|letter| letter.id).collect();
        assert!(again.iter().all(|letter| !ids.contains(&letter.id)), "no letter goes twice");
    }
}

#[rstest]
#[tokio::test]
async fn a_letter_of_a_clock_that_went_back_is_not_stuck(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] is_claimed: bool,
) {
    let scene = Scene::on(engine).await;
    let asked_at = later(if is_claimed { 0 } else { TWO_DAYS });
    let act = Act { actor: Actor::System, network: None, at: asked_at };
    scene.store.ask_password_reset(&scene.ken.address, &act).await.unwrap();
    if is_claimed {
        assert_eq!(scene.store.claim_letters("a", later(TWO_DAYS), 10).await.unwrap().len(), 1);
    }
    assert_eq!(scene.store.claim_letters("b", later(1), 10).await.unwrap().len(), 1);
    assert_eq!(scene.store.claim_letters("c", later(2), 10).await.unwrap().len(), 0);
}

#[rstest]
#[tokio::test]
async fn a_request_that_died_ahead_holds_its_key_no_longer_than_another(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let new = NewToken { name: "x".to_owned(), scopes: [Scope::NoticesRead].into(), expires_at: later(9 * TWO_DAYS) };
    let act = Act::of_system(sample_time());
    let token = scene.store.make_token(&viewer(&scene.yumi), &new, &[1; 32], &act).await.unwrap().unwrap();
    let claim = async |minute| scene.store.claim_key(token, "key", &[1; 32], later(minute)).await.unwrap();
    assert_eq!(claim(TWO_DAYS).await, Claim::Claimed);
    assert_eq!(claim(1).await, Claim::Claimed, "the first has died");
    assert_eq!(claim(1).await, Claim::InFlight);
}
