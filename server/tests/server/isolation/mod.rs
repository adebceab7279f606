//! The isolation matrix (policy II.3): every address, server function and operation of the API, asked by
//! everyone there is, for what is theirs, what is another's, and what never existed, on both engines. `table`
//! says to whom each opens; all else follows from that:
//!
//! - what a reader may have, they get; what they may not, they are refused as the table says,
//! - what does not exist for them is answered like what never was: status, headers and body,
//! - no answer has a word of what they may not read,
//! - whoever is refused, and whoever only reads, changes nothing: every row of every table stays as it was.

mod cells;
mod consoles;
mod line;
mod matrix;
mod publications;
mod readers;
mod rules;
mod samples;
mod table;

use line::Line;
use matrix::Matrix;
use rstest::rstest;
use rules::Open;
use samples::Samples;
use server::api::contract::Contract;
use server::router::{ROUTES, Route, Serves};
use std::collections::BTreeSet;
use store::testing::Engine;
use table::{ADDRESSES, FUNCTIONS, OPERATIONS};

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn every_address_answers_everyone_as_the_matrix_says(#[case] engine: Engine) {
    let samples = Samples::on(engine).await;
    let mut matrix = Matrix::on(engine, &samples).await;
    for line in ADDRESSES {
        matrix.ask(line).await;
    }
    assert!(matrix.end() > ADDRESSES.len());
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn every_server_function_answers_everyone_as_the_matrix_says(#[case] engine: Engine) {
    let samples = Samples::on(engine).await;
    let mut matrix = Matrix::on(engine, &samples).await;
    for line in FUNCTIONS {
        matrix.ask(line).await;
    }
    assert!(matrix.end() > FUNCTIONS.len());
}

#[rstest]
#[case(Engine::Sqlite)]
#[case(Engine::Postgres)]
#[tokio::test]
async fn every_operation_answers_everyone_as_the_matrix_says(#[case] engine: Engine) {
    let samples = Samples::on(engine).await;
    let mut matrix = Matrix::on(engine, &samples).await;
    let contract = Contract::new();
    for line in OPERATIONS {
        let of_line = |(path, method, _): &(&str, &http::Method, _)| *path == line.path && *method == line.method;
        let (_, _, operation) = contract.operations().find(of_line).unwrap_or_else(|| panic!("{line} is described"));
        matrix.ask(&Line { open: Open::Programs(operation.scope), ..*line }).await;
    }
    assert!(matrix.end() > OPERATIONS.len());
}

/// The method of an address that is no server function and no operation.
fn method(route: &Route) -> Option<&'static str> {
    match route.serves {
        Serves::Action | Serves::Api(_) => None,
        Serves::Unsubscribe | Serves::Launch | Serves::BackChannelLogout => Some("POST"),
        _ => Some("GET"),
    }
}

#[test]
fn every_address_is_in_the_matrix() {
    let routes = ROUTES.iter().filter_map(|route| Some(format!("{} {}", method(route)?, route.path)));
    assert_eq!(routes.collect::<BTreeSet<_>>(), listed(ADDRESSES));
}

#[test]
fn every_server_function_is_in_the_matrix() {
    let registered = leptos::server_fn::axum::server_fn_paths();
    let registered = registered.map(|(path, method)| format!("{method} {}", path.trim_start_matches("/actions/")));
    assert_eq!(registered.collect::<BTreeSet<_>>(), listed(FUNCTIONS));
}

#[test]
fn every_operation_is_in_the_matrix() {
    let contract = Contract::new();
    let described = contract.operations().map(|(path, method, _)| format!("{method} {path}"));
    assert_eq!(described.collect::<BTreeSet<_>>(), listed(OPERATIONS));
}

fn listed(lines: &[Line]) -> BTreeSet<String> {
    lines.iter().map(ToString::to_string).collect()
}
