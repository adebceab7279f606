//! People as their administrators change them, and everything by which somebody comes in.

use crate::scene::{Scene, later, viewer};
use chrono::TimeDelta;
use domain::audit::{Act, Actor, AuditAction, AuditFilter};
use domain::delivery::Outcome;
use domain::letter::LetterKind;
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::person::{InvitationLimits, InvitationRefusal, NewInvitation, PersonChange, PersonRefusal, PersonState};
use domain::viewer::{TenantRole, Viewer};
use rstest::rstest;
use store::testing::{Engine, sample_time};
use store::{Acceptance, Limit};

fn act(of: &Viewer, minute: i64) -> Act {
    Act { actor: Actor::of(of), network: None, at: later(minute) }
}

/// So many that none is too many.
const LIMITS: InvitationLimits =
    InvitationLimits { per_tenant_a_day: 100, per_person_an_hour: 100, between: TimeDelta::zero() };

fn rin(address: &str) -> NewInvitation {
    NewInvitation {
        address: MailAddress::parse(address).unwrap(),
        name: "凛".into(),
        role: TenantRole::Member,
        locale: Locale::Ja,
    }
}

/// Sends the letters there are; the links of them have these hashes, from `first` on.
async fn send(scene: &Scene, first: u8, minute: i64) -> usize {
    let letters = scene.store.claim_letters("worker", later(minute), 10).await.unwrap();
    for (seed, letter) in (first..).zip(&letters) {
        assert!(scene.store.open_link(letter.id, &[seed; 32], later(minute)).await.unwrap());
        scene.store.settle_letter("worker", letter.id, &Outcome::Sent, later(minute)).await.unwrap();
    }
    letters.len()
}

#[rstest]
#[tokio::test]
async fn an_invitation_is_sent_accepted_once_and_then_over(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (yumi, hinode) = (viewer(&scene.yumi), &scene.yumi.tenant.id);
    let store = &scene.store;
    let new = rin("rin@hinode.example");
    assert_eq!(store.invite(&yumi, hinode, &new, &LIMITS, &act(&yumi, 1)).await.unwrap(), Some(Ok(())));
    let twice = store.invite(&yumi, hinode, &new, &LIMITS, &act(&yumi, 2)).await.unwrap();
    assert_eq!(twice, Some(Err(InvitationRefusal::IsInvited)));
    let there = store.invite(&yumi, hinode, &rin("ken@hinode.example"), &LIMITS, &act(&yumi, 2)).await.unwrap();
    assert_eq!(there, Some(Err(InvitationRefusal::IsThere)));
    for other in [viewer(&scene.ken), viewer(&scene.sora), Viewer::Anonymous] {
        assert_eq!(store.invite(&other, hinode, &new, &LIMITS, &act(&other, 2)).await.unwrap(), None);
    }
    assert_eq!((send(&scene, 1, 3).await, send(&scene, 2, 3).await), (1, 0));
    assert!(store.invitation_by_link(&[1; 32], later(4)).await.unwrap().is_some());
    let accept = |seed: u8| {
        let (store, act) = (store.clone(), act(&Viewer::Anonymous, 5));
        async move { store.accept_invitation(&[seed; 32], "hash".into(), &act).await.unwrap() }
    };
    assert_eq!(accept(9).await, None);
    let (a, b) = tokio::join!(accept(1), accept(1));
    assert_eq!([a, b].iter().filter(|one| one.is_some()).count(), 1, "of two at once one is accepted");
    assert_eq!(store.roster(&yumi, hinode).await.unwrap().unwrap().people.len(), 3);
    assert!(store.invitation_by_link(&[1; 32], later(6)).await.unwrap().is_none());
}

