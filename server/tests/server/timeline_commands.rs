//! `kairan notice …`, as the built binary.

use crate::binary::Installation;
use crate::content::Notice;
use crate::http;
use chrono::TimeDelta;
use domain::clock::Clock;
use rstest::rstest;
use server::clock::SystemClock;
use std::sync::LazyLock;

/// Planned for a time no run of this test comes after.
const PLANNED: &str = "planned: { start: 2098-03-01T02:00:00+09:00, end: 2098-03-01T04:00:00+09:00 }\n";

/// One character more than a message may have.
static LONG: LazyLock<String> = LazyLock::new(|| "長".repeat(1_001));

fn published() -> Installation {
    let place = Installation::with(&[Notice { facts: PLANNED, ..Notice::new(1, "深夜の作業") }]);
    assert_eq!(place.run(&["publish"]).code, Some(0));
    place
}

#[test]
fn a_change_is_moved_started_and_completed_by_command() {
    let place = published();
    let id = "SC-2026-0001";
    let moved = place.run(&["notice", "reschedule", id, "--start", "2098-03-08T02:00"]);
    assert_eq!(
        (moved.code, moved.last_line()),
        (Some(0), "SC-2026-0001: rescheduled to Sat 8 March 2098, 2:00–4:00 JST")
    );
    let again = place.run(&["notice", "reschedule", id, "--start", "2098-03-08T02:00:00+09:00"]);
    assert_eq!((again.code, again.last_line()), (Some(0), "SC-2026-0001: rescheduled already, nothing was changed"));
    for (verb, said) in [("start", "started"), ("complete", "completed")] {
        let recorded = place.run(&["notice", verb, id, "--message", "予定どおりです。", "--message-en", "As planned."]);
        assert_eq!((recorded.code, recorded.last_line()), (Some(0), format!("{id}: {said}").as_str()), "{recorded:?}");
    }
    let late = place.run(&["notice", "cancel", id]);
    assert_eq!(late.code, Some(1));
    assert!(late.err.contains("SC-2026-0001: it is completed already; nothing was changed"), "{}", late.err);
    assert_eq!(place.run(&["notice", "withdraw", id]).code, Some(0));
}

#[test]
fn what_is_brought_forward_keeps_the_lead_times_or_says_why_not() {
    let place = published();
    let text = "id,name,plan,regions,components\nhinode,日の出通販,enterprise,tokyo,\n";
    std::fs::write(place.path("tenants.csv"), text).unwrap();
    assert_eq!(place.run(&["tenant", "import", "tenants.csv"]).code, Some(0));
    let portal = place.content().join("portal.toml");
    let rules = "\n[[lead_time]]\nplans = [\"enterprise\"]\ndays = 1000\n";
    std::fs::write(&portal, std::fs::read_to_string(&portal).unwrap() + rules).unwrap();
    assert_eq!(place.run(&["publish"]).code, Some(0));

    let soon = (SystemClock.now() + TimeDelta::days(500)).format("%Y-%m-%dT02:00").to_string();
    let forward = ["notice", "reschedule", "SC-2026-0001", "--start", &soon];
    let refused = place.run(&forward);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for said in
        ["is too early for hinode (日の出通販): the lead times permit ", "--lead-time-exception", "nothing was changed"]
    {
        assert!(refused.err.contains(said), "{}", refused.err);
    }
    let empty = place.run(&[&forward[..], &["--lead-time-exception", " "]].concat());
    assert_eq!(empty.code, Some(2));
    assert!(empty.err.contains("--lead-time-exception: the reason is empty"), "{}", empty.err);
    let reason = ["--lead-time-exception", "法令の改正のためです。", "--lead-time-exception-en", "The law changes."];
    let excused = place.run(&[&forward[..], &reason].concat());
    assert_eq!(excused.code, Some(0), "{excused:?}");
    let later = place.run(&["notice", "reschedule", "SC-2026-0001", "--start", "2098-03-08T02:00"]);
    assert_eq!(later.code, Some(0), "to a later day there is no lead time: {later:?}");
    let serving = place.serve(&[]);
    let page = http::get(&serving.address, "/en/notices/SC-2026-0001").1;
    assert!(page.contains("Why the usual lead time was not kept") && page.contains("The law changes."), "{page}");
    assert!(serving.terminate());
}

#[rstest]
#[case::unknown(&["start", "SC-2026-0999"], 2, "there is no notice SC-2026-0999")]
#[case::no_number(&["start", "42"], 2, "\"42\" is not a notice number")]
#[case::not_begun(&["complete", "SC-2026-0001"], 1, "it has not been started")]
#[case::no_time(&["reschedule", "SC-2026-0001", "--start", "soon"], 2, "--start: \"soon\" is no time")]
#[case::no_times(&["reschedule", "SC-2026-0001"], 1, "no new time was given; use --start, --end or both")]
#[case::in_the_past(&["reschedule", "SC-2026-0001", "--start", "2026-11-21"], 1, "the new start has passed")]
#[case::backwards(&["reschedule", "SC-2026-0001", "--end", "2098-03-01T01:00"], 1, "the end is not after the start")]
#[case::no_incident(&["incident", "SC-2026-0001", "closed"], 1, "it is not an incident")]
#[case::no_stage(&["incident", "SC-2026-0001", "over"], 2, "suspected, confirmed, contained, closed")]
#[case::english_alone(&["start", "SC-2026-0001", "--message-en", "Now"], 2, "--message <TEXT>")]
#[case::empty(&["start", "SC-2026-0001", "--message", " "], 2, "--message: the message is empty")]
#[case::empty_english(&["start", "SC-2026-0001", "--message", "今", "--message-en", ""], 2, "--message-en: the message is empty")]
#[case::long(&["start", "SC-2026-0001", "--message", &LONG], 2, "--message: the message has more than 1000 characters")]
#[case::long_english(&["start", "SC-2026-0001", "--message", "今", "--message-en", &LONG], 2, "--message-en: the message has")]
#[case::long_reason(&["reschedule", "SC-2026-0001", "--lead-time-exception", &LONG], 2, "--lead-time-exception: the reason has")]
fn what_cannot_be_is_named_and_changes_nothing(#[case] arguments: &[&str], #[case] code: i32, #[case] said: &str) {
    let place = published();
    let ended = place.run(&[&["notice"], arguments].concat());
    assert_eq!(ended.code, Some(code), "{ended:?}");
    assert!(ended.err.contains(said), "{}", ended.err);
    let unchanged = place.run(&["publish"]);
    assert_eq!(unchanged.last_line(), "0 new, 0 revised, 1 unchanged");
}

#[test]
fn without_a_database_there_is_nothing_to_record_and_none_is_made() {
    let place = Installation::with(&[]);
    let ended = place.run(&["notice", "start", "SC-2026-0001"]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("nothing has been published yet"), "{}", ended.err);
    assert!(!place.path("var").exists());
}

#[test]
fn a_running_server_shows_what_a_command_records() {
    let place = published();
    let serving = place.serve(&[]);
    assert!(http::get(&serving.address, "/notices/SC-2026-0001").1.contains("深夜の作業"));
    assert_eq!(place.run(&["notice", "cancel", "SC-2026-0001", "--message", "不要になりました。"]).code, Some(0));
    http::wait_for("the cancellation", || {
        let page = http::get(&serving.address, "/notices/SC-2026-0001").1;
        page.contains("この変更は中止しました") && page.contains("不要になりました。")
    });
    assert!(serving.terminate());
}
