//! Signing in, passwords by link, and the second factor.

use crate::portal::{TestPortal, TestReader};
use app::ssr::password;
use chrono::TimeDelta;
use domain::audit::{AuditAction, AuditFilter};
use http::StatusCode;
use mailparse::MailHeaderMap;
use rstest::rstest;
use store::testing::Engine;
use tokio_util::sync::CancellationToken;

/// Lets the mail worker do what there is to do.
pub async fn send_mail(portal: &TestPortal) {
    let worker = portal.worker(&[]);
    while worker.work_once(&CancellationToken::new()).await.unwrap() > 0 {}
}

/// The path of the link in a letter.
pub fn letter_link(portal: &TestPortal, number: i64) -> String {
    let source = std::fs::read(portal.mailbox().join(format!("letter-{number}.eml"))).unwrap();
    let mail = mailparse::parse_mail(&source).unwrap();
    assert_eq!(mail.headers.get_first_value("Auto-Submitted").unwrap(), "auto-generated");
    assert_eq!(mail.headers.get_first_value("List-Unsubscribe"), None);
    let text = mail.parts().find(|part| part.ctype.mimetype == "text/plain").unwrap().get_body().unwrap();
    let html = mail.parts().find(|part| part.ctype.mimetype == "text/html").unwrap().get_body().unwrap();
    let line = text.lines().find(|line| line.starts_with("https://portal.example/")).unwrap().to_owned();
    assert!(html.contains(&line));
    line["https://portal.example".len()..].to_owned()
}

/// Gives someone a password, as a link would.
pub async fn give_password(portal: &TestPortal, address: &str, given: &str) {
    let store = &portal.portal.store;
    let address = domain::mail_address::MailAddress::parse(address).unwrap();
    let act = domain::audit::Act::of_system(portal.clock.now_again());
    store.ask_password_reset(&address, &act).await.unwrap();
    let letters = store.claim_letters("test", act.at, 10).await.unwrap();
    store.open_link(letters[0].id, &[9; 32], act.at).await.unwrap();
    store.settle_letter("test", letters[0].id, &domain::delivery::Outcome::Sent, act.at).await.unwrap();
    assert!(store.reset_password(&[9; 32], password::hash(given).unwrap(), &act).await.unwrap());
}

fn cookies(answer: &crate::portal::TestResponse) -> String {
    let set = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let pairs: Vec<_> = set.map(|value| value.split(';').next().unwrap()).filter(|pair| !pair.ends_with('=')).collect();
    pairs.join("; ")
}

/// Signs in; `None` where that is refused.
pub async fn sign_in<'a>(portal: &'a TestPortal, address: &str, password: &str) -> Option<TestReader<'a>> {
    let form = format!("address={}&password={password}", address.replace('@', "%40"));
    let answer = portal.anonymous().post("/actions/sign-in", &form).await;
    (answer.header("location") == "/").then(|| portal.anonymous().with("cookie", &cookies(&answer)))
}

trait NowAgain {
    fn now_again(&self) -> chrono::DateTime<chrono::Utc>;
}

