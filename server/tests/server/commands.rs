//! The commands, as the built binary: what they print, what they leave alone, and how they end.

use crate::binary::{BINARY, Ended, Installation};
use crate::content::Notice;
use crate::http;
use rstest::rstest;
use serde_json::Value;
use std::fs;
use store::SchemaState;
use store::testing::{Engine, TestDatabase};

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"))
}

/// A notice whose impact is not a word of the format.
fn broken(number: u32) -> Notice {
    Notice { impact: "huge", ..Notice::new(number, "壊れたお知らせ") }
}

#[test]
fn a_good_content_has_no_findings() {
    let place = Installation::with(&[Notice::new(1, "題")]);
    let checked = place.run(&["check"]);
    assert_eq!((checked.code, checked.last_line()), (Some(0), "0 errors, 0 warnings"), "{checked:?}");
    assert!(!place.path("var").exists(), "a check makes no database");
}

#[test]
fn a_finding_names_file_line_and_column_and_ends_with_1() {
    let place = Installation::with(&[broken(1), Notice::new(2, "題")]);
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let file = format!("{}/index.md", broken(1).folder());
    assert!(checked.out.contains(&format!("{file}:5:9")), "{}", checked.out);

    let checked = place.run(&["check", "--format", "json"]);
    assert_eq!(checked.code, Some(1));
    let report = json(&checked);
    assert_eq!(report["errors"], 1);
    let finding = &report["findings"][0];
    assert_eq!((&finding["path"], &finding["line"], &finding["column"]), (&file.into(), &5.into(), &9.into()));
    assert!(!finding["help"].as_str().unwrap().is_empty(), "there is a way out");
}

#[test]
fn a_warning_is_no_error() {
    let place = Installation::with(&[Notice { is_translated: false, ..Notice::new(1, "題") }]);
    let checked = place.run(&["check"]);
    assert_eq!((checked.code, checked.last_line()), (Some(0), "0 errors, 1 warning"), "{checked:?}");
}

#[test]
fn a_folder_that_is_not_there_is_said_with_another_code() {
    let place = Installation::with(&[]);
    let checked = place.run(&["check", "/nowhere/at/all"]);
    assert_eq!(checked.code, Some(2));
    assert!(checked.err.contains("/nowhere/at/all"), "{}", checked.err);
}

#[test]
fn publishing_twice_publishes_nothing_the_second_time() {
    let place = Installation::with(&[Notice::new(1, "一番"), Notice::new(2, "二番")]);
    let published = place.run(&["publish"]);
    assert_eq!((published.code, published.last_line()), (Some(0), "2 new, 0 revised, 0 unchanged"), "{published:?}");
    let again = place.run(&["publish"]);
    assert_eq!((again.code, again.last_line()), (Some(0), "0 new, 0 revised, 2 unchanged"));
}

#[test]
fn a_plan_says_what_publishing_then_does_and_changes_nothing() {
    let place = Installation::with(&[Notice::new(1, "一番")]);
    for _ in 0..2 {
        let planned = place.run(&["plan"]);
        assert_eq!((planned.code, planned.last_line()), (Some(0), "1 new, 0 revised, 0 unchanged"), "{planned:?}");
        assert!(!place.path("var").exists(), "a plan makes no database");
    }
    place.run(&["publish"]);
    let amended = Notice {
        amendments: &["{ on: 2026-11-22, class: material, note: 期限を延ばしました }"],
        body: "録音の取得方法が変わります。期限を延ばしました。",
        is_translated: false,
        ..Notice::new(1, "一番")
    };
    amended.write(&place.content());
    Notice::new(2, "二番").write(&place.content());
    for _ in 0..2 {
        let planned = place.run(&["plan"]);
        assert_eq!(planned.last_line(), "1 new, 1 revised, 0 unchanged", "{planned:?}");
        assert!(planned.out.contains("notice/SC-2026-0001 一番") && planned.out.contains("revision 2, material"));
    }
    assert_eq!(place.run(&["publish"]).last_line(), "1 new, 1 revised, 0 unchanged");
}

