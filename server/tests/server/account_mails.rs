//! What people are told by mail when how they sign in changed.

use crate::accounts::{code_at, cookies, give_password, send_mail, sign_in};
use crate::portal::{TestPortal, TestReader};
use chrono::TimeDelta;
use domain::clock::Clock;
use mailparse::MailHeaderMap;
use rstest::rstest;
use store::testing::Engine;

const PASSWORD: &str = "a+mountain+and+a+river";

/// The subjects of the letters sent since the last time, in their order. Each says when in Japan's time and whom
/// to ask, in both its parts, and has no address to follow.
async fn told(portal: &TestPortal, seen: &mut i64, contact: &str) -> Vec<String> {
    send_mail(portal).await;
    let mut subjects = vec![];
    while let Ok(source) = std::fs::read(portal.mailbox().join(format!("letter-{}.eml", *seen + 1))) {
        *seen += 1;
        let mail = mailparse::parse_mail(&source).unwrap();
        for sort in ["text/plain", "text/html"] {
            let part = mail.parts().find(|part| part.ctype.mimetype == sort).unwrap().get_body().unwrap();
            assert!(part.contains("JST") && part.contains(contact), "{part}");
            assert!(!part.contains("http") && !part.contains("href"), "{part}");
        }
        subjects.push(mail.headers.get_first_value("Subject").unwrap());
    }
    subjects
}

async fn enrol(portal: &TestPortal, reader: &TestReader<'_>) -> Vec<String> {
    let form = format!("current_password={PASSWORD}&back=%2Faccount");
    reader.post("/actions/propose-second-factor", &form).await;
    let page = reader.get("/account/second-factor").await.text();
    let secret = page.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let code = code_at(&secret, portal.clock.now().timestamp());
    let form = format!("code={code}&back=%2Faccount%2Fsecond-factor");
    let confirmed = reader.post("/actions/confirm-second-factor", &form).await;
    let shown = reader.clone().with("cookie", &cookies(&confirmed)).get("/account/second-factor").await.text();
    shown.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn whoever_signs_in_is_told_of_every_change_in_their_language(#[case] engine: Engine) {
    let portal = TestPortal::with(engine, &[]).await;
    let (mut seen, contact) = (1, "support@service.example");
    give_password(&portal, "ken@hinode.example", "a mountain and a river").await;
    assert_eq!(told(&portal, &mut seen, contact).await, ["【見本サービス】パスワードが変更されました"]);

    let first = sign_in(&portal, "ken@hinode.example", PASSWORD).await.unwrap();
    let ken = sign_in(&portal, "ken@hinode.example", PASSWORD).await.unwrap();
    assert_eq!(told(&portal, &mut seen, contact).await, Vec::<String>::new(), "signing in is no change");
    for _ in 0..2 {
        ken.post("/actions/end-other-sessions", "back=%2Faccount").await;
    }
    assert_eq!(told(&portal, &mut seen, contact).await, ["【見本サービス】ほかの端末がサインアウトされました"]);
    assert_eq!(first.get("/account").await.header("location"), "/sign-in?next=%2Faccount");

    ken.post("/actions/set-language", "language=en&back=%2Faccount").await;
    let form = format!("current_password={PASSWORD}&password=another+mountain+and+river&back=%2Faccount");
    ken.post("/actions/change-password", &form).await;
    assert_eq!(told(&portal, &mut seen, contact).await, ["[Sample Service] Your password was changed"]);
    let back = format!("current_password=another+mountain+and+river&password={PASSWORD}&back=%2Faccount");
    ken.post("/actions/change-password", &back).await;
    told(&portal, &mut seen, contact).await;

    let codes = enrol(&portal, &ken).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(told(&portal, &mut seen, contact).await, ["[Sample Service] A second factor was set up"]);
    let form = format!("address=ken%40hinode.example&password={PASSWORD}");
    let halfway = portal.anonymous().post("/actions/sign-in", &form).await;
    let half = portal.anonymous().with("cookie", &cookies(&halfway));
    half.post("/actions/complete-second-step", &format!("code={}", codes[0])).await;
    assert_eq!(told(&portal, &mut seen, contact).await, ["[Sample Service] A recovery code was used"]);

    let form = format!("current_password={PASSWORD}&back=%2Faccount");
    for _ in 0..2 {
        ken.post("/actions/disable-second-factor", &form).await;
    }
    let off = told(&portal, &mut seen, contact).await;
    assert_eq!(off, ["[Sample Service] Your second factor was switched off"], "once: the second time nothing changed");

    portal.later(TimeDelta::seconds(60));
    enrol(&portal, &ken).await;
    let yumi = portal.signed_in_as("yumi").await;
    yumi.post("/actions/reset-second-factor", &format!("user={}&back=%2Fpeople", portal.user("ken").0)).await;
    let last = told(&portal, &mut seen, contact).await;
    assert_eq!(last.last().unwrap(), "[Sample Service] An administrator took your second factor away");
    assert_eq!(last.len(), 2);
}
