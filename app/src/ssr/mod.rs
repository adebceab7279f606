//! The server half of the app: what a page is built from, and the one place where domain values
//! become what the browser may see.

pub mod api_document;
pub mod audience;
pub mod audit_query;
pub mod bell;
pub mod calendar;
pub mod census;
pub mod comparison;
pub mod consoles;
pub mod cookie;
pub mod csv_file;
pub mod dates;
pub mod device;
pub mod facts;
pub mod guessing;
pub mod hashing;
pub mod labels;
pub mod life;
pub mod notice_row;
pub mod page_request;
pub mod particulars;
pub mod password;
pub mod portal;
pub mod preview;
pub mod preview_token;
pub mod private_feed;
pub mod providers;
pub mod random;
pub mod respond;
pub mod seal;
pub mod search_row;
pub mod second_factor;
pub mod secret;
pub mod session;
pub mod token;
pub mod words;
