//! Kairan's rules. What a notice is, who may see it, when it asks for an acknowledgement and
//! which one counts: decided here, from values alone. No I/O, no clock and no randomness (the
//! current time is a parameter), no framework and no database, so that every rule can be tested
//! by itself and the same crate builds for the browser.

pub mod acknowledgement;
pub mod attention;
pub mod audience;
pub mod audit;
pub mod business_day;
pub mod calendar;
pub mod catalogue;
pub mod clock;
pub mod delivery;
pub mod digest;
pub mod event;
pub mod id;
pub mod identity;
pub mod incident;
pub mod lead_time;
pub mod letter;
pub mod listing;
pub mod locale;
pub mod mail_address;
pub mod network;
pub mod notice;
pub mod outline;
pub mod password;
pub mod permission;
pub mod person;
pub mod plan;
pub mod policy;
pub mod portal;
pub mod preview;
pub mod private_feed;
pub mod publication;
pub mod reading;
pub mod register;
pub mod revision;
pub mod search;
pub mod session;
pub mod shelf;
pub mod slice;
pub mod subscription;
pub mod timeline;
pub mod token;
pub mod viewer;
pub mod zone;
