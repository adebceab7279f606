//! The house's arrows point one way only: held against what cargo says each crate is built from.

use std::collections::BTreeSet;
use std::process::Command;

/// The crates one of ours is built from, itself left out.
fn built_from(package: &str, arguments: &[&str]) -> BTreeSet<String> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--manifest-path", manifest, "--package", package])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let names = names.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
    names.filter(|name| name != package).collect()
}

#[test]
fn nothing_of_the_server_reaches_the_browser() {
    let half =
        built_from("app", &["--no-default-features", "--features", "hydrate", "--target", "wasm32-unknown-unknown"]);
    for name in ["sea-orm", "sqlx", "tokio", "axum", "lettre", "store", "publishing", "argon2", "reqwest"] {
        assert!(!half.contains(name), "app with hydrate is built from {name}");
    }
    assert!(half.contains("domain") && half.contains("leptos"), "the list is the right one");
}

#[test]
fn rules_know_no_database_no_framework_and_no_runtime() {
    let rules = built_from("domain", &[]);
    for name in ["leptos", "sea-orm", "tokio", "axum", "publishing", "store", "app", "server"] {
        assert!(!rules.contains(name), "domain is built from {name}");
    }
}

#[test]
fn publishing_and_store_know_only_the_rules() {
    let (publishing, store) = (built_from("publishing", &[]), built_from("store", &[]));
    for name in ["sea-orm", "tokio", "leptos", "axum", "store", "app", "server"] {
        assert!(!publishing.contains(name), "publishing is built from {name}");
    }
    for name in ["leptos", "axum", "pulldown-cmark", "publishing", "app", "server"] {
        assert!(!store.contains(name), "store is built from {name}");
    }
    assert!(publishing.contains("domain") && store.contains("domain"));
}
