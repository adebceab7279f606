//! People whom others vouch for.

use crate::scene::{Scene, later};
use chrono::TimeDelta;
use domain::audit::Act;
use domain::id::TenantId;
use domain::identity::{IdentityRefusal, Vouched, VouchedPlace};
use domain::locale::Locale;
use domain::mail_address::MailAddress;
use domain::session::SessionRules;
use domain::viewer::{StaffRole, TenantRole, Viewer};
use rstest::rstest;
use std::collections::BTreeSet;
use store::testing::{Engine, sample_time};
use store::{EndedSessions, OnceToken, PendingSignIn, ProviderSession, SignedIn, Store, UnderWay, VouchedSession};

fn vouched(subject: &str, address: &str, tenant: &str) -> Vouched {
    Vouched {
        issuer: "https://id.example".into(),
        subject: subject.into(),
        address: MailAddress::parse(address).unwrap(),
        name: "新しい人".into(),
        locale: Locale::En,
        place: VouchedPlace::Member { tenant: TenantId::parse(tenant).unwrap(), role: None },
    }
}

fn session(seed: u8) -> VouchedSession {
    VouchedSession {
        token_hash: [seed; 32],
        rules: SessionRules::default(),
        replaces: None,
        device: None,
        network: None,
        of_provider: None,
        second_step_until: None,
        is_framed: false,
    }
}

fn once(id: &str) -> OnceToken {
    OnceToken { issuer: "https://id.example".into(), id: id.into(), expires_at: later(5) }
}

async fn sign_in(store: &Store, vouched: &Vouched, seed: u8) -> SignedIn {
    store.sign_in_vouched(vouched, &session(seed), None, sample_time()).await.unwrap()
}

async fn reader(store: &Store, seed: u8) -> Option<Viewer> {
    store.viewer_by_session(&[seed; 32], later(1)).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_newcomer_gets_an_account_and_is_known_from_then_on(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let first = vouched("7f3a", "new@hinode.example", "hinode");
    let SignedIn::Started(user) = sign_in(&scene.store, &first, 1).await else { panic!("not let in") };
    let member = reader(&scene.store, 1).await.unwrap().member().unwrap().clone();
    assert_eq!((member.user, member.role, member.locale), (user, TenantRole::Member, Locale::En));
    assert_eq!(scene.store.credentials(&first.address).await.unwrap(), None, "there is no password to guess");

    // The address, the name and the role are what the issuer says today; the account is the same.
    let mut moved = vouched("7f3a", "married@hinode.example", "hinode");
    moved.name = "別の名".into();
    moved.place =
        VouchedPlace::Member { tenant: TenantId::parse("hinode").unwrap(), role: Some(TenantRole::Administrator) };
    assert_eq!(sign_in(&scene.store, &moved, 2).await, SignedIn::Started(user));
    let member = reader(&scene.store, 2).await.unwrap().member().unwrap().clone();
    assert_eq!((member.name.as_str(), member.role), ("別の名", TenantRole::Administrator));
    assert_eq!(member.address, moved.address);

    // An issuer that no longer speaks of roles takes none away.
    sign_in(&scene.store, &vouched("7f3a", "married@hinode.example", "hinode"), 3).await;
    assert_eq!(reader(&scene.store, 3).await.unwrap().member().unwrap().role, TenantRole::Administrator);
}

#[rstest]
#[tokio::test]
async fn an_address_links_within_its_tenant_once(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let store = &scene.store;
    let address = scene.ken.address.as_str();
    assert_eq!(
        sign_in(store, &vouched("ken", address, "aozora"), 1).await,
        SignedIn::Refused(IdentityRefusal::OtherTenant)
    );
    let mut staff = vouched("ken", address, "hinode");
    staff.place = VouchedPlace::Staff { roles: BTreeSet::from([StaffRole::Owner]) };
    assert_eq!(sign_in(store, &staff, 1).await, SignedIn::Refused(IdentityRefusal::OtherTenant));
    assert_eq!(reader(store, 1).await, None, "nobody was signed in");
    assert_eq!(scene.database.count("external_identity").await, 0);

    assert_eq!(sign_in(store, &vouched("ken", address, "hinode"), 2).await, SignedIn::Started(scene.ken.user));
    assert_eq!(
        sign_in(store, &vouched("his successor", address, "hinode"), 3).await,
        SignedIn::Refused(IdentityRefusal::AddressTaken)
    );
    // An address that somebody else has meanwhile is left to them.
    let yumis = scene.yumi.address.as_str();
    assert_eq!(sign_in(store, &vouched("ken", yumis, "hinode"), 4).await, SignedIn::Started(scene.ken.user));
    assert_eq!(reader(store, 4).await.unwrap().member().unwrap().address, scene.ken.address);
}

#[rstest]
#[tokio::test]
async fn whoever_lost_access_and_whose_tenant_is_unknown_stays_out(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let ken = vouched("ken", scene.ken.address.as_str(), "hinode");
    sign_in(&scene.store, &ken, 1).await;
    scene.store.disable_user(scene.ken.user, later(0)).await.unwrap();
    assert_eq!(sign_in(&scene.store, &ken, 2).await, SignedIn::Refused(IdentityRefusal::Disabled));
    assert_eq!(reader(&scene.store, 2).await, None);
    assert_eq!(
        sign_in(&scene.store, &vouched("x", "x@nowhere.example", "nowhere"), 3).await,
        SignedIn::Refused(IdentityRefusal::UnknownTenant)
    );
}

#[rstest]
#[tokio::test]
async fn staff_get_the_roles_of_today(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let mut staff = vouched("mika", scene.mika.address.as_str(), "hinode");
    staff.place = VouchedPlace::Staff { roles: BTreeSet::from([StaffRole::Support]) };
    assert_eq!(sign_in(&scene.store, &staff, 1).await, SignedIn::Started(scene.mika.user));
    let viewer = reader(&scene.store, 1).await.unwrap();
    assert_eq!(viewer.staff().unwrap().roles, BTreeSet::from([StaffRole::Support]));
}

#[rstest]
#[tokio::test]
async fn of_two_uses_of_a_token_on_two_nodes_one_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let other = scene.database.second_node().await;
    let newcomer = vouched("7f3a", "new@hinode.example", "hinode");
    let token = once("jti-1");
    let (first_session, second_session) = (session(1), session(2));
    let (first, second) = tokio::join!(
        scene.store.sign_in_vouched(&newcomer, &first_session, Some(&token), sample_time()),
        other.sign_in_vouched(&newcomer, &second_session, Some(&token), sample_time()),
    );
    let outcomes = [first.unwrap(), second.unwrap()];
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == SignedIn::Replayed).count(), 1, "{outcomes:?}");
    assert_eq!(scene.database.count("session").await, 1);

    let week = 7 * 24 * 60;
    scene.store.sweep_sign_ins(later(week + 4)).await.unwrap();
    assert_eq!(scene.database.count("used_token").await, 1, "a clock that goes back could make it good again");
    scene.store.sweep_sign_ins(later(week + 5)).await.unwrap();
    assert_eq!(scene.database.count("used_token").await, 0);
}

