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

const SINGLE_SIGN_ON: &str = r#"
[[launch.issuer]]
name = "console"
issuer = "https://console.example"
jwks_file = "console.jwks"
tenants = ["hinode", "aozora"]
origins = ["https://console.example"]

[[oidc.provider]]
key = "hinode"
label = "日の出通販のアカウント"
label_en = "Hinode account"
issuer = "https://id.hinode.example"
client_id = "kairan"
client_secret_env = "HINODE_SECRET"
tenant = "hinode"
role_claim = "groups"
administrators = ["kairan-admins"]
email_verified = "trusted"
second_factor = "portal"
acr_values = ["phr"]
domains = ["Hinode.example"]

[[oidc.provider]]
key = "staff"
label = "社内アカウント"
issuer = "https://id.simple-connect.example"
client_id = "kairan"
client_secret_file = "staff.secret"
tenant_claim = "org"
tenants = { "01" = "hinode" }
role_claim = "groups"
staff_roles = { support = ["helpdesk"], owner = ["kairan-owners"] }
"#;

#[test]
fn who_may_vouch_is_read_and_shown_without_the_secrets() {
    let secret = [("HINODE_SECRET", "opensesame")];
    let settings = read(SINGLE_SIGN_ON, &secret).unwrap();
    let [hinode, staff] = &settings.oidc_providers[..] else { panic!("two providers") };
    assert!(!hinode.is_listed && hinode.domains.contains("hinode.example"), "found by the address, and not listed");
    assert!(staff.is_listed);
    assert_eq!((hinode.second_factor, staff.second_factor), (SecondFactorAt::Portal, SecondFactorAt::Trusted));
    assert_eq!(settings.launch_issuers[0].second_factor, SecondFactorAt::Trusted);
    assert_eq!((hinode.email_verified, staff.email_verified), (EmailVerified::Trusted, EmailVerified::Required));
    assert_eq!(settings.launch_issuers[0].keys, KeyPlace::File("/srv/kairan/console.jwks".into()));
    let shown = settings.to_masked_toml();
    assert!(!shown.contains("opensesame") && shown.contains("HINODE_SECRET"), "{shown}");
    assert_eq!(read(&shown, &secret).unwrap(), settings);
    assert!(!format!("{settings:?}").contains("opensesame"));
}

#[test]
fn a_list_in_the_environment_is_toml_in_one_line() {
    let list = "[{ name = 'c', issuer = 'c', jwks_url = 'http://127.0.0.1:1/jwks', tenants = 'any' }]";
    let settings = read("", &[("KAIRAN__LAUNCH__ISSUER", list)]).unwrap();
    assert_eq!(settings.launch_issuers[0].tenants, AllowedTenants::Any);
    let error = read("", &[("KAIRAN__LAUNCH__ISSUER", "console")]).unwrap_err().to_string();
    assert!(error.contains("KAIRAN__LAUNCH__ISSUER") && error.contains("[[launch.issuer]]"), "{error}");
}

#[rstest::rstest]
#[case("jwks_file = \"console.jwks\"", "jwks_file = \"a\"\njwks_url = \"https://a\"", "launch.issuer[1].jwks_url")]
#[case("jwks_file = \"console.jwks\"", "jwks_url = \"http://console.example/jwks\"", "launch.issuer[1].jwks_url")]
#[case("tenants = [\"hinode\", \"aozora\"]", "tenants = []", "launch.issuer[1].tenants")]
#[case("tenants = [\"hinode\", \"aozora\"]", "tenants = \"all\"", "launch.issuer[1].tenants")]
#[case(
    "origins = [\"https://console.example\"]",
    "origins = [\"https://console.example/\"]",
    "launch.issuer[1].origins"
)]
#[case("client_secret_env = \"HINODE_SECRET\"", "client_secret = \"s3cret\"", "client_secret_env")]
#[case("client_secret_env = \"HINODE_SECRET\"", "client_secret_env = \"UNSET\"", "oidc.provider[1].client_secret_env")]
#[case("tenant = \"hinode\"", "", "oidc.provider[1].tenant")]
#[case("tenant = \"hinode\"", "tenant = \"hinode\"\nstaff_roles = { owner = [\"x\"] }", "oidc.provider[1].staff_roles")]
#[case("tenant = \"hinode\"", "tenant = \"hinode\"\ntennant = \"x\"", "oidc.provider[1].tennant")]
#[case("issuer = \"https://id.hinode.example\"", "issuer = \"http://id.hinode.example\"", "oidc.provider[1].issuer")]
#[case("email_verified = \"trusted\"", "email_verified = \"never\"", "oidc.provider[1].email_verified")]
#[case("second_factor = \"portal\"", "second_factor = \"never\"", "oidc.provider[1].second_factor")]
#[case("acr_values = [\"phr\"]", "acr_values = [\"phr phrh\"]", "oidc.provider[1].acr_values")]
#[case("key = \"staff\"", "key = \"hinode\"", "oidc.provider[2].key")]
#[case("support = [\"helpdesk\"]", "boss = [\"helpdesk\"]", "oidc.provider[2].staff_roles")]
fn what_cannot_vouch_is_named(#[case] from: &str, #[case] to: &str, #[case] named: &str) {
    assert!(SINGLE_SIGN_ON.contains(from), "{from}");
    let error = read(&SINGLE_SIGN_ON.replacen(from, to, 1), &[("HINODE_SECRET", "x")]).unwrap_err().to_string();
    assert!(error.contains(named), "{error}");
    assert!(!error.contains("s3cret"), "{error}");
}
