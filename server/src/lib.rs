//! The binary `kairan` as a library, so that tests can hold its parts: settings, commands, router and
//! middleware, feeds and files, mail and its workers. It wires what the other crates decide,
//! remember, transform and show; see docs/architecture.md.

pub mod api;
pub mod clock;
pub mod commands;
pub mod content;
pub mod feeds;
pub mod handlers;
pub mod limits;
pub mod mail;
pub mod middleware;
pub mod publisher;
pub mod response_cache;
pub mod router;
pub mod secret_key;
pub mod settings;
pub mod single_sign_on;
pub mod state;
pub mod telemetry;
pub mod watch;
pub mod worker;
