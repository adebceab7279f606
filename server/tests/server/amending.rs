//! What a file can still change, as the built binary says: before readers can see a notice everything, then what does
//! not take back what they were told.

use crate::binary::Installation;
use crate::content::Notice;
use std::fs;

#[test]
fn a_silent_edit_is_found_by_check_plan_and_publish() {
    let place = Installation::with(&[Notice::new(1, "一番")]);
    place.run(&["publish"]);
    Notice { body: "こっそり変えました。", ..Notice::new(1, "一番") }.write(&place.content());
    for arguments in [&["check"][..], &["plan"], &["publish", "--all-or-nothing"]] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(1), "{arguments:?}: {ended:?}");
        let said = format!("{}{}", ended.out, ended.err);
        assert!(said.contains("silent-edit") && said.contains("SC-2026-0001-sample/index.md:"), "{said}");
    }
    assert!(place.run(&["publish"]).last_line().starts_with("0 new, 0 revised, 0 unchanged"));
}

/// Writes a change of terms, published in 2020.
fn terms(place: &Installation, number: u32, effective_on: &str, more: &str) {
    let id = format!("SC-2020-{number:04}");
    let folder = place.content().join(format!("notices/2020/{id}"));
    fs::create_dir_all(&folder).unwrap();
    let text = format!(
        "---\nid: {id}\nkind: terms_change\nimpact: informational\ncomponents: []\ntitle: 規約\nsummary: 改定。\n\
         publish_at: 2020-01-06T10:00:00+09:00\neffective_on: {effective_on}\nadverse: true\naffects: 期限。\n\
         revisions:\n  - {{ on: 2020-01-06, class: initial }}\n{more}---\n本文。\n"
    );
    fs::write(folder.join("index.md"), text).unwrap();
}

#[test]
fn changed_terms_that_hold_already_are_refused_by_check_plan_and_publish() {
    let place = Installation::with(&[Notice::new(1, "一番")]);
    terms(&place, 1, "2020-04-01", "");
    let filled = place.run(&["publish"]);
    assert_eq!((filled.code, filled.last_line()), (Some(0), "2 new, 0 revised, 0 unchanged"), "history is filled in");

    terms(&place, 2, "2020-04-01", "");
    terms(&place, 1, "2020-04-01", "  - { on: 2020-01-07, class: editorial, note: 誤字。 }\n");
    for arguments in [&["check"][..], &["plan"], &["publish", "--all-or-nothing"], &["publish"]] {
        let ended = place.run(arguments);
        assert_eq!(ended.code, Some(1), "{arguments:?}: {ended:?}");
        let said = format!("{}{}", ended.out, ended.err);
        for number in ["SC-2020-0001", "SC-2020-0002"] {
            assert!(said.contains(&format!("{number}/index.md:9:1")), "{said}");
        }
        assert!(said.contains("terms-too-late") && said.contains("void"), "{said}");
    }
    terms(&place, 1, "2020-04-01", "");
    terms(&place, 2, "2199-04-01", "");
    assert_eq!(place.run(&["publish"]).last_line(), "1 new, 0 revised, 2 unchanged", "what stood before stands");
}

