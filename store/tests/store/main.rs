//! The store's tests. Each runs on both engines, on a fresh database of its own; for PostgreSQL
//! `KAIRAN_TEST_POSTGRES` has to say where one is (`bin/test` starts one).

mod acknowledging;
mod catalogue;
mod corrupt_rows;
mod coverage;
mod deliveries;
mod dispatches;
mod migrating;
mod people;
mod publishing;
mod reading;
mod scene;
mod sessions;
mod subscriptions;
