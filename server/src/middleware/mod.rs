//! What every request passes through, outermost first: the limit of its network, the cache of ready responses,
//! the request's number in the log, the net for panics, the time limit, the origin check, the limits of size, the
//! security headers, compression. [`crate::router`] puts them in that order.

pub mod cached_responses;
pub mod client_address;
pub mod error_page;
pub mod header_limit;
pub mod network_limit;
pub mod origin_check;
pub mod request_trace;
pub mod security_headers;
pub mod time_limit;
pub mod try_limit;