#[test]
fn the_day_terms_hold_from_only_moves_later() {
    let place = Installation::with(&[]);
    terms(&place, 1, "2199-04-01", "");
    place.run(&["publish"]);
    let line = "  - { on: 2020-01-07, class: material, note: 日付。 }\n";
    terms(&place, 1, "2199-03-31", line);
    let refused = place.run(&["publish"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.contains("effective-date-earlier") && refused.err.contains("index.md:9:1"), "{}", refused.err);
    terms(&place, 1, "2199-04-02", line);
    assert_eq!(place.run(&["publish"]).last_line(), "0 new, 1 revised, 0 unchanged");
    terms(&place, 1, "2199-04-01", &format!("{line}{line}"));
    assert_eq!(place.run(&["publish"]).code, Some(1), "nor back to where it was");
}

/// A time that does not come while these tests are kept.
const FAR: &str = "2199-04-01T10:00:00+09:00";

#[test]
fn what_was_to_appear_is_taken_back_as_a_draft_and_can_be_published_anew() {
    let to_come = |title| Notice { publish_at: FAR.to_owned(), is_translated: false, ..Notice::new(1, title) };
    let place = Installation::with(&[to_come("予定の題"), Notice::new(2, "題")]);
    assert_eq!(place.run(&["publish"]).last_line(), "2 new, 0 revised, 0 unchanged");
    to_come("予定の題").set(&place.content(), "draft", Some("true"));
    let plan = place.run(&["plan"]);
    assert!(plan.out.contains("recalled   notice/SC-2026-0001"), "{plan:?}");
    assert_eq!(plan.last_line(), "0 new, 0 revised, 1 unchanged, 1 draft");
    assert_eq!(place.run(&["publish"]).last_line(), "0 new, 0 revised, 1 unchanged, 1 draft");
    assert_eq!(place.run(&["plan"]).out.lines().next().unwrap().split_whitespace().next(), Some("draft"));

    to_come("改めた題").write(&place.content());
    let again = place.run(&["publish"]);
    assert_eq!((again.code, again.last_line()), (Some(0), "1 new, 0 revised, 1 unchanged"), "{again:?}");
}

#[test]
fn what_readers_can_see_keeps_its_time_its_kind_and_its_date() {
    let amended = Notice {
        amendments: &["{ on: 2026-11-22, class: material, note: 改めます }"],
        is_translated: false,
        ..Notice::new(1, "題")
    };
    let place = Installation::with(&[Notice { amendments: &[], ..amended.clone() }]);
    assert_eq!(place.run(&["publish"]).code, Some(0));
    for (key, value, rule) in [
        ("publish_at", Some("2027-01-20T10:00:00+09:00"), "publish-at-moved"),
        ("publish_at", Some("2026-11-19T10:00:00+09:00"), "publish-at-moved"),
        ("planned", Some("{ start: 2026-11-20T11:00:00+09:00 }"), "cannot-move"),
    ] {
        amended.write(&place.content());
        amended.set(&place.content(), key, value);
        let refused = place.run(&["publish"]);
        assert!(refused.code == Some(1) && refused.err.contains(rule), "{rule}: {refused:?}");
        let at_key = format!("{}/index.md:2:1", amended.folder());
        assert!(refused.err.contains(&at_key), "{rule}: {}", refused.err);
    }
    amended.write(&place.content());
    assert_eq!(place.run(&["publish"]).last_line(), "0 new, 1 revised, 0 unchanged");
}

#[test]
fn a_revision_that_nobody_is_told_of_does_not_ask_something_else_unnoticed() {
    let facts = "actions: [設定を変えてください。]\n";
    let asked = Notice { impact: "action_required", facts, is_translated: false, ..Notice::new(1, "題") };
    let place = Installation::with(std::slice::from_ref(&asked));
    let published = place.run(&["publish"]);
    assert_eq!(published.code, Some(0), "{published:?}");
    for (class, is_said) in [
        ("{ on: 2026-11-22, class: editorial, note: 語句 }", true),
        ("{ on: 2026-11-22, class: material, note: 期限 }", false),
    ] {
        Notice { amendments: vec![class].leak(), ..asked.clone() }.write(&place.content());
        asked.set(&place.content(), "act_by", Some("2027-11-10"));
        let plan = place.run(&["plan"]);
        assert!(plan.code == Some(0) && plan.last_line() == "0 new, 1 revised, 0 unchanged", "{plan:?}");
        assert_eq!(
            plan.err.contains("asked-in-silence") && plan.err.contains("changes act_by"),
            is_said,
            "{}",
            plan.err
        );
    }
}

#[test]
fn what_comes_long_after_its_time_beside_what_stands_is_said_to_be_told_to_nobody() {
    let old = Notice { publish_at: "2026-01-20T10:00:00+09:00".to_owned(), ..Notice::new(2, "遅れた題") };
    let place = Installation::with(&[Notice::new(1, "題")]);
    assert!(!place.run(&["publish"]).err.contains("late-publication"), "history is filled in");
    old.write(&place.content());
    let published = place.run(&["publish"]);
    assert_eq!((published.code, published.last_line()), (Some(0), "1 new, 0 revised, 1 unchanged"));
    assert!(published.err.contains("late-publication") && published.err.contains("index.md:9:1"), "{}", published.err);
}