#[rstest]
#[tokio::test]
async fn two_first_sign_ins_at_once_make_one_account(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let other = scene.database.second_node().await;
    let newcomer = vouched("7f3a", "new@hinode.example", "hinode");
    let (a, b) = tokio::join!(sign_in(&scene.store, &newcomer, 1), sign_in(&other, &newcomer, 2));
    assert_eq!(a, b);
    assert!(matches!(a, SignedIn::Started(_)), "{a:?}");
}

#[rstest]
#[tokio::test]
async fn a_new_session_takes_the_place_of_the_one_before(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let ken = vouched("ken", scene.ken.address.as_str(), "hinode");
    sign_in(&scene.store, &ken, 1).await;
    let second = VouchedSession { replaces: Some([1; 32]), ..session(2) };
    scene.store.sign_in_vouched(&ken, &second, None, sample_time()).await.unwrap();
    assert_eq!(reader(&scene.store, 1).await, None);
    assert!(reader(&scene.store, 2).await.is_some());
}

#[rstest]
#[tokio::test]
async fn a_sign_in_under_way_is_taken_once_by_its_own_browser(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let pending = PendingSignIn {
        state_hash: [1; 32],
        browser_hash: [2; 32],
        provider: "acme".into(),
        nonce: "n".into(),
        verifier: "v".into(),
        next: "/notices".into(),
        expires_at: later(10),
    };
    let anywhere = UnderWay { network: None, most: 0 };
    assert!(scene.store.keep_pending_sign_in(&pending, &anywhere, later(0)).await.unwrap());
    let take = |provider: &'static str, state: u8, browser: u8, minutes: i64| {
        let store = scene.store.clone();
        async move { store.take_pending_sign_in(provider, &[state; 32], &[browser; 32], later(minutes)).await.unwrap() }
    };
    assert!(take("acme", 9, 2, 1).await.is_none(), "another state");
    assert!(take("acme", 1, 9, 1).await.is_none(), "another browser");
    assert!(take("other", 1, 2, 1).await.is_none(), "another provider");
    assert!(take("acme", 1, 2, 10).await.is_none(), "too late");
    let (a, b) = tokio::join!(take("acme", 1, 2, 9), take("acme", 1, 2, 9));
    assert_eq!([&a, &b].iter().filter(|taken| taken.is_some()).count(), 1, "once");
    assert!(a.or(b).unwrap() == pending);
}