#[test]
fn a_plan_counts_whom_each_step_would_reach() {
    let place = Installation::with(&[]);
    assert_eq!(place.run(&["demo"]).code, Some(0));
    let asking = Notice {
        audience: "audience: { plans: [standard, enterprise] }\n",
        acknowledgement: "acknowledgement: { by: one_administrator, due: 2199-12-18 }\n",
        publish_at: "2199-11-20T10:00:00+09:00".to_owned(),
        ..Notice::new(1, "確認のお願い")
    };
    asking.write(&place.content());
    let everyone = Notice {
        acknowledgement: "acknowledgement: { by: every_member, due: 2026-12-18 }\n",
        publish_at: "2026-01-20T10:00:00+09:00".to_owned(),
        ..Notice::new(2, "昔のお知らせ")
    };
    everyone.write(&place.content());
    let plan = json(&place.run(&["plan", "--format", "json"]));
    let of = |key: &str| {
        let all = plan["publications"].as_array().unwrap();
        all.iter().find(|publication| publication["key"] == key).unwrap().clone()
    };
    let asking = of("notice/SC-2026-0001");
    assert_eq!(
        (&asking["step"], &asking["tenants"], &asking["acknowledgements"]),
        (&"new".into(), &2.into(), &2.into())
    );
    // Of hinode and aozora, seven have switched specifications on.
    assert_eq!(asking["mails"], 7, "{asking}");
    let everyone = of("notice/SC-2026-0002");
    assert_eq!((&everyone["tenants"], &everyone["acknowledgements"]), (&3.into(), &12.into()));
    assert_eq!(everyone["mails"], 0, "history is filled in without telling anyone");
}

#[test]
fn one_bad_file_does_not_keep_the_rest_from_being_published() {
    let place = Installation::with(&[Notice::new(1, "一番"), broken(2), Notice::new(3, "三番")]);
    let published = place.run(&["publish"]);
    assert_eq!(published.code, Some(1), "{published:?}");
    assert_eq!(published.last_line(), "2 new, 0 revised, 0 unchanged; left out because of errors: 1");
    assert!(published.err.contains("SC-2026-0002-sample/index.md:5:9"), "{}", published.err);
}

#[test]
fn all_or_nothing_publishes_nothing_when_something_is_wrong() {
    let place = Installation::with(&[Notice::new(1, "一番"), broken(2)]);
    let published = place.run(&["publish", "--all-or-nothing"]);
    assert_eq!(published.code, Some(1), "{published:?}");
    assert!(published.err.contains("SC-2026-0002-sample/index.md:5:9"), "{}", published.err);
    assert_eq!(place.run(&["plan"]).last_line(), "1 new, 0 revised, 0 unchanged");
    let report = json(&place.run(&["publish", "--all-or-nothing", "--format", "json"]));
    assert_eq!((&report["published"], &report["left_out"]), (&Value::Null, &1.into()));
}

#[test]
fn a_publication_whose_folder_is_gone_is_left_standing_and_said() {
    let place = Installation::with(&[Notice::new(1, "一番"), Notice::new(2, "二番")]);
    place.run(&["publish"]);
    fs::remove_dir_all(place.content().join(Notice::new(1, "").folder())).unwrap();
    let planned = place.run(&["plan"]);
    assert_eq!((planned.code, planned.last_line()), (Some(0), "0 new, 0 revised, 1 unchanged"));
    assert!(planned.out.contains("stands     notice/SC-2026-0001"), "{}", planned.out);
    place.run(&["publish"]);
    Notice::new(1, "一番").write(&place.content());
    assert_eq!(place.run(&["publish"]).last_line(), "0 new, 0 revised, 2 unchanged");
}

#[test]
fn a_new_notice_has_the_next_number_and_no_errors() {
    let place = Installation::with(&[]);
    let made = place.run(&["new", "notice", "応答形式の変更"]);
    assert_eq!((made.code, made.out.lines().count()), (Some(0), 2), "{made:?}");
    for file in made.out.lines() {
        assert!(fs::metadata(file).unwrap().is_file());
    }
    let again = place.run(&["new", "notice", "応答形式の変更"]);
    assert_eq!(again.code, Some(0));
    assert_ne!(made.out, again.out, "the number is another");
    assert_eq!(place.run(&["check"]).code, Some(0));
}

#[test]
fn a_demonstration_fills_an_empty_database_only() {
    let asking = Notice {
        acknowledgement: "acknowledgement: { by: every_member, due: 2026-12-18 }\n",
        publish_at: "2026-01-20T10:00:00+09:00".to_owned(),
        ..Notice::new(1, "確認のお願い")
    };
    let place = Installation::with(&[asking]);
    let filled = place.run(&["demo"]);
    assert_eq!(filled.code, Some(0), "{filled:?}");
    assert!(filled.out.contains("kairan-demo") && filled.out.contains("yumi@hinode.example"));
    assert!(filled.out.contains("Added 3 tenants, 16 people, 6 acknowledgements."), "{}", filled.out);
    let again = place.run(&["demo"]);
    assert_eq!(again.code, Some(0));
    assert!(again.out.contains("nothing was changed"), "{}", again.out);
}

