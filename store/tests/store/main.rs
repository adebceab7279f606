//! The store's tests. Each runs on both engines, on a fresh database of its own; for PostgreSQL
//! `KAIRAN_TEST_POSTGRES` has to say where one is (`bin/test` starts one).

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod acknowledging;
#[cfg(test)]
mod audit;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod corrupt_rows;
#[cfg(test)]
mod coverage;
#[cfg(test)]
mod deliveries;
#[cfg(test)]
mod disk_full;
#[cfg(test)]
mod dispatches;
#[cfg(test)]
mod drafts;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod kept;
#[cfg(test)]
mod migrating;
#[cfg(test)]
mod people;
#[cfg(test)]
mod planned;
#[cfg(test)]
mod private_feeds;
#[cfg(test)]
mod publishing;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod recalling;
#[cfg(test)]
mod repeating;
#[cfg(test)]
mod scene;
#[cfg(test)]
mod searching;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod shelf;
#[cfg(test)]
mod subscriptions;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod tokens;
