//! For the tests of this crate and of those above it (feature `testing`): a fresh database on either
//! engine, sample values to put into it, and direct access for writing what no program would.

mod database;
mod publishing;
mod samples;

pub use database::{Engine, TestDatabase};
pub use publishing::publish;
pub use samples::*;
