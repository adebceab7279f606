//! What is accepted, what is refused and how it is said.

use super::shown::mask_password;
use super::*;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    let environment = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(Some(PathBuf::from("/srv/kairan/Leptos.toml")), text, &environment)
}

#[test]
fn the_shipped_file_says_exactly_the_defaults() {
    let shipped = include_str!("../../../Leptos.toml");
    assert_eq!(read(shipped, &[]).unwrap(), read("", &[]).unwrap());
}

#[test]
fn relative_paths_are_relative_to_the_file() {
    let settings = read("[database]\nurl = \"sqlite:data/k.db\"", &[]).unwrap();
    assert_eq!(settings.database.url, "sqlite:/srv/kairan/data/k.db");
    assert_eq!(settings.content.dir, Path::new("/srv/kairan/content"));
    let settings = read("[content]\ndir = \"/elsewhere\"", &[]).unwrap();
    assert_eq!(settings.content.dir, Path::new("/elsewhere"));
}

#[test]
fn the_environment_goes_before_the_file() {
    let text = "[mail]\nsmtp_port = 25\n[content]\npublish_on_start = true";
    let variables = [("KAIRAN__MAIL__SMTP_PORT", "2525"), ("KAIRAN__CONTENT__PUBLISH_ON_START", "false")];
    let settings = read(text, &variables).unwrap();
    assert_eq!(settings.mail.smtp_port, 2525);
    assert!(!settings.content.publish_on_start);
}

#[test]
fn an_unknown_key_is_named_with_its_file_and_its_neighbours() {
    let error = read("[mail]\nsmtp_hots = \"x\"", &[]).unwrap_err().to_string();
    assert!(error.contains("Leptos.toml") && error.contains("mail.smtp_hots"), "{error}");
    assert!(error.contains("mail.smtp_host"), "{error}");
    let error = read("[colour]\naccent = \"x\"", &[]).unwrap_err().to_string();
    assert!(error.contains("colour.accent") && error.contains("secrets"), "{error}");
    let error = read("colour = \"x\"", &[]).unwrap_err().to_string();
    assert!(error.contains("unknown key colour"), "{error}");
}

#[test]
fn an_unknown_variable_is_named() {
    let error = read("", &[("KAIRAN__SERVER__PORT", "1")]).unwrap_err().to_string();
    assert!(error.contains("KAIRAN__SERVER__PORT") && error.contains("server.port"), "{error}");
}

#[rstest::rstest]
#[case("[server]\naddress = \"3000\"", "server.address")]
#[case("[server]\naddress = 3000", "server.address")]
#[case("[server]\npublic_url = \"portal.example\"", "server.public_url")]
#[case("[server]\npublic_url = \"https://portal.example/kairan\"", "server.public_url")]
#[case("[server]\nsite = \"\"", "server.site")]
#[case("[database]\nurl = \"mysql://x\"", "database.url")]
#[case("[content]\npublish_on_start = \"sometimes\"", "content.publish_on_start")]
#[case("[mail]\nsmtp_port = 65536", "mail.smtp_port")]
#[case("[mail]\nsmtp_security = \"ssl\"", "mail.smtp_security")]
#[case("[mail]\nfrom_address = \"nobody\"", "mail.from_address")]
#[case("[mail]\nfrom_name = \"a\\nBcc: b\"", "mail.from_name")]
#[case("[mail]\nsmtp_host = 5", "mail.smtp_host")]
fn a_bad_value_is_named_with_its_file(#[case] text: &str, #[case] key: &str) {
    let error = read(text, &[]).unwrap_err().to_string();
    assert!(error.contains(key) && error.contains("/srv/kairan/Leptos.toml"), "{error}");
}

#[test]
fn a_file_that_is_not_toml_says_where() {
    let error = read("[server]\naddress = ", &[]).unwrap_err().to_string();
    assert!(error.contains("Leptos.toml") && error.contains("line 2"), "{error}");
}

#[test]
fn no_secret_is_shown() {
    let text = "[mail]\nsmtp_password = \"opensesame\"\n[database]\nurl = \"postgres://kairan:s3cr@t@db/kairan\"";
    let settings = read(text, &[]).unwrap();
    let shown = settings.to_masked_toml();
    assert!(!shown.contains("opensesame") && !shown.contains("s3cr"), "{shown}");
    assert!(shown.contains("postgres://kairan:********@db/kairan"), "{shown}");
    assert_eq!(format!("{settings:?}"), shown);
    assert_eq!(mask_password("postgres://db/k?user=a&password=b"), "postgres://db/k?user=a&password=********");
}

#[test]
fn what_is_shown_can_be_read_again() {
    let settings = read("", &[]).unwrap();
    assert_eq!(read(&settings.to_masked_toml(), &[]).unwrap(), settings);
}

#[test]
fn a_file_that_was_named_has_to_be_there() {
    let environment = BTreeMap::from([("KAIRAN_SETTINGS".to_owned(), "/nowhere/Leptos.toml".to_owned())]);
    let error = find_file(None, &environment).unwrap_err().to_string();
    assert!(error.contains("/nowhere/Leptos.toml") && error.contains("KAIRAN_SETTINGS"), "{error}");
}