impl NowAgain for domain::clock::FixedClock {
    fn now_again(&self) -> chrono::DateTime<chrono::Utc> {
        domain::clock::Clock::now(self)
    }
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_new_password_is_chosen_by_a_link_that_works_once(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    let ken = portal.signed_in_as("ken").await;
    let nobody = portal.anonymous();
    let known = nobody.post("/actions/ask-password-reset", "address=ken%40hinode.example").await;
    let unknown = nobody.post("/actions/ask-password-reset", "address=nobody%40hinode.example").await;
    assert_eq!(known.header("location"), unknown.header("location"));
    assert_eq!((known.status, known.text()), (unknown.status, unknown.text()));
    send_mail(&portal).await;
    assert_eq!(std::fs::read_dir(portal.mailbox()).unwrap().count(), 1, "nobody else is written to");
    let link = letter_link(&portal, 1);
    assert!(link.starts_with("/reset-password/"), "{link}");
    assert_eq!(nobody.get(&link).await.status, StatusCode::OK);
    let token = link.rsplit('/').next().unwrap();
    let form = format!("token={token}&password=a+mountain+and+a+river");
    assert_eq!(nobody.post("/actions/reset-password", &form).await.header("location"), "/sign-in?done=reset");
    assert_eq!(ken.get("/account").await.status, StatusCode::SEE_OTHER, "old sessions are over");
    assert!(sign_in(&portal, "ken@hinode.example", "a+mountain+and+a+river").await.is_some());
    let used = nobody.get(&link).await;
    let invented = nobody.get("/reset-password/invented").await;
    assert_eq!(used.status, StatusCode::NOT_FOUND);
    assert_eq!(
        used.text().replace(token, "T"),
        invented.text().replace("invented", "T"),
        "used and unknown look alike"
    );
    assert_eq!(nobody.post("/actions/reset-password", &form).await.header("location"), link);
}

#[tokio::test]
async fn a_link_ends_after_an_hour_and_when_another_is_sent() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    let nobody = portal.anonymous();
    for _ in 0..2 {
        nobody.post("/actions/ask-password-reset", "address=ken%40hinode.example").await;
        send_mail(&portal).await;
    }
    assert_eq!(nobody.get(&letter_link(&portal, 1)).await.status, StatusCode::NOT_FOUND);
    let second = letter_link(&portal, 2);
    portal.later(TimeDelta::minutes(59));
    assert_eq!(nobody.get(&second).await.status, StatusCode::OK);
    portal.later(TimeDelta::minutes(1));
    assert_eq!(nobody.get(&second).await.status, StatusCode::NOT_FOUND);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn an_account_and_a_network_have_only_so_many_tries(#[case] engine: Engine) {
    let portal = TestPortal::new(engine).await;
    let from = |address: &str| portal.anonymous().from(address);
    let wrong = |who: &str| format!("address={who}%40hinode.example&password=wrong");
    for _ in 0..10 {
        let answer = from("192.0.2.1").post("/actions/sign-in", &wrong("nobody")).await;
        assert!(answer.header("location").contains("problem=credentials"));
    }
    let elsewhere = from("198.51.100.1").post("/actions/sign-in", &wrong("nobody")).await;
    assert!(elsewhere.header("location").contains("problem=too-many"), "the account, from wherever");
    for nth in 10..50 {
        from("192.0.2.1").post("/actions/sign-in", &wrong(&format!("nobody{nth}"))).await;
    }
    let other = from("192.0.2.1").post("/actions/sign-in", &wrong("yet-another")).await;
    assert!(other.header("location").contains("problem=too-many"), "the network, whoever it is");
    let free = from("198.51.100.1").post("/actions/sign-in", &wrong("yet-another")).await;
    assert!(free.header("location").contains("problem=credentials"), "others go on");
    let mika = portal.portal.store.viewer_of(portal.user("mika")).await.unwrap().unwrap();
    let of = |action| AuditFilter { action: Some(action), ..Default::default() };
    let count = |action| {
        let (store, mika) = (&portal.portal.store, &mika);
        async move { store.audit_page(mika, &of(action), 100).await.unwrap().unwrap().records.len() }
    };
    assert_eq!(count(AuditAction::SignInFailed).await, 51);
    assert_eq!(count(AuditAction::SignInRefused).await, 2, "once per key and window");
    portal.later(TimeDelta::minutes(16));
    let later = from("192.0.2.1").post("/actions/sign-in", &wrong("nobody")).await;
    assert!(later.header("location").contains("problem=credentials"));
}

#[tokio::test]
async fn signing_in_takes_the_place_of_the_session_before() {
    let portal = TestPortal::new(Engine::Sqlite).await;
    give_password(&portal, "ken@hinode.example", "a mountain and a river").await;
    let first = sign_in(&portal, "ken@hinode.example", "a+mountain+and+a+river").await.unwrap();
    let form = "address=ken%40hinode.example&password=a+mountain+and+a+river";
    let again = first.post("/actions/sign-in", form).await;
    assert_eq!(first.get("/account").await.status, StatusCode::SEE_OTHER, "the old token is worth nothing");
    let second = portal.anonymous().with("cookie", &cookies(&again));
    assert_eq!(second.get("/account").await.status, StatusCode::OK);
    let third = sign_in(&portal, "ken@hinode.example", "a+mountain+and+a+river").await.unwrap();
    assert_eq!(
        third.post("/actions/end-other-sessions", "back=%2Faccount").await.header("location"),
        "/account?done=ended"
    );
    assert_eq!(second.get("/account").await.status, StatusCode::SEE_OTHER);
    assert_eq!(third.get("/account").await.status, StatusCode::OK);
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn a_second_factor_is_set_up_asked_for_and_taken_once(#[case] engine: Engine) {
    const PASSWORD: &str = "a+mountain+and+a+river";
    let portal = TestPortal::new(engine).await;
    give_password(&portal, "ken@hinode.example", "a mountain and a river").await;
    let ken = sign_in(&portal, "ken@hinode.example", PASSWORD).await.unwrap();
    let wrong = ken.post("/actions/propose-second-factor", "current_password=x&back=%2Faccount").await;
    assert_eq!(wrong.header("location"), "/account?problem=current");
    let form = format!("current_password={PASSWORD}&back=%2Faccount");
    let proposed = ken.post("/actions/propose-second-factor", &form).await;
    assert_eq!(proposed.header("location"), "/account/second-factor");
    let page = ken.get("/account/second-factor").await.text();
    assert!(page.contains("<svg"), "the picture is on the page");
    let secret = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let code = |portal: &TestPortal| code_at(&secret, portal.clock.now_again().timestamp());
    let back = "back=%2Faccount%2Fsecond-factor";
    let wrong = ken.post("/actions/confirm-second-factor", &format!("code=000000&{back}")).await;
    assert_eq!(wrong.header("location"), "/account/second-factor?problem=code");
    let confirmed = ken.post("/actions/confirm-second-factor", &format!("code={}&{back}", code(&portal))).await;
    assert_eq!(confirmed.header("location"), "/account/second-factor?done=enrolled");
    let shown = ken.clone().with("cookie", &cookies(&confirmed)).get("/account/second-factor").await;
    let recovery = shown.text().split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert_eq!(shown.text().matches("<li><code>").count(), 10);
    assert!(!ken.get("/account/second-factor").await.text().contains("<li><code>"), "shown once");

    // The password alone is no longer enough, and gives no session.
    let form = format!("address=ken%40hinode.example&password={PASSWORD}");
    let halfway = portal.anonymous().post("/actions/sign-in", &form).await;
    assert_eq!(halfway.header("location"), "/sign-in/second-step?next=");
    let half = portal.anonymous().with("cookie", &cookies(&halfway));
    assert_eq!(half.get("/account").await.status, StatusCode::SEE_OTHER);
    let used = half.post("/actions/complete-second-step", &format!("code={}", code(&portal))).await;
    assert!(used.header("location").contains("problem=code"), "the code that set it up is used");
    portal.later(TimeDelta::seconds(30));
    let complete = half.post("/actions/complete-second-step", &format!("code={}", code(&portal))).await;
    assert_eq!(complete.header("location"), "/");
    let signed_in = portal.anonymous().with("cookie", &cookies(&complete));
    assert_eq!(signed_in.get("/account").await.status, StatusCode::OK);
    let again = half.post("/actions/complete-second-step", &format!("code={}", code(&portal))).await;
    assert!(again.header("location").starts_with("/sign-in?problem=step-over"), "the half session is used up");

    // A recovery code works once.
    for is_first in [true, false] {
        let halfway = portal.anonymous().post("/actions/sign-in", &form).await;
        let half = portal.anonymous().with("cookie", &cookies(&halfway));
        let answer = half.post("/actions/complete-second-step", &format!("code={recovery}")).await;
        assert_eq!(answer.header("location") == "/", is_first);
    }

    // An administrator takes it away; then the password is enough again.
    let yumi = portal.signed_in_as("yumi").await;
    let form = format!("user={}&back=%2Fpeople", portal.user("ken").0);
    assert_eq!(yumi.post("/actions/reset-second-factor", &form).await.header("location"), "/people?done=factor_reset");
    assert_eq!(signed_in.get("/account").await.status, StatusCode::SEE_OTHER);
    assert!(sign_in(&portal, "ken@hinode.example", PASSWORD).await.is_some());
}

/// What an authenticator app shows.
fn code_at(secret: &str, time: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(time).unwrap()).to_string()
}