#[rstest]
#[tokio::test]
async fn one_network_has_so_many_sign_ins_under_way_on_all_nodes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let scene = Scene::on(engine).await;
    let other = scene.database.second_node().await;
    let begin = |store: &Store, seed: u8, network: &str, minutes: i64| {
        let (store, under_way) = (store.clone(), UnderWay { network: network.parse().ok(), most: 3 });
        let pending = PendingSignIn {
            state_hash: [seed; 32],
            browser_hash: [2; 32],
            provider: "acme".into(),
            nonce: "n".into(),
            verifier: "v".into(),
            next: "/notices".into(),
            expires_at: later(minutes + 10),
        };
        tokio::spawn(async move { store.keep_pending_sign_in(&pending, &under_way, later(minutes)).await.unwrap() })
    };
    let at_once: Vec<_> =
        (1..9).map(|seed| begin([&scene.store, &other][usize::from(seed % 2)], seed, "2001:db8::1", 0)).collect();
    let mut begun = 0;
    for one in at_once {
        begun += i64::from(one.await.unwrap());
    }
    assert_eq!((begun, scene.database.count("pending_sign_in").await), (3, 3));
    assert!(!begin(&other, 10, "2001:db8::2", 1).await.unwrap(), "one customer of a provider");
    assert!(begin(&other, 11, "2001:db8:0:1::1", 1).await.unwrap(), "another");
    let mut came_back = 0;
    for seed in 1..9 {
        came_back += i32::from(
            scene.store.take_pending_sign_in("acme", &[seed; 32], &[2; 32], later(2)).await.unwrap().is_some(),
        );
        if came_back == 1 {
            break;
        }
    }
    assert!(begin(&scene.store, 12, "2001:db8::1", 3).await.unwrap(), "who came back makes room");
    assert!(!begin(&scene.store, 13, "2001:db8::1", 3).await.unwrap());
    assert!(begin(&scene.store, 14, "2001:db8::1", 10).await.unwrap(), "and so does who never will");
}

#[rstest]
#[tokio::test]
async fn a_provider_ends_the_sessions_it_names(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let scene = Scene::on(engine).await;
    let store = &scene.store;
    let of_provider = |subject: &str, sid: &str| ProviderSession {
        provider: "acme".into(),
        subject: subject.into(),
        session_id: Some(sid.into()),
        id_token: "e.y.J".into(),
        end_session_address: Some("https://id.example/end".into()),
    };
    let ken = vouched("ken", scene.ken.address.as_str(), "hinode");
    let yumi = vouched("yumi", scene.yumi.address.as_str(), "hinode");
    for (seed, vouched, subject, sid) in
        [(1, &ken, "ken", "s1"), (2, &ken, "ken", "s2"), (3, &yumi, "yumi", "s3"), (4, &ken, "ken", "s4")]
    {
        let new = VouchedSession { of_provider: Some(of_provider(subject, sid)), ..session(seed) };
        store.sign_in_vouched(vouched, &new, None, sample_time()).await.unwrap();
    }
    store.start_session(&[9; 32], scene.ken.user, sample_time(), later(60)).await.unwrap();

    let end = |subject, sid, jti: &'static str| {
        let store = store.clone();
        async move { store.end_sessions_of_provider("acme", subject, sid, &once(jti)).await.unwrap() }
    };
    assert_eq!(end(Some("ken"), Some("s3"), "a").await, EndedSessions::Ended(0), "not hers");
    assert_eq!(end(Some("ken"), Some("s1"), "b").await, EndedSessions::Ended(1));
    assert_eq!(end(None, Some("s2"), "b").await, EndedSessions::Replayed);
    assert!(reader(store, 2).await.is_some(), "a replay ends nothing");
    assert_eq!(end(None, Some("s2"), "c").await, EndedSessions::Ended(1));
    assert_eq!(end(None, None, "d").await, EndedSessions::Ended(0));
    assert_eq!(end(Some("ken"), None, "e").await, EndedSessions::Ended(1));
    assert!(reader(store, 9).await.is_some(), "a session with a password is none of the provider's");
    assert!(reader(store, 3).await.is_some());

    let sign_out = async |seed: u8| {
        let viewer = reader(store, seed).await.unwrap_or_default();
        store.sign_out(&viewer, &[seed; 32], &Act::of_system(later(3))).await.unwrap()
    };
    assert_eq!(sign_out(3).await, Some(of_provider("yumi", "s3")));
    assert_eq!(sign_out(3).await, None);
    assert_eq!(sign_out(9).await, None);
    assert_eq!(reader(store, 9).await, None);
    assert_eq!(scene.database.count("provider_session").await, 0);
    store.sweep_sessions(later(60) + TimeDelta::minutes(1)).await.unwrap();
}