#[rstest]
#[case("[server]\nport = 1", "server.port")]
#[case("[mail]\nsmtp_port = \"x\"", "mail.smtp_port")]
#[case("[database]\nurl = \"mysql://root:geheim@db\"", "database.url")]
fn wrong_settings_are_named_and_nothing_begins(#[case] text: &str, #[case] key: &str) {
    let place = Installation::with(&[]);
    place.settings(text);
    for command in [&["config"][..], &["serve"], &["publish"]] {
        let ended = place.run(command);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains(key) && ended.err.contains("Leptos.toml"), "{}", ended.err);
        assert!(!ended.err.contains("geheim"));
    }
    assert!(!place.path("var").exists());
}

#[test]
fn the_settings_in_force_are_shown_without_secrets() {
    let place = Installation::with(&[]).set("KAIRAN__MAIL__SMTP_PASSWORD", "geheim");
    let shown = place.run(&["config"]);
    assert_eq!(shown.code, Some(0));
    assert!(shown.out.contains("address = \"127.0.0.1:0\"") && shown.out.contains("********"), "{}", shown.out);
    assert!(!shown.out.contains("geheim"));
    let error = place.set("KAIRAN__MAIL__SMTP_PASSWROD", "geheim").run(&["config"]);
    assert_eq!(error.code, Some(2));
    assert!(error.err.contains("KAIRAN__MAIL__SMTP_PASSWROD") && !error.err.contains("geheim"), "{}", error.err);
}

#[test]
fn settings_elsewhere_are_found_where_they_are_named() {
    let place = Installation::with(&[]);
    let other = place.path("other.toml");
    fs::write(&other, "[mail]\nfrom_name = \"Elsewhere\"").unwrap();
    let by_option = place.run(&["--settings", "other.toml", "config"]);
    assert!(by_option.out.contains("Elsewhere"), "{by_option:?}");
    let by_variable = place.set("KAIRAN_SETTINGS", other.to_str().unwrap()).run(&["config"]);
    assert!(by_variable.out.contains("Elsewhere"), "{by_variable:?}");
}

#[test]
fn the_binary_alone_with_its_settings_beside_it_serves_from_anywhere() {
    let place = Installation::with(&[Notice::new(1, "題")]);
    let home = place.path("opt");
    fs::create_dir(&home).unwrap();
    let binary = home.join("kairan");
    fs::copy(BINARY, &binary).unwrap();
    fs::rename(place.path("Leptos.toml"), home.join("Leptos.toml")).unwrap();
    let empty = place.path("empty");
    fs::create_dir(&empty).unwrap();
    let run = |arguments: &[&str]| place.command_of(&binary, arguments).current_dir(&empty).output().unwrap();
    let shown = String::from_utf8(run(&["config"]).stdout).unwrap();
    assert!(shown.contains(&format!("url = \"sqlite:{}\"", home.join("var/kairan.db").display())), "{shown}");
    let published = run(&["publish", place.content().to_str().unwrap()]);
    assert!(published.status.success());
    assert!(home.join("var/kairan.db").is_file(), "relative paths are relative to the settings");
    assert_eq!(fs::read_dir(&empty).unwrap().count(), 0, "nothing is left where it was called from");
}

#[test]
fn a_server_answers_shows_what_another_process_publishes_and_stops_when_told() {
    let place = Installation::with(&[Notice::new(1, "一番"), broken(2)]);
    let serving = place.serve(&[]);
    assert_eq!(http::get(&serving.address, "/healthz").0, 200);
    assert_eq!(http::get(&serving.address, "/readyz").0, 200);
    let list = http::get(&serving.address, "/notices");
    assert!(list.0 == 200 && list.1.contains("一番"), "it starts with what is good: {list:?}");
    let log = fs::read_to_string(place.path("server.log")).unwrap();
    assert!(log.contains("SC-2026-0002-sample/index.md:5:9"), "and says what is not: {log}");

    Notice::new(3, "三番").write(&place.content());
    assert_eq!(place.run(&["publish"]).code, Some(1), "the second is still left out");
    http::wait_for("the new notice", || http::get(&serving.address, "/notices").1.contains("三番"));
    assert!(serving.terminate());
}

#[test]
fn the_secret_key_is_for_the_owner_only_and_stays() {
    use std::os::unix::fs::PermissionsExt;
    let place = Installation::with(&[]);
    place.serve(&[]).kill();
    let key = fs::read(place.path("var/secret.key")).unwrap();
    assert_eq!(fs::metadata(place.path("var/secret.key")).unwrap().permissions().mode() & 0o777, 0o600);
    place.serve(&[]).kill();
    assert_eq!(fs::read(place.path("var/secret.key")).unwrap(), key);
}

