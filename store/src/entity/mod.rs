//! The rows, one module per table. They are private to the crate: what goes in and out are values
//! of `domain`. Constraints and indexes are the migrations' matter.

pub mod acknowledgement;
pub mod api_token;
pub mod api_token_mark;
pub mod attachment;
pub mod attachment_file;
pub mod catalogue_version;
pub mod delivery;
pub mod dispatch;
pub mod draft;
pub mod draft_file;
pub mod event;
pub mod external_identity;
pub mod idempotency_key;
pub mod kept_publication;
pub mod mail_subscription;
pub mod pending_sign_in;
pub mod person;
pub mod portal;
pub mod provider_session;
pub mod publication;
pub mod published_folder;
pub mod rate_window;
pub mod read_mark;
pub mod reader_fact;
pub mod revision;
pub mod revision_body;
pub mod search_list;
pub mod search_segment;
pub mod session;
pub mod sign_in_failure;
pub mod tenant;
pub mod used_token;
