//! The server as a whole: its routes over a real database on both engines with a clock that stands
//! still, its commands as the built binary. For PostgreSQL `KAIRAN_TEST_POSTGRES` has to say where one
//! is (`bin/test` starts one).

#[cfg(test)]
mod account_mails;
#[cfg(test)]
mod account_sessions;
#[cfg(test)]
mod accounts;
#[cfg(test)]
mod amending;
#[cfg(test)]
mod api;
#[cfg(test)]
mod api_limits;
#[cfg(test)]
mod api_writes;
#[cfg(test)]
mod arrows;
#[cfg(test)]
mod audiences;
#[cfg(test)]
mod binary;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod clock_jumps;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod comparing;
#[cfg(test)]
mod content;
#[cfg(test)]
mod database_trouble;
#[cfg(test)]
mod delivering;
#[cfg(test)]
mod embedding;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod files;
#[cfg(test)]
mod http;
#[cfg(test)]
mod incidents;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod killing;
#[cfg(test)]
mod kinds_said;
#[cfg(test)]
mod launching;
#[cfg(test)]
mod lead_times;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod logged;
#[cfg(test)]
mod lying_provider;
#[cfg(test)]
mod my_view;
#[cfg(test)]
mod origin;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod past_revisions;
#[cfg(test)]
mod people;
#[cfg(test)]
mod portal;
#[cfg(test)]
mod preview_ends;
#[cfg(test)]
mod previewing;
#[cfg(test)]
mod private_feeds;
#[cfg(test)]
mod scheduling;
#[cfg(test)]
mod searching;
#[cfg(test)]
mod second_steps;
#[cfg(test)]
mod signing_in_elsewhere;
#[cfg(test)]
mod smtp_sink;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod test_keys;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod timeline_commands;
#[cfg(test)]
mod timeline_mails;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod unsubscribing;
#[cfg(test)]
mod watching;
