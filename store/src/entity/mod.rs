//! The rows, one module per table. They are private to the crate: what goes in and out are values
//! of `domain`. Constraints and indexes are the migrations' matter.

pub mod acknowledgement;
pub mod attachment;
pub mod attachment_file;
pub mod audit_record;
pub mod catalogue_version;
pub mod delivery;
pub mod dispatch;
pub mod draft;
pub mod draft_file;
pub mod event;
pub mod invitation;
pub mod kept_publication;
pub mod letter;
pub mod mail_subscription;
pub mod password_reset;
pub mod person;
pub mod portal;
pub mod publication;
pub mod read_mark;
pub mod reader_fact;
pub mod recovery_code;
pub mod revision;
pub mod role_review;
pub mod search_list;
pub mod search_segment;
pub mod second_factor;
pub mod second_step;
pub mod session;
pub mod sign_in_failure;
pub mod tenant;
pub mod tenant_draft;