#[test]
fn findings_become_annotations_of_a_pull_request() {
    let place = Installation::with(&[broken(1)]).set("GITHUB_WORKSPACE", "");
    let checked = place.run(&["check", "--format", "github"]);
    assert_eq!(checked.code, Some(1), "{checked:?}");
    let file = format!("content/{}/index.md", broken(1).folder());
    let expected =
        format!("::error file={file},line=5,col=9,endColumn=13,title=wrong-value::`huge` cannot be taken%0A");
    assert!(checked.out.lines().any(|line| line.starts_with(&expected)), "{}", checked.out);
    assert!(checked.out.lines().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")));
    let content = place.content();
    let elsewhere = place.set("GITHUB_WORKSPACE", content.to_str().unwrap());
    let within = elsewhere.run(&["check", "--format", "github"]);
    assert!(within.out.contains(&format!("file={}/index.md,", broken(1).folder())), "{}", within.out);
}

#[test]
fn good_content_gives_no_annotation() {
    let place = Installation::with(&[Notice::new(1, "題")]);
    let checked = place.run(&["check", "--format", "github"]);
    assert_eq!((checked.code, checked.out.as_str()), (Some(0), ""), "{checked:?}");
}

#[rstest]
#[case("notice", "category")]
#[case("notice-en", "translates")]
#[case("disclosure", "as_of")]
#[case("register", "entry")]
#[case("policy", "signatory")]
#[case("portal", "contact")]
fn a_schema_is_printed_for_editors(#[case] name: &str, #[case] key: &str) {
    let place = Installation::with(&[]);
    let schema = json(&place.run(&["schema", name]));
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(schema["properties"][key]["description"].is_string(), "{schema}");
}

#[rstest]
#[case("service_change", "planned:")]
#[case("terms_change", "effective_on:")]
#[case("incident", "detected_at:")]
fn each_kind_of_notice_starts_with_its_own_keys(#[case] kind: &str, #[case] key: &str) {
    let place = Installation::with(&[]);
    let made = place.run(&["new", "notice", "お知らせの題", "--kind", kind]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let text = fs::read_to_string(made.out.lines().next().unwrap()).unwrap();
    assert!(text.contains(&format!("kind: {kind}")) && text.contains(key), "{text}");
    assert_eq!(place.run(&["check"]).code, Some(0));
    let unknown = place.run(&["new", "notice", "題", "--kind", "change"]);
    assert!(unknown.code == Some(2) && unknown.err.contains("terms_change"), "{unknown:?}");
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn over_a_database_with_nothing_in_it_everything_is_new_and_nothing_is_written(#[case] engine: Engine) {
    let database = TestDatabase::create_empty(engine).await;
    let place = Installation::with(&[Notice::new(1, "一番")]).set("KAIRAN__DATABASE__URL", &database.url());
    let planned = place.run(&["plan"]);
    assert_eq!((planned.code, planned.last_line()), (Some(0), "1 new, 0 revised, 0 unchanged"), "{planned:?}");
    let listed = place.run(&["tenant", "list"]);
    assert_eq!((listed.code, listed.last_line()), (Some(0), "0 tenants"), "{listed:?}");
    let none = place.run(&["notice", "start", "SC-2026-0001"]);
    assert_eq!(none.code, Some(2));
    assert!(none.err.contains("nothing has been published yet"), "{}", none.err);
    assert_eq!(database.store.schema_state().await.unwrap(), SchemaState::Empty);

    database.store.migrate().await.unwrap();
    database.tamper("DELETE FROM seaql_migrations WHERE version = 'm0009_drafts'").await;
    for command in [&["plan"][..], &["tenant", "list"]] {
        let behind = place.run(command);
        assert_eq!(behind.code, Some(2), "{behind:?}");
        assert!(behind.err.contains("the database is that of an earlier version"), "{}", behind.err);
    }
    assert_eq!(database.store.schema_state().await.unwrap(), SchemaState::Behind);
}

#[test]
fn a_file_without_anything_in_it_stays_so() {
    let place = Installation::with(&[Notice::new(1, "一番")]).set("KAIRAN__DATABASE__URL", "sqlite:empty.db");
    fs::write(place.path("empty.db"), "").unwrap();
    for (command, said) in [(&["plan"][..], "1 new, 0 revised, 0 unchanged"), (&["tenant", "list"], "0 tenants")] {
        let ended = place.run(command);
        assert_eq!((ended.code, ended.last_line()), (Some(0), said), "{ended:?}");
    }
    assert_eq!(fs::metadata(place.path("empty.db")).unwrap().len(), 0);
}
