//! Lead times, held to by `check`, `plan` and `publish`.

use crate::binary::Installation;
use crate::content::Notice;
use domain::clock::Clock;
use server::clock::SystemClock;
use std::fs::{self, OpenOptions};
use std::io::Write;

/// Published on 20 November 2026; starts eleven days later.
const PLANNED: &str = "planned: { start: 2026-12-01T02:00:00+09:00 }\n";

fn add_rules(place: &Installation, rules: &str) {
    let mut file = OpenOptions::new().append(true).open(place.content().join("portal.toml")).unwrap();
    file.write_all(rules.as_bytes()).unwrap();
}

fn planned(audience: &'static str) -> Notice {
    Notice { facts: PLANNED, audience, ..Notice::new(1, "予定のお知らせ") }
}

#[test]
fn a_change_told_too_late_is_refused_by_check_plan_and_publish() {
    let place = Installation::with(&[planned(""), Notice::new(2, "予定なし")]);
    add_rules(&place, "[[lead_time]]\ncategory = \"specification\"\ndays = 30\n");
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    for said in ["SC-2026-0001-sample/index.md:10:19", "lead-time", "specification: 30 days", "2026-12-20"] {
        assert!(checked.out.contains(said), "{said}: {}", checked.out);
    }
    let plan = place.run(&["plan"]);
    assert_eq!((plan.code, plan.last_line()), (Some(1), "1 new, 0 revised, 0 unchanged"));
    let published = place.run(&["publish"]);
    assert_eq!(published.last_line(), "1 new, 0 revised, 0 unchanged; left out because of errors: 1");
    assert_eq!(place.run(&["publish", "--all-or-nothing"]).code, Some(1));
}

#[test]
fn who_says_why_may_publish() {
    let with_reason = "planned: { start: 2026-12-01T02:00:00+09:00 }\nlead_time_exception: 法令の改正に合わせます。\n";
    let notice = Notice { facts: with_reason, is_translated: false, ..Notice::new(1, "題") };
    let place = Installation::with(&[notice]);
    add_rules(&place, "[[lead_time]]\ndays = 30\n");
    assert_eq!(place.run(&["publish"]).last_line(), "1 new, 0 revised, 0 unchanged");
}

#[test]
fn the_tenants_there_are_decide_over_contracts_and_are_named() {
    let enterprise = "audience: { plans: [enterprise] }\n";
    let place = Installation::with(&[planned(enterprise)]);
    add_rules(&place, "[[lead_time]]\ntenants = [\"hinode\"]\nbusiness_days = 20\n");
    let checked = place.run(&["check"]);
    assert!(checked.code == Some(1) && checked.out.contains("too early for hinode:"), "{}", checked.out);
    let import = |plan: &str| {
        let text = format!("id,name,plan,regions,components\nhinode,日の出通販,{plan},tokyo,\n");
        fs::write(place.path("tenants.csv"), text).unwrap();
        assert_eq!(place.run(&["tenant", "import", "tenants.csv"]).code, Some(0));
    };
    import("enterprise");
    let checked = place.run(&["check"]);
    assert!(checked.out.contains("too early for hinode (日の出通販):"), "{}", checked.out);
    assert!(checked.out.contains("2026-12-21"), "{}", checked.out);
    import("standard");
    assert_eq!(place.run(&["check"]).code, Some(0), "hinode is not in the audience");
}

#[test]
fn a_file_dated_back_gives_nobody_more_time() {
    let place = Installation::with(&[Notice::new(2, "題")]);
    add_rules(&place, "[[lead_time]]\ndays = 30\n");
    assert_eq!(place.run(&["publish"]).code, Some(0));
    let start = SystemClock.now() + chrono::TimeDelta::days(10);
    let facts = format!("planned: {{ start: {} }}\n", start.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
    let dated_back = Notice {
        publish_at: "2020-01-20T10:00:00+09:00".to_owned(),
        facts: facts.leak(),
        is_translated: false,
        ..Notice::new(1, "予定の題")
    };
    dated_back.write(&place.content());
    let refused = place.run(&["publish"]);
    assert!(refused.code == Some(1) && refused.err.contains("lead-time"), "{refused:?}");
}

#[test]
fn what_nobody_has_seen_is_held_to_the_day_it_appears_however_often_it_is_amended() {
    let now = SystemClock.now();
    let in_days = |days| format!("{}T10:00:00+09:00", (now + chrono::TimeDelta::days(days)).format("%Y-%m-%d"));
    let facts = format!("planned: {{ start: {} }}\n", in_days(60));
    let to_come =
        Notice { publish_at: in_days(10), facts: facts.leak(), is_translated: false, ..Notice::new(1, "予定の題") };
    let place = Installation::with(std::slice::from_ref(&to_come));
    add_rules(&place, "[[lead_time]]\ndays = 30\n");
    assert_eq!(place.run(&["publish"]).code, Some(0));
    let folder = place.content().join(to_come.folder());
    fs::create_dir_all(folder.join("revisions/1")).unwrap();
    fs::copy(folder.join("index.md"), folder.join("revisions/1/index.md")).unwrap();
    let line = format!("{{ on: {}, class: material, note: 改めます }}", &in_days(10)[..10]);
    let amended = Notice { amendments: vec![&*line.leak()].leak(), ..to_come };
    let publish = |publish_at: i64, start: i64| {
        amended.write(&place.content());
        amended.set(&place.content(), "publish_at", Some(&in_days(publish_at)));
        amended.set(&place.content(), "planned", Some(&format!("{{ start: {} }}", in_days(start))));
        place.run(&["publish"])
    };
    for start in [60, 65] {
        let refused = publish(50, start);
        assert!(refused.code == Some(1) && refused.err.contains("lead-time"), "{start}: {refused:?}");
    }
    let published = publish(20, 60);
    assert_eq!((published.code, published.last_line()), (Some(0), "0 new, 1 revised, 0 unchanged"), "{published:?}");
}

#[test]
fn what_was_published_keeps_the_rules_of_its_day() {
    let place = Installation::with(&[planned("")]);
    assert_eq!(place.run(&["publish"]).code, Some(0));
    add_rules(&place, "[[lead_time]]\ndays = 30\n");
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert_eq!(place.run(&["publish"]).last_line(), "0 new, 0 revised, 1 unchanged");
}