#[rstest]
#[tokio::test]
async fn a_link_ends_when_it_is_cancelled_sent_anew_or_old(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (yumi, hinode) = (viewer(&scene.yumi), &scene.yumi.tenant.id);
    let store = &scene.store;
    store.invite(&yumi, hinode, &rin("rin@hinode.example"), &LIMITS, &act(&yumi, 1)).await.unwrap();
    send(&scene, 1, 1).await;
    let works = |seed: u8, minute: i64| async move {
        store.invitation_by_link(&[seed; 32], later(minute)).await.unwrap().is_some()
    };
    let week = 7 * 24 * 60;
    assert!(works(1, week).await && !works(1, week + 1).await);
    let id = store.roster(&yumi, hinode).await.unwrap().unwrap().invitations[0].id;
    let sora = viewer(&scene.sora);
    for tenant in [hinode, &scene.sora.tenant.id] {
        assert_eq!(store.resend_invitation(&sora, tenant, id, &LIMITS, &act(&sora, 2)).await.unwrap(), None);
        assert_eq!(store.cancel_invitation(&sora, tenant, id, &act(&sora, 2)).await.unwrap(), None);
    }
    store.resend_invitation(&yumi, hinode, id, &LIMITS, &act(&yumi, 2)).await.unwrap().unwrap().unwrap();
    assert!(!works(1, 2).await);
    send(&scene, 2, 2).await;
    assert!(works(2, 3).await);
    store.cancel_invitation(&yumi, hinode, id, &act(&yumi, 4)).await.unwrap().unwrap();
    assert!(!works(2, 4).await);
    assert_eq!(store.cancel_invitation(&yumi, hinode, id, &act(&yumi, 5)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn an_address_that_signs_in_elsewhere_comes_out_only_for_its_owner(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (yumi, hinode) = (viewer(&scene.yumi), &scene.yumi.tenant.id);
    let invited =
        scene.store.invite(&yumi, hinode, &rin("sora@aozora.example"), &LIMITS, &act(&yumi, 1)).await.unwrap();
    assert_eq!(invited, Some(Ok(())));
    send(&scene, 1, 1).await;
    let accepted = scene.store.accept_invitation(&[1; 32], "hash".into(), &act(&Viewer::Anonymous, 2)).await.unwrap();
    assert_eq!(accepted, Some(Acceptance::AddressTaken));
}

#[rstest]
#[tokio::test]
async fn whoever_leaves_is_out_at_once_stays_on_record_and_may_come_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (yumi, hinode, ken) = (viewer(&scene.yumi), &scene.yumi.tenant.id, scene.ken.user);
    let store = &scene.store;
    store.start_session(&[1; 32], ken, sample_time(), later(60)).await.unwrap();
    let change = |change, minute| {
        let (store, act, yumi) = (store.clone(), act(&yumi, minute), yumi.clone());
        async move { store.change_person(&yumi, hinode, ken, change, &act).await.unwrap().unwrap() }
    };
    assert_eq!(change(PersonChange::Disable, 1).await, Ok(true));
    assert_eq!(change(PersonChange::Disable, 2).await, Ok(false));
    assert_eq!(store.viewer_by_session(&[1; 32], later(2)).await.unwrap(), None);
    assert_eq!(change(PersonChange::Enable, 3).await, Ok(true));
    assert_eq!(store.viewer_by_session(&[1; 32], later(3)).await.unwrap(), None, "the old session stays over");
    assert_eq!(change(PersonChange::Remove, 4).await, Ok(true));
    assert_eq!(change(PersonChange::Enable, 5).await, Err(PersonRefusal::HasLeft));
    let roster = store.roster(&yumi, hinode).await.unwrap().unwrap();
    let last = roster.people.last().unwrap();
    assert_eq!((last.state, last.address.as_str()), (PersonState::Removed, "ken@hinode.example"));
    let again = store.invite(&yumi, hinode, &rin("ken@hinode.example"), &LIMITS, &act(&yumi, 6)).await.unwrap();
    assert_eq!(again, Some(Ok(())));
    send(&scene, 7, 7).await;
    let accepted = store.accept_invitation(&[7; 32], "hash".into(), &act(&Viewer::Anonymous, 8)).await.unwrap();
    assert!(matches!(accepted, Some(Acceptance::Accepted(user)) if user != ken));
}

#[rstest]
#[tokio::test]
async fn word_of_a_change_opens_no_link_and_goes_to_nobody_who_lost_access(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (store, yumi, ken) = (&scene.store, viewer(&scene.yumi), viewer(&scene.ken));
    store.change_password(&yumi, "hash".into(), &[1; 32], &act(&yumi, 1)).await.unwrap();
    store.change_password(&ken, "hash".into(), &[2; 32], &act(&ken, 2)).await.unwrap();
    store.disable_user(scene.ken.user, later(3)).await.unwrap();
    let letters = store.claim_letters("worker", later(60), 10).await.unwrap();
    assert_eq!(letters.len(), 1);
    let letter = &letters[0];
    assert_eq!((letter.kind, letter.happened_at), (LetterKind::PasswordChanged, later(1)), "when it happened");
    assert_eq!(letter.address, scene.yumi.address);
    assert!(!store.open_link(letter.id, &[7; 32], later(60)).await.unwrap());
    assert_eq!(scene.database.count("password_reset").await, 0);
}

#[rstest]
#[tokio::test]
async fn of_two_administrators_who_let_each_other_go_one_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let (yumi, hinode, store) = (viewer(&scene.yumi), scene.yumi.tenant.id.clone(), scene.store.clone());
    let promote = PersonChange::Role(TenantRole::Administrator);
    store.change_person(&yumi, &hinode, scene.ken.user, promote, &act(&yumi, 1)).await.unwrap();
    let ken = store.viewer_of(scene.ken.user).await.unwrap().unwrap();
    let remove = |by: Viewer, user| {
        let (store, hinode) = (store.clone(), hinode.clone());
        tokio::spawn(async move {
            store.change_person(&by, &hinode, user, PersonChange::Remove, &act(&by, 2)).await.unwrap().unwrap()
        })
    };
    let (a, b) = tokio::join!(remove(yumi.clone(), scene.ken.user), remove(ken, scene.yumi.user));
    let mut outcomes = [a.unwrap(), b.unwrap()];
    outcomes.sort_by_key(Result::is_err);
    assert_eq!(outcomes, [Ok(true), Err(PersonRefusal::LastAdministrator)]);
}

#[rstest]
#[tokio::test]
async fn tries_at_once_are_no_way_around_a_limit(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let refusal = act(&Viewer::Anonymous, 1).record(AuditAction::SignInRefused, None, "x@y.example");
    let tries = (0..12).map(|_| {
        let (store, refusal) = (scene.store.clone(), refusal.clone());
        let limits = vec![Limit { key: "x@y.example".into(), most: 5 }];
        tokio::spawn(
            async move { store.begin_attempt(&limits, TimeDelta::minutes(15), &refusal).await.unwrap().is_some() },
        )
    });
    let mut let_through = 0;
    for one in tries.collect::<Vec<_>>() {
        let_through += usize::from(one.await.unwrap());
    }
    assert_eq!(let_through, 5);
    assert_eq!(scene.database.count("audit_record").await, 1, "the refusal stands in the trail once");
}

#[rstest]
#[tokio::test]
async fn a_code_and_a_recovery_code_work_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (ken, user, store) = (viewer(&scene.ken), scene.ken.user, &scene.store);
    store.propose_second_factor(user, b"first".to_vec()).await.unwrap();
    store.propose_second_factor(user, b"second".to_vec()).await.unwrap();
    assert!(!store.use_step(user, 100).await.unwrap(), "not asked for before it is confirmed");
    assert!(store.confirm_second_factor(&ken, 100, &[[1; 32], [2; 32]], &act(&ken, 1)).await.unwrap());
    assert!(!store.confirm_second_factor(&ken, 101, &[[3; 32]], &act(&ken, 2)).await.unwrap());
    store.propose_second_factor(user, b"third".to_vec()).await.unwrap();
    let factor = store.second_factor(user).await.unwrap().unwrap();
    assert_eq!((factor.sealed_secret.as_slice(), factor.is_confirmed, factor.codes_left), (&b"second"[..], true, 2));
    assert!(!store.use_step(user, 100).await.unwrap() && store.use_step(user, 101).await.unwrap());
    assert!(!store.use_step(user, 101).await.unwrap() && !store.use_step(user, 99).await.unwrap());
    assert!(store.use_recovery_code(&ken, &[1; 32], &act(&ken, 3)).await.unwrap());
    assert!(!store.use_recovery_code(&ken, &[1; 32], &act(&ken, 4)).await.unwrap());
    assert!(!store.use_recovery_code(&viewer(&scene.yumi), &[2; 32], &act(&ken, 4)).await.unwrap());
    let (yumi, hinode) = (viewer(&scene.yumi), &scene.yumi.tenant.id);
    store.reset_second_factor(&yumi, hinode, user, &act(&yumi, 5)).await.unwrap().unwrap();
    assert_eq!(store.second_factor(user).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn so_many_invitations_are_sent_and_no_more(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let (yumi, mika, hinode) = (viewer(&scene.yumi), Viewer::Staff(scene.mika.clone()), &scene.yumi.tenant.id);
    let limits = InvitationLimits { per_tenant_a_day: 4, per_person_an_hour: 2, between: TimeDelta::minutes(5) };
    let invite = async |by: &Viewer, name: &str, minute: i64| {
        let new = rin(&format!("{name}@hinode.example"));
        scene.store.invite(by, hinode, &new, &limits, &act(by, minute)).await.unwrap().unwrap()
    };
    let resend = async |id: i64, minute: i64| {
        let act = act(&yumi, minute);
        scene.store.resend_invitation(&yumi, hinode, id, &limits, &act).await.unwrap().unwrap()
    };
    assert_eq!(invite(&yumi, "a", 1).await, Ok(()));
    let id = scene.store.roster(&yumi, hinode).await.unwrap().unwrap().invitations[0].id;
    assert_eq!(send(&scene, 1, 2).await, 1);
    assert_eq!(resend(id, 3).await, Err(InvitationRefusal::TooSoon));
    assert!(scene.store.invitation_by_link(&[1; 32], later(4)).await.unwrap().is_some(), "its link still works");
    scene.store.cancel_invitation(&yumi, hinode, id, &act(&yumi, 4)).await.unwrap().unwrap();
    assert_eq!(invite(&yumi, "a", 5).await, Err(InvitationRefusal::TooSoon), "taking it back is no way around");
    assert_eq!(invite(&yumi, "a", 7).await, Ok(()));
    assert_eq!(invite(&yumi, "b", 8).await, Err(InvitationRefusal::TooMany), "in one hour by one person");
    assert_eq!(invite(&mika, "b", 8).await, Ok(()), "another has their own");
    assert_eq!(invite(&yumi, "c", 70).await, Ok(()));
    assert_eq!(invite(&yumi, "d", 140).await, Err(InvitationRefusal::TooMany), "in one day for one organisation");
    assert_eq!(invite(&mika, "d", 141).await, Err(InvitationRefusal::TooMany), "whoever it is");
    assert_eq!(scene.database.count("invitation").await, 4);
    assert_eq!(scene.database.count("letter").await, 4, "what is refused sends nothing");
    let of = AuditFilter { action: Some(AuditAction::InvitationRefused), ..Default::default() };
    let trail = scene.store.audit_page(&mika, &of, 100).await.unwrap().unwrap();
    assert_eq!(trail.records.len(), 3, "once per limit and its time");
    assert_eq!(invite(&mika, "d", 24 * 60 + 10).await, Ok(()), "a day later");
}

#[rstest]
#[tokio::test]
async fn invitations_at_once_are_no_way_around_the_limit(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let yumi = viewer(&scene.yumi);
    let limits = InvitationLimits { per_tenant_a_day: 100, per_person_an_hour: 5, between: TimeDelta::minutes(5) };
    let other = scene.database.second_node().await;
    let tries = (0..12).map(|nth| {
        let store = if nth % 2 == 0 { scene.store.clone() } else { other.clone() };
        let (yumi, hinode) = (yumi.clone(), scene.yumi.tenant.id.clone());
        tokio::spawn(async move {
            let new = rin(&format!("rin{nth}@hinode.example"));
            store.invite(&yumi, &hinode, &new, &limits, &act(&yumi, 1)).await.unwrap().unwrap().is_ok()
        })
    });
    let mut invited = 0;
    for one in tries.collect::<Vec<_>>() {
        invited += i64::from(one.await.unwrap());
    }
    assert_eq!((invited, scene.database.count("letter").await), (5, 5), "on two nodes together");
}
